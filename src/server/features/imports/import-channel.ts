import { blindToken, operationId } from "../../../crypto/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { type Expect, expect, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { ChannelMember, type Channels, type ChannelWriter } from "../channels/index.ts";
import { Message, Pin, Reaction, Reply, showRef, ThreadHead } from "../messages/index.ts";
import { asLine, prepareAll } from "./import-people.ts";
import { ImportMark } from "./imports.records.ts";
import { type ImportedChannel, type ImportedItem, microseconds } from "./slack/index.ts";

/** Messages of one commit: large enough to share a flush, small enough to lose little when the process dies. */
const batch = 250;
/** Batches of a channel that were read and are not in yet: while one is written, the next one's keys are made. */
const inFlight = 3;
const membersOfCommit = 400;

export interface ChannelImport {
  readonly records: SealedStore;
  readonly channels: Channels;
  readonly writer: ChannelWriter;
  readonly company: string;
  readonly personOf: (exportId: string) => string;
  readonly importer: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

interface Thread {
  version: number;
  replies: number;
  people: string[];
}

/** Makes the channel with its members, if it is not there. Members are added in commits of bounded size. */
export async function importChannel(c: ChannelImport, channel: string, name: string, from: ImportedChannel): Promise<void> {
  const { company, channels, writer, records } = c;
  const members = [...new Set(from.members.map(c.personOf))];
  const [first, rest] = [members.slice(0, membersOfCommit), members.slice(membersOfCommit)];
  await channels.make(
    {
      company,
      channel,
      kind: from.kind,
      name,
      topic: asLine(from.topic || from.purpose),
      team: null,
      createdBy: from.creator ? c.personOf(from.creator) : c.importer,
      createdAt: from.created ?? c.now(),
      // Archived at the end: until then it takes its messages.
      archivedAt: null,
      members: first,
    },
    { id: blindToken(records.keys.indexKey(company), "import-channel", channel), digest: null },
  );
  for (let start = 0; start < rest.length; start += membersOfCommit) {
    const people = rest.slice(start, start + membersOfCommit);
    await writer.append(
      company,
      channel,
      { id: blindToken(records.keys.indexKey(company), "import-members", channel, String(start)), digest: null },
      ({ at }) => ({
        expects: people.map((person) => expect(ChannelMember, { company, channel, person }, 0)),
        puts: people.map((person) => put(ChannelMember, { company, channel, person, state: "active", fromPost: 0, since: at, by: null, fromSeq: null })),
        event: { kind: "joined" },
      }),
    );
  }
}

/**
 * The export's name; `-2` and so on behind it where another channel has it.
 * @param taken names of public channels that this run gave already; gets the new one
 */
export async function freeName(c: ChannelImport, channel: string, from: ImportedChannel, taken: Set<string>): Promise<string> {
  if (from.kind === "direct" || from.kind === "group") return "";
  const name = (from.name ?? from.id).normalize("NFKC").toLowerCase().slice(0, 75);
  if (from.kind === "private") return name;
  let free: string | undefined;
  for (let n = 1; n < 100 && free === undefined; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.has(candidate) && (await c.channels.isNameFree(c.company, candidate, channel))) free = candidate;
  }
  free ??= `${name}-${operationId().slice(0, 4).toLowerCase()}`;
  taken.add(free);
  return free;
}

/** Somebody wrote in the channel while its import was numbered: begin again behind what is durable. */
class Moved extends Error {
  override readonly name = "Moved";
}

/**
 * Brings a channel's messages, in order of their `ts`, several commits under way at once. Each commit moves the channel's
 * mark to its last `ts`, so that a second run goes on exactly behind the last durable one, and a newer export of the same
 * channel behind what the older one brought.
 * @param read gives all items from the first; called again when somebody posted in the channel meanwhile
 * @param onItems how many of them are in so far
 * @returns how many items never came although later ones had: an earlier export lacked them
 */
