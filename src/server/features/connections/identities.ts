/** Who an account is elsewhere: (connection, issuer, subject) is one account's at most. Directories link by it, too. */
import { blindToken, digestOf } from "../../../crypto/index.ts";
import { decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { holdName } from "../../platform/records/held-names.ts";
import { expect, type Fields, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { commitOnce, innerOperation } from "../accounts/index.ts";
import { Identity, IdentityHolder } from "./connections.records.ts";

type Row = Stored<typeof Identity>;
type Held = Stored<typeof IdentityHolder>;

/** Who somebody is at a connection. */
export interface Elsewhere {
  readonly holder: string;
  readonly connection: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
}

export class Identities {
  readonly #records: SealedStore;
  readonly #clock: Clock;

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** The account that is linked to it now. */
  async accountOf(one: Elsewhere): Promise<string | undefined> {
    const identity = this.#idOf(one);
    const held = await this.#records.find(IdentityHolder, { identity });
    return held && (await this.#isBorne(held)) ? held.account : undefined;
  }

  /** Names the making of its account: two first sign-ins at once make the same one, and after it was unlinked it is another. */
  async firstOperation(one: Elsewhere): Promise<Operation> {
    const identity = this.#idOf(one);
    const held = await this.#records.find(IdentityHolder, { identity });
    const before = held && (await this.#records.find(Identity, { account: held.account, identity }));
    return { id: digestOf("first sign-in", identity, String(before?.state === "removed" ? before.linkedAt : 0)), digest: null };
  }

  /** Those in use, the oldest first. */
  async list(account: string): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const row of this.#records.all(Identity, { account })) if (row.state === "active") rows.push(row);
    return rows.sort((a, b) => a.linkedAt - b.linkedAt);
  }

  /** @throws Refusal conflict where it is another account's, or the account has another one of the same connection */
  async link(account: string, one: Elsewhere, operation: Operation): Promise<void> {
    const identity = this.#idOf(one);
    const now = this.#clock.now();
    const others = (await this.list(account)).filter((row) => row.connection === one.connection && row.identity !== identity);
    if (others.length > 0) throw new Refusal("conflict");
    const isHeld = await holdName<Held>({
      now,
      isOwn: (held) => held.account === account,
      isBorne: (held) => this.#isBorne(held),
      claim: (expected) => this.#records.claim(IdentityHolder, { identity, account, claimedAt: now }, expected),
    });
    if (!isHeld) throw new Refusal("conflict");
    await decideAgain(async () => {
      const standing = await this.#records.find(Identity, { account, identity });
      if (standing?.state === "active") return true;
      const row: Fields<typeof Identity> = {
        ...{ account, identity, connection: one.connection, holder: one.holder, state: "active", linkedAt: now, usedAt: null },
        ...{ issuer: one.issuer, subject: one.subject, email: one.email },
      };
      const version = standing?.version ?? 0;
      return commitOnce(this.#records, operation, [expect(Identity, { account, identity }, version)], [put(Identity, row, version + 1)]);
    });
  }

  /** Notes that it let somebody in; who was faster has done so. */
  async use(account: string, one: Elsewhere): Promise<void> {
    const identity = this.#idOf(one);
    const row = await this.#records.find(Identity, { account, identity });
    if (!row) return;
    const used = put(Identity, { ...row, usedAt: this.#clock.now(), email: one.email ?? row.email }, row.version + 1);
    await commitOnce(this.#records, innerOperation(), [expect(Identity, { account, identity }, row.version)], [used]);
  }

  /** @throws Refusal identity_not_found */
  async unlink(account: string, connection: string, operation: Operation): Promise<void> {
    await decideAgain(async () => {
      const row = (await this.list(account)).find((one) => one.connection === connection);
      if (!row) throw new Refusal("identity_not_found");
      const gone = put(Identity, { ...row, state: "removed" }, row.version + 1);
      return commitOnce(this.#records, operation, [expect(Identity, { account, identity: row.identity }, row.version)], [gone]);
    });
  }

  async #isBorne({ account, identity }: Held): Promise<boolean> {
    return (await this.#records.find(Identity, { account, identity }))?.state === "active";
  }

  #idOf({ connection, issuer, subject }: Elsewhere): string {
    return blindToken(this.#records.keys.indexKey(this.#records.installation), "identity", connection, issuer, subject);
  }
}
