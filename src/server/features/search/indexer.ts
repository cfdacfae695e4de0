/** Follows the journal into the index: what was written is found, what was edited or deleted is let go of by its exact tokens. */
import { blindToken, type SecretKey } from "../../../crypto/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import type { Row as Raw } from "../../platform/records/port.ts";
import { RowUnreadable, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type Change, type SearchIndex, type Standing, type Token, timeOf } from "../../platform/search-index/index.ts";
import type { ChannelAccess } from "../channels/index.ts";
import { File, FileText, filesBelow, foldersAbove, textOf } from "../files/index.ts";
import { Message, type MessageRow, Reply } from "../messages/index.ts";
import { type Filter, type Searchable, searchableFile, searchableMessage } from "./documents.ts";
import type { Scope, ScopeOf } from "./scopes.ts";
import { IndexEntry, IndexWord, packed, padded, unpacked } from "./search.records.ts";
import type { Vocabularies } from "./vocabulary.ts";

export interface IndexerDeps {
  readonly records: SealedStore;
  readonly index: SearchIndex;
  readonly access: ChannelAccess;
  readonly scopeOf: ScopeOf;
  readonly vocabularies: Vocabularies;
}

/** Where a document comes from, and what it is now; without `content` it is to be found no more. */
export interface Source {
  readonly company: string;
  readonly channel: string;
  readonly kind: "message" | "file";
  readonly post: number;
  readonly reply: number;
  readonly file: string | null;
  readonly seq: number;
  /** When it came: never another time. */
  readonly at: number;
  /** Of the row that it was read from. */
  readonly version: number;
  readonly content: Searchable | undefined;
}
type Entry = ReturnType<typeof unpacked>;
class EntryDamaged extends Error {}

/** Documents of an erased channel that are taken out together. */
const ERASED_AT_ONCE = 400;

/** Names the document that a source has in the index. */
export const nameOf = (key: SecretKey, one: Pick<Source, "kind" | "channel" | "post" | "reply" | "file">): string =>
  blindToken(key, "search-source", one.kind, one.channel, String(one.post), String(one.reply), one.file ?? "");

/** What the index has to be brought to; without a document, that nothing stands there. */
interface Prepared {
  readonly of: Source;
  readonly source: string;
  readonly scope: Scope;
  readonly document: { readonly tokens: readonly Token[]; readonly words: ReadonlyMap<Token, string>; readonly beside: Uint8Array } | undefined;
}

/** Words as they stand, each once, with their tokens; and all further tokens: words again, stems, filters. */
function tokensOf(scope: Scope, terms: Searchable["terms"]): [words: Map<Token, string>, others: Token[]] {
  const words = new Map<Token, string>();
  const others: Token[] = [];
  for (const term of terms) {
    const token = scope.token(term);
    if (term.startsWith("=") && !words.has(token)) words.set(token, term.slice(1));
    else others.push(token);
  }
  return [words, others];
}

const toPut = ({ of, source, document }: Prepared) => ({
  put: { at: of.at, source, tokens: document?.tokens ?? [], beside: document?.beside ?? new Uint8Array() },
});

const removal = ({ source, tokens, words }: Entry, { number }: Standing, scope: Scope | undefined) => ({
  remove: { number, source, tokens, vocabulary: scope?.vocabulary ?? source, words: scope ? words : [] },
});

function sourceOfMessage(message: MessageRow): Source {
  const place = "thread" in message ? { post: message.thread, reply: message.reply } : { post: message.post, reply: 0 };
  // What stands in the channel too is found once, in its thread.
  const isTwin = !("thread" in message) && message.alsoIn !== null;
  return {
    company: message.company,
    channel: message.channel,
    kind: "message",
    ...place,
    file: null,
    seq: 0,
    at: message.sentAt,
    version: message.version,
    content: isTwin ? undefined : searchableMessage(message),
  };
}