export async function importMessages(
  c: ChannelImport,
  channel: string,
  read: () => AsyncIterable<ImportedItem>,
  onItems: (count: number) => void,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await importOnce(c, channel, read(), onItems);
    } catch (error) {
      if (!(error instanceof Moved) || attempt === 50) throw error;
    }
  }
}

async function importOnce(c: ChannelImport, channel: string, items: AsyncIterable<ImportedItem>, onItems: (count: number) => void): Promise<number> {
  const { records, company } = c;
  const mark = await records.get(ImportMark, { company, channel });
  const state = new ChannelState(c, channel, mark?.items ?? 0, mark?.version ?? 0);
  if (mark) await state.recall();
  const standsUntil = mark ? microseconds(mark.lastTs) : -1;
  const running: Promise<void>[] = [];
  let gathered: ImportedItem[] = [];
  let standing = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    if (gathered.length === 0) return;
    const batchItems = gathered;
    gathered = [];
    // Keys of several batches are made side by side; the batches are numbered in their order, each when the one before is.
    const begun = Promise.all([turn, state.prepare(batchItems)]).then(() => ({ written: state.write(batchItems) }));
    const done = begun.then(({ written }) => written).then(() => onItems(standing + state.brought));
    // It is waited for below; until then it may fail unheard.
    done.catch(() => undefined);
    turn = begun;
    running.push(done);
    if (running.length >= inFlight) await running.shift();
  };
  try {
    for await (const item of items) {
      c.signal.throwIfAborted();
      if (microseconds(item.ts) <= standsUntil) standing++;
      else gathered.push(item);
      if (gathered.length === batch) await flush();
    }
    await flush();
    await Promise.all(running);
  } finally {
    // Nothing of this attempt may still be under way when the next one reads where it stands.
    await Promise.allSettled(running);
  }
  onItems(standing + state.brought);
  return Math.max(0, standing - (mark?.items ?? 0));
}

class ChannelState {
  readonly #c: ChannelImport;
  readonly #channel: string;
  /** Items that this run brought and that are in the store. */
  brought = 0;
  readonly #standing: number;
  #items: number;
  #markVersion: number;
  readonly #posts = new Map<string, number>();
  readonly #threads = new Map<number, Thread>();

  constructor(c: ChannelImport, channel: string, items: number, markVersion: number) {
    this.#c = c;
    this.#channel = channel;
    this.#standing = items;
    this.#items = items;
    this.#markVersion = markVersion;
  }

  /** Which post bears which `ts`, and where the threads stand: from the store, for a run that goes on. */
  async recall(): Promise<void> {
    const { records, company, writer } = this.#c;
    const channel = this.#channel;
    const head = await writer.head(company, channel);
    for (let from = 1; from <= head.post; from += 1000) {
      const range = { from: { post: from }, to: { post: Math.min(head.post, from + 999) }, limit: 1000 };
      for (const row of await records.list(Message, { company, channel }, range)) if (row.imported && !row.alsoIn) this.#posts.set(row.imported.ts, row.post);
      for (const row of await records.list(ThreadHead, { company, channel }, range))
        this.#threads.set(row.post, { version: row.version, replies: row.replies, people: row.people });
    }
  }

