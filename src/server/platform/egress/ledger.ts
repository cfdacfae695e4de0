/** What left the server, in numbers: exactly in memory, in the store with each connection. */
import type { EgressPurpose } from "../../../contract/egress.ts";
import { blindToken } from "../../../crypto/index.ts";
import type { Clock } from "../clock/index.ts";
import { StorageFull, StoreUnavailable } from "../records/port.ts";
import { put, type SealedStore } from "../records/sealed.ts";
import { EgressPeer } from "./egress.records.ts";

export interface PeerUse {
  readonly host: string;
  readonly port: number;
  readonly purpose: EgressPurpose;
  readonly connections: number;
  readonly refused: number;
  readonly lastAt: number;
}

export class Ledger {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #known = new Map<string, PeerUse>();
  #last: Promise<void> = Promise.resolve();

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** Notes a connection before it is opened, or that it was refused. A full disk keeps nothing from being counted in memory. */
  note(host: string, port: number, purpose: EgressPurpose, what: "connections" | "refused"): Promise<void> {
    // One after the other: the count goes on from the one before.
    this.#last = this.#last.catch(() => undefined).then(() => this.#note(host, port, purpose, what));
    return this.#last;
  }

  async #note(host: string, port: number, purpose: EgressPurpose, what: "connections" | "refused"): Promise<void> {
    const { installation, keys } = this.#records;
    const peer = blindToken(keys.indexKey(installation), "egress", host, String(port), purpose);
    const before = this.#known.get(peer) ?? (await this.#records.find(EgressPeer, { installation, peer })) ?? { connections: 0, refused: 0 };
    const use = { host, port, purpose, connections: before.connections, refused: before.refused, lastAt: this.#clock.now() };
    use[what] += 1;
    this.#known.set(peer, use);
    try {
      await this.#records.merge([put(EgressPeer, { installation, peer, ...use }, use.connections + use.refused)]);
    } catch (error) {
      if (!(error instanceof StorageFull || error instanceof StoreUnavailable)) throw error;
    }
  }

  /** The latest first. */
  async peers(): Promise<PeerUse[]> {
    await this.#last.catch(() => undefined);
    const { installation } = this.#records;
    const found: PeerUse[] = [];
    for await (const { host, port, purpose, connections, refused, lastAt } of this.#records.all(EgressPeer, { installation }))
      found.push({ host, port, purpose, connections, refused, lastAt });
    return found.sort((a, b) => b.lastAt - a.lastAt);
  }
}
