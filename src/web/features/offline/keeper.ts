import type { Workspace } from "../../app/workspace.ts";
import type { Cache, Contents, MyChannelRow } from "../../cache/index.ts";
import { indexOf, keyOf, mayKeep, pageEntry, readIndex, write } from "./disk.ts";
import { type InboxAnswer, type KeptChannel, type KeptEntry, keptChannel, keptState, nextIndex } from "./kept.ts";
import type { KeptKey } from "./shelf.ts";

const pause = 2000;
/** At least so often, so that "as of" is not much older than it has to be. */
const longest = 5 * 60_000;

export interface Keeper {
  /** The reader is in this channel now. */
  readonly opened: (channel: string) => void;
  /** Writes what waits to be written, unless the reader signed out or wants nothing kept: then the key is gone. */
  readonly finish: () => void;
}

/** Keeps what is read in this tab, sealed, on this device: soon after it changed, when the browser has nothing else to do. */
export function startKeeper(workspace: Workspace): Keeper {
  return new TabKeeper(workspace);
}

class TabKeeper implements Keeper {
  readonly #workspace: Workspace;
  /** As this tab last wrote them. */
  readonly #written: Map<string, Contents>;
  readonly #inboxes = new Map<string, { readonly count: number; readonly answer: InboxAnswer }>();
  readonly #ends: (() => void)[];
  #opened: string[] = [];
  #build: string;
  #last: Cache;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  readonly #keyed: Promise<KeptKey>;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#last = workspace.store.get();
    this.#build = this.#last.build;
    this.#written = new Map(this.#last.asOf > 0 ? this.#last.contents : []);
    const onHidden = () => {
      if (document.visibilityState === "hidden") void this.#save();
    };
    const often = setInterval(() => this.#soon(), longest);
    document.addEventListener("visibilitychange", onHidden);
    this.#ends = [
      workspace.store.subscribe(() => this.#look()),
      () => document.removeEventListener("visibilitychange", onHidden),
      () => clearInterval(often),
      () => clearTimeout(this.#timer),
    ];
    this.#soon();
    // Here and not when the tab leaves: who signed out meanwhile has no key, and is given no other one. One tab at a time: of two
    // keys the first would open nothing.
    this.#keyed = navigator.locks.request("bastide.offline", () => {
      if (this.#isOver()) throw new Error("signed out");
      return keyOf(workspace.account.id);
    });
    this.#keyed.catch(() => undefined); // storage is switched off
  }

  opened(channel: string): void {
    this.#opened = [...this.#opened.filter((other) => other !== channel), channel];
    this.#soon();
  }

  finish(): void {
    const isDue = this.#timer !== undefined && mayKeep() && this.#workspace.socket.state() === "live";
    for (const end of this.#ends) end();
    void (isDue ? this.#save() : Promise.resolve()).finally(() => {
      this.#isStopped = true;
    });
  }

  #isOver(): boolean {
    const state = this.#workspace.socket.state();
    return state === "stopped" || state === "signed-out";
  }

  #look(): void {
    const cache = this.#workspace.store.get();
    const before = this.#last;
    this.#last = cache;
    this.#build ||= cache.build;
    if (before.companies !== cache.companies || before.contents !== cache.contents || before.preferences !== cache.preferences) this.#soon();
    // Not the reader's any more, perhaps since before this page opened: it leaves the disk at once, too.
    if (before.asOf > 0 && cache.asOf === 0) void this.#save();
  }

  #soon(): void {
    if (this.#isStopped) return;
    this.#timer ??= setTimeout(() => {
      whenIdle(() => {
        this.#timer = undefined;
        void this.#save();
      });
    }, pause);
  }

  /** One tab at a time. Without a word of the server there is nothing to keep that isn't kept already. */
  async #save(): Promise<void> {
    const { asOf, build } = this.#workspace.store.get();
    if (this.#isStopped || asOf > 0 || build === "") return;
    try {
      await this.#askInboxes();
      await navigator.locks.request("bastide.offline", () => this.#write());
    } catch {
      // Storage is full or switched off: the app works, and opens with a server only.
    }
  }

  async #write(): Promise<void> {
    if (this.#isStopped) return;
    const key = await this.#keyed;
    if (this.#isStopped || this.#isOver()) return; // signed out while the key was made
    const cache = this.#workspace.store.get();
    const state = keptState(
      cache,
      { at: Date.now(), build: this.#build, entry: pageEntry() },
      new Map([...this.#inboxes].map(([id, { answer }]) => [id, answer])),
    );
    if (!state) return;
    const before = (await readIndex(key))?.channels ?? [];
    const mine = new Map([...cache.companies.values()].flatMap(({ channels }) => [...channels]));
    const changed = this.#changed(cache, mine, before, state.at);
    const index = indexOf(
      nextIndex(
        before,
        this.#opened,
        changed.map(({ entry }) => entry),
        new Set(mine.keys()),
        state.at,
      ),
    );
    const slots = new Set(index.channels.map(({ slot }) => slot));
    const channels = new Map(changed.flatMap(({ entry, kept }) => (slots.has(entry.slot) ? [[entry.slot, kept] as const] : [])));
    if (this.#isStopped || !(await write(key, { index, state, channels }))) return;
    for (const { contents, entry } of changed) this.#written.set(entry.channel, contents);
  }

  /** What this tab knows and the disk doesn't; another tab may have been told more. */
  #changed(cache: Cache, mine: ReadonlyMap<string, MyChannelRow>, before: readonly KeptEntry[], at: number) {
    const kept = new Map(before.map((entry) => [entry.channel, entry]));
    const changed: { readonly contents: Contents; readonly entry: KeptEntry; readonly kept: KeptChannel }[] = [];
    for (const [channel, contents] of cache.contents) {
      const row = mine.get(channel);
      const old = kept.get(channel);
      if (!row || (old && (this.#written.get(channel) === contents || old.seq > contents.seq))) continue;
      const rows = keptChannel(cache, row);
      if (rows) changed.push({ contents, kept: rows, entry: { channel, slot: old?.slot ?? crypto.randomUUID(), seq: contents.seq, at } });
    }
    return changed;
  }

  /** The inbox of each company, again when its number has changed. */
  async #askInboxes(): Promise<void> {
    for (const { id, inbox } of this.#workspace.store.get().companies.values()) {
      if (this.#inboxes.get(id)?.count === inbox) continue;
      const answer = await this.#workspace.call("listInbox", { params: { company: id }, query: { limit: 100 } });
      this.#inboxes.set(id, { count: inbox, answer });
    }
  }
}

function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 5000 });
  else setTimeout(work);
}