export function createIndexer(d: IndexerDeps) {
  const { records, index } = d;

  /** Undefined for what does not open: it is found by nobody, and must not stop what comes after it. */
  async function sourceOf(row: Raw): Promise<Source | undefined> {
    try {
      if (row.table === File.name) return await sourceOfFile(await records.open(File, row));
      return sourceOfMessage(row.table === Message.name ? await records.open(Message, row) : await records.open(Reply, row));
    } catch (error) {
      if (error instanceof RowUnreadable) return undefined;
      throw error;
    }
  }

  /** What lies below a folder that was thrown away is in the trash with it. */
  async function sourceOfFile(row: Stored<typeof File>): Promise<Source> {
    const { company, channel, file, version } = row;
    const isHere = row.kind === "file" && row.state === "live" && (await foldersAbove(records, row)) !== undefined;
    const content = isHere ? searchableFile(row, await textOf(records, { ...row, number: row.current })) : undefined;
    return { company, channel, kind: "file", post: 0, reply: 0, file, seq: row.seq, at: row.createdAt, version, content };
  }

  async function scopeFor(company: string, channel: string): Promise<Scope | undefined> {
    const row = await d.access.channel(company, channel);
    return row && (await d.scopeOf(company, row.kind === "public" ? null : channel));
  }

  /** The journal's consumer and a run over the whole store take turns: what one reads of the index must stand while it changes it. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  }

  /** Words, tokens and the sealed entry of each source: all that does not depend on what the index has. The last word about each counts. */
  async function prepared(company: string, sources: readonly Source[]): Promise<Prepared[]> {
    await records.keys.load(company);
    const key = records.keys.indexKey(company);
    const made = new Map<string, Prepared>();
    for (const one of sources) {
      const scope = await scopeFor(company, one.channel);
      if (!scope) continue;
      const source = nameOf(key, one);
      const { content, at: _at, version: _version, company: _company, ...what } = one;
      if (!content) {
        made.set(source, { of: one, source, scope, document: undefined });
        continue;
      }
      const [words, others] = tokensOf(scope, content.terms);
      const tokens = [...words.keys(), ...others];
      const entry = { company, source, ...what, ...packed([...words.keys()], others) };
      const beside = await records.sealBeside(IndexEntry, entry, scope.owners);
      made.set(source, { of: one, source, scope, document: { tokens, words, beside } });
    }
    return [...made.values()];
  }

  /**
   * Within a turn: what was written since they were read counts, so that an older form never comes over a newer one. Whoever
   * writes later has a later turn.
   */
  async function current(company: string, ready: readonly Prepared[]): Promise<readonly Prepared[]> {
    const rows = await Promise.all(ready.map(({ of }) => rawOf(company, of)));
    const isOld = (one: Prepared, i: number) => rows[i]?.version !== one.of.version;
    if (!ready.some(isOld)) return ready;
    const again = await Promise.all(
      ready.map(async (one, i) => (isOld(one, i) ? ((rows[i] && (await sourceOf(rows[i]))) ?? { ...one.of, content: undefined }) : undefined)),
    );
    const newer = await prepared(
      company,
      again.filter((one) => one !== undefined),
    );
    return [...ready.filter((_, i) => !again[i]), ...newer];
  }

  /** Brings the index to what the sources are now, of channels that are not erased. Again it changes nothing. */
  const apply = (company: string, sources: readonly Prepared[]): Promise<void> => mending(company, () => bring(company, sources));

  async function bring(company: string, given: readonly Prepared[]): Promise<void> {
    const isOpen = await Promise.all(given.map(({ of }) => d.access.channel(company, of.channel)));
    const sources = given.filter((_, i) => isOpen[i]);
    const [wanted, unwanted] = [sources.filter(({ document }) => document), sources.filter(({ document }) => !document)];
    const places = unwanted.map(({ of, source }) => ({ source, at: of.at }));
    const [learn, standing] = await Promise.all([learned(company, wanted), index.standing(company, places)]);
    const gone = await Promise.all(standing.map((one) => one && entryOf(company, one)));
    const removals = standing.flatMap((one, i) => (one && gone[i] ? [removal(gone[i], one, unwanted[i]?.scope)] : []));
    const stood = await index.change(company, [...learn, ...wanted.map(toPut), ...removals]);
    const old = new Set(stood.map(({ source }) => source));
    for (const one of wanted) if (!old.has(one.source)) told(one);
    for (const [i, entry] of gone.entries()) {
      const own = unwanted[i];
      if (entry && own) d.vocabularies.leave(own.scope, entry, entry.words);
    }
    await replace(company, wanted, stood);
  }

  /** Those of the documents that are other ones now. */
  async function replace(company: string, wanted: readonly Prepared[], stood: readonly Standing[]): Promise<void> {
    const now = new Map(wanted.map((one) => [one.source, one]));
    const changes: Change[] = [];
    const others: [Entry, Prepared][] = [];
    for (const one of stood) {
      const own = now.get(one.source);
      const entry = await entryOf(company, one);
      if (!own?.document || entry.tokens.toSorted().join() === own.document.tokens.toSorted().join()) continue;
      changes.push(removal(entry, one, own.scope), toPut(own));
      others.push([entry, own]);
    }
    await index.change(company, changes);
    for (const [entry, own] of others) {
      d.vocabularies.leave(own.scope, entry, entry.words);
      told(own);
    }
  }

  const told = ({ scope, of, document }: Prepared): void => d.vocabularies.enter(scope, of, document?.words ?? new Map());

  /** Words that a vocabulary does not have yet, sealed; each once. */
  async function learned(company: string, wanted: readonly Prepared[]): Promise<Change[]> {
    const changes: Change[] = [];
    for (const [scope, own] of Map.groupBy(wanted, (one) => one.scope)) {
      const words = new Map<Token, string>();
      for (const { document } of own) for (const [token, word] of document?.words ?? []) words.set(token, word);
      const { vocabulary } = scope;
      for (const token of await index.unknown(company, vocabulary, [...words.keys()])) {
        const beside = await records.sealBeside(IndexWord, { company, vocabulary, word: padded(words.get(token) ?? "") }, scope.owners);
        changes.push({ learn: { vocabulary, token, beside } });
      }
    }
    return changes;
  }

  async function entryOf(company: string, { source, beside }: Standing): Promise<Entry> {
    const entry = await records.findBeside(IndexEntry, { company, source }, beside);
    if (!entry) throw new EntryDamaged();
    return unpacked(entry);
  }

  /** A document's tokens are known from its entry alone. Where one does not open, the index goes whole, and is filled anew. */
  async function mending(company: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof EntryDamaged)) throw error;
      await index.discard(company);
      await work();
    }
  }

  const isMessage = ({ table }: Raw): boolean => table === Message.name || table === Reply.name;

  /** Rows as they stand in the store, or stood when they were read. */
  async function takeIn(rows: readonly Raw[]): Promise<void> {
    for (const [company, own] of Map.groupBy(rows, ({ key }) => key[0] as string)) {
      const messages = await Promise.all(own.filter(isMessage).map(sourceOf));
      // While the index writes what came before, the next is prepared.
      const ready = await prepared(
        company,
        messages.filter((one) => one !== undefined),
      );
      if (ready.length > 0) await inTurn(async () => apply(company, await current(company, ready)));
      for (const row of own) if (!isMessage(row)) await inTurn(() => takeFile(row));
    }
  }

  /** A file, the text of one, or a folder: what lies below it goes and comes back with it. Read within its turn, since its text may be new while its row is not. */
  async function takeFile(row: Raw): Promise<void> {
    const [company, channel, id] = row.key as [string, string, string];
    const file = await records.find(File, { company, channel, file: id });
    if (!file) return;
    if (file.kind === "file") return apply(company, await prepared(company, [await sourceOfFile(file)]));
    for await (const below of filesBelow(records, file)) {
      const source = nameOf(records.keys.indexKey(company), { kind: "file", channel, post: 0, reply: 0, file: below.file });
      const [standing] = await index.standing(company, [{ source, at: below.createdAt }]);
      const isWanted = below.state === "live" && (await foldersAbove(records, below)) !== undefined;
      if (isWanted !== (standing !== undefined)) await apply(company, await prepared(company, [await sourceOfFile(below)]));
    }
  }

  /** Messages that nobody else writes. */
  async function takeMessages(rows: readonly MessageRow[]): Promise<void> {
    for (const [company, own] of Map.groupBy(rows, (row) => row.company)) {
      const ready = await prepared(company, own.map(sourceOfMessage));
      await inTurn(() => apply(company, ready));
    }
  }

  /** Takes out those of the documents whose source is not there any more; of those, too, what stands now. */
  const letGo = (company: string, documents: readonly Standing[]): Promise<void> => inTurn(() => mending(company, () => takeOut(company, documents)));

  async function takeOut(company: string, documents: readonly Standing[]): Promise<void> {
    const places = documents.map(({ source, number }) => ({ source, at: timeOf(number) }));
    const changes: Change[] = [];
    const left: [Scope, Entry][] = [];
    for (const [i, one] of (await index.standing(company, places)).entries()) {
      if (!one || one.number !== documents[i]?.number) continue;
      const entry = await entryOf(company, one);
      const row = await rawOf(company, entry);
      if (row && (await sourceOf(row))?.content) continue;
      const scope = await scopeFor(company, entry.channel);
      changes.push(removal(entry, one, scope));
      if (scope) left.push([scope, entry]);
    }
    await index.change(company, changes);
    for (const [scope, entry] of left) d.vocabularies.leave(scope, entry, entry.words);
  }

  /** A page of a channel's documents, the newest up to a number. @returns the number before the last of them; undefined: there was none */
  async function erasePage(company: string, channel: string, scope: Scope, to: number | undefined): Promise<number | undefined> {
    const all = [[scope.token(`#in:${channel}` satisfies Filter)]];
    const page = await index.query(company, { all, none: [], by: "newest", limit: ERASED_AT_ONCE, ...(to === undefined ? {} : { to }) });
    const entries = await Promise.all(page.map((one) => entryOf(company, one)));
    const gone = page.flatMap((one, i) => (entries[i]?.channel === channel ? [{ entry: entries[i], one }] : []));
    await index.change(
      company,
      gone.map(({ entry, one }) => removal(entry, one, scope)),
    );
    for (const { entry } of gone) d.vocabularies.leave(scope, entry, entry.words);
    const last = page.at(-1);
    return last && last.number - 1;
  }

  /**
   * Takes all of an erased channel out by its exact tokens, with the words that only it had. As long as its keys stand: without
   * them nobody knows its tokens.
   */
  async function eraseChannel(company: string, channel: string, isPublic: boolean): Promise<void> {
    await records.keys.load(company);
    const owner = { kind: "index", id: channel } as const;
    if (!isPublic && records.keys.ring.isDropped(company, owner)) return;
    const scope = await d.scopeOf(company, isPublic ? null : channel);
    for (let to: number | undefined, isFirst = true; isFirst || to !== undefined; isFirst = false) {
      const from = to;
      to = undefined;
      await inTurn(() =>
        mending(company, async () => {
          to = await erasePage(company, channel, scope, from);
        }),
      );
    }
    if (isPublic) return;
    d.vocabularies.forget(scope.id);
    d.scopeOf.forget(channel);
  }

  function rawOf(company: string, { channel, kind, post, reply, file }: Pick<Entry, "channel" | "kind" | "post" | "reply" | "file">): Promise<Raw | undefined> {
    if (kind === "file") return records.raw(File, { company, channel, file: file ?? "" });
    return reply === 0 ? records.raw(Message, { company, channel, post }) : records.raw(Reply, { company, channel, thread: post, reply });
  }

  return {
    takeIn,
    takeMessages,
    letGo,
    eraseChannel,
    consumer: {
      name: "search",
      tables: [Message.name, Reply.name, File.name, FileText.name],
      from: "durable",
      async handle(changes) {
        await takeIn(changes.flatMap(({ rows }) => rows));
      },
    } satisfies Consumer as Consumer,
  };
}
export type Indexer = ReturnType<typeof createIndexer>;