  /** Keys first, so that sealing does not wait and commits keep their order. */
  async prepare(items: readonly ImportedItem[]): Promise<void> {
    const { records, company, personOf } = this.#c;
    const people = new Set(items.flatMap((item) => [item.authorRef.id, ...item.reactions.flatMap((r) => r.users)]).map(personOf));
    await prepareAll(
      records,
      company,
      [...people].map((person) => [ownerOf.personContent(person), ownerOf.channel(this.#channel)]),
    );
  }

  async write(items: readonly ImportedItem[]): Promise<void> {
    const { company, writer } = this.#c;
    const channel = this.#channel;
    const version = this.#markVersion++;
    this.#items += items.length;
    const total = this.#items;
    const lastTs = items.at(-1)?.ts ?? "";
    let isBuilt = false;
    const outcome = await writer.append(company, channel, { id: operationId(), digest: null }, ({ post, at }) => {
      // What follows is numbered after this: it can't be numbered anew alone.
      if (isBuilt) throw new Moved();
      isBuilt = true;
      const made = this.#rows(items, post);
      const mark = put(ImportMark, { company, channel, items: total, lastTs }, version + 1);
      return {
        expects: [expect(ImportMark, { company, channel }, version), ...made.expects],
        puts: [...made.puts, mark],
        event: { kind: "imported", post: post + made.posts - 1 },
        posts: made.posts,
        countable: false,
        lastAt: Math.min(made.lastAt, at),
      };
    });
    if (outcome.status !== "applied") throw new Moved();
    this.brought = Math.max(this.brought, total - this.#standing);
  }

  /** The rows of a batch when its first post has this number. */
  #rows(items: readonly ImportedItem[], firstPost: number) {
    const { company, personOf } = this.#c;
    const channel = this.#channel;
    const puts: Put[] = [];
    const threads = new Map<number, { before: number; after: Thread; lastAt: number }>();
    let post = firstPost;
    let lastAt = 0;
    for (const item of items) {
      const author = personOf(item.authorRef.id);
      const thread = item.parentTs === null ? undefined : this.#posts.get(item.parentTs);
      const base = {
        company,
        channel,
        author,
        sentAt: item.sentAt,
        editedAt: item.editedAt,
        deletedAt: item.deleted ? item.sentAt : null,
        kind: item.kind === "message" ? ("message" as const) : ("system" as const),
        source: "import" as const,
        body: item.deleted ? null : { kind: "markdown" as const, text: item.text },
        mentions: item.mentions.map((mention) => personOf(mention.userRef)),
        teams: [],
        files: [],
        imported: { ts: item.ts, shownAs: item.shownAs },
      };
      lastAt = Math.max(lastAt, item.sentAt);
      let ref = { post, reply: 0 };
      if (thread === undefined) {
        puts.push(put(Message, { ...base, post, alsoIn: null }));
        this.#posts.set(item.ts, post);
        post++;
      } else {
        const head = threads.get(thread) ?? this.#headOf(thread);
        head.after.replies++;
        head.after.people = [author, ...head.after.people.filter((p) => p !== author)].slice(0, 5);
        head.lastAt = item.sentAt;
        threads.set(thread, head);
        ref = { post: thread, reply: head.after.replies };
        puts.push(put(Reply, { ...base, thread, reply: ref.reply, alsoIn: item.broadcast ? showRef({ post, reply: 0 }) : null }));
        if (item.broadcast) puts.push(put(Message, { ...base, post: post++, mentions: [], alsoIn: showRef(ref) }));
      }
      puts.push(...this.#reactions(item, ref));
      if (item.pinned) puts.push(put(Pin, { company, channel, ...ref, state: "on", by: author, at: item.sentAt }));
    }
    const expects: Expect[] = [];
    for (const [root, { before, after, lastAt: at }] of threads) {
      expects.push(expect(ThreadHead, { company, channel, post: root }, before));
      puts.push(put(ThreadHead, { company, channel, post: root, replies: after.replies, lastAt: at, people: after.people }, before + 1));
      this.#threads.set(root, { ...after, version: before + 1 });
    }
    return { puts, expects, posts: post - firstPost, lastAt };
  }

  #headOf(root: number): { before: number; after: Thread; lastAt: number } {
    const known = this.#threads.get(root) ?? { version: 0, replies: 0, people: [] };
    return { before: known.version, after: { ...known, people: [...known.people] }, lastAt: 0 };
  }

  #reactions(item: ImportedItem, ref: { post: number; reply: number }): Put[] {
    const { records, company, personOf } = this.#c;
    const channel = this.#channel;
    return item.reactions.flatMap(({ emoji, users }) => {
      const token = blindToken(records.keys.indexKey(company), "emoji", channel, showRef(ref), emoji);
      return users.map((user, i) => put(Reaction, { company, channel, ...ref, token, person: personOf(user), state: "on", at: item.sentAt + i, emoji }));
    });
  }
}
