/** Answers a question by what the caller may read: tokens find, opened rows are checked and told. */
import type { z } from "zod";
import type { BodyOf, search as contract, File as FileReply, Message as MessageReply } from "../../../contract/index.ts";
import { hasScope, type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { type Hit, numberAt, type Query, type SearchIndex, type Token } from "../../platform/search-index/index.ts";
import type { Reads } from "../audit/index.ts";
import type { ChannelAccess } from "../channels/index.ts";
import { type Files, textOf } from "../files/index.ts";
import type { MessageReader } from "../messages/index.ts";
import { type Filter, plainText } from "./documents.ts";
import { type Last, type Places, shortOf } from "./places.ts";
import { type Clause, isAnswer, marksOf, needsLook, readQuestion } from "./question.ts";
import type { Scope, ScopeOf } from "./scopes.ts";
import { IndexEntry } from "./search.records.ts";
import type { Part, Vocabularies } from "./vocabulary.ts";
import { askedBy, fold, isCommon, type Term } from "./words.ts";

/** A channel of the caller's, as far as search needs it. */
export interface OwnChannel {
  readonly id: string;
  readonly kind: "public" | "private" | "direct" | "group";
  readonly fromPost: number;
  /** When the caller came in, where he does not read all of it. */
  readonly since: number;
  readonly lastAt: number | null;
}

export interface SearchDeps {
  readonly records: SealedStore;
  readonly index: SearchIndex;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly reader: MessageReader;
  readonly reads: Pick<Reads, "note">;
  readonly files: Pick<Files, "get">;
  readonly scopeOf: ScopeOf;
  readonly vocabularies: Vocabularies;
  readonly places: Places;
  /** The channels that the caller is in. */
  readonly channelsOf: (actor: PersonActor) => Promise<readonly OwnChannel[]>;
  /** Whether public channels that the caller is not in are open to him. */
  readonly readsAllPublic: (actor: PersonActor) => boolean;
}

type Body = BodyOf<typeof contract.search>;
type Entry = Stored<typeof IndexEntry>;
interface Found {
  readonly message: z.output<typeof MessageReply> | null;
  readonly file: z.output<typeof FileReply> | null;
  readonly marks: string[];
}

type Asked = Pick<Query, "all" | "none" | "counting" | "from" | "to">;

/** Private scopes of one round, and milliseconds after which no further round begins. */
const ROUND = 64;
const PATIENCE = 150;
/** Candidates that are opened for one page at most. */
const MOST_OPENED = 600;

/** A part of what is open to the caller, under one key. */
interface Room {
  readonly channel: string | null;
  /** The channel's; of the public ones the company's. */
  readonly id: string;
  /** Of the public scope only these channels; null: all. */
  readonly only: readonly string[] | null;
  /** Where not all of its scope is open. */
  readonly part: Part | undefined;
  readonly since: number;
}

export function createSearch(d: SearchDeps) {
  /** Public channels first, then those that are closed to others, the newest active first. */
  async function roomsOf(actor: PersonActor, wanted: readonly string[]): Promise<Room[]> {
    const own = await d.channelsOf(actor);
    const isWanted = (channel: string) => wanted.length === 0 || wanted.includes(channel);
    const mine = own.filter(({ id }) => isWanted(id));
    const open = mine.filter(({ kind }) => kind === "public");
    const closed = mine.filter(({ kind }) => kind !== "public").sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0));
    const isAll = d.readsAllPublic(actor);
    const only = isAll ? (wanted.length === 0 ? null : wanted.filter((channel) => !closed.some(({ id }) => id === channel))) : open.map(({ id }) => id);
    const hall: Room[] = only === null || only.length > 0 ? [{ channel: null, id: actor.company, only, part: isAll ? undefined : partOf(open), since: 0 }] : [];
    return [
      ...hall,
      ...closed.map((one) => ({
        channel: one.id,
        id: one.id,
        only: null,
        part: one.fromPost > 1 ? partOf([one]) : undefined,
        since: one.fromPost > 1 ? one.since : 0,
      })),
    ];
  }

  /** Words that the last word of a question may become, or that it may have been meant to be. */
  async function meant({ company }: PersonActor, scope: Scope, room: Room, word: string, isBeginning: boolean): Promise<Term[]> {
    const folded = fold(word);
    const endings = isBeginning && folded.length >= 2 ? await d.vocabularies.endings(company, scope, folded, room.part) : [];
    const typos = endings.length > 0 ? [] : await d.vocabularies.typos(company, scope, folded, room.part);
    return [...endings, ...typos].map((one): Term => `=${one}`);
  }

  /** @returns undefined for a question that asks for nothing */
  async function queryFor(actor: PersonActor, scope: Scope, room: Room, clauses: readonly Clause[], body: Body, asked: Set<Term>): Promise<Asked | undefined> {
    const { filters } = body;
    const last = clauses.at(-1);
    const all: Token[][] = [];
    const none: Token[] = [];
    for (const clause of clauses) {
      if (clause.isNot) {
        for (const { words } of clause.any) if (words.length === 1) none.push(...words.flatMap(askedBy).map(scope.token));
        continue;
      }
      const [only] = clause.any;
      if (clause.any.length === 1 && only && only.words.length > 1) {
        for (const word of only.words) if (!isCommon(word)) all.push(note(asked, [`=${fold(word)}`]).map(scope.token));
        continue;
      }
      // What may have no token is looked for in what the others found.
      if (clauses.length > 1 && clause.any.every(({ words: [first = ""] }) => isCommon(first))) continue;
      const terms: Term[] = [];
      for (const { words } of clause.any) {
        const [first = ""] = words;
        terms.push(...askedBy(first), ...(words.length === 1 ? await meant(actor, scope, room, first, body.typing && clause === last) : []));
      }
      all.push(note(asked, terms).map(scope.token));
    }
    const counting = [...all];
    const any = (name: "from" | "in" | "to", ids: readonly string[]) => {
      if (ids.length > 0) all.push(ids.map((id) => scope.token(`#${name}:${id}` satisfies Filter)));
    };
    any("from", filters.from);
    any("to", filters.to);
    if (room.only) any("in", room.only);
    for (const what of filters.has) all.push([scope.token(`#has:${what}` satisfies Filter)]);
    for (const what of filters.is) all.push([scope.token(`#is:${what}` satisfies Filter)]);
    if (filters.kind) all.push([scope.token(`#kind:${filters.kind}` satisfies Filter)]);
    // A question of nothing but exclusions and times is asked of all messages and files.
    if (all.length === 0 && (none.length > 0 || filters.in.length > 0 || filters.after !== undefined || filters.before !== undefined))
      all.push([scope.token("#kind:message"), scope.token("#kind:file")]);
    if (all.length === 0) return undefined;
    if (!hasScope(actor.token, "files:read")) all.push([scope.token("#kind:message")]);
    const from = numberAt(Math.max(room.since, filters.after ?? 0));
    return { all, none, counting, from, ...(filters.before === undefined ? {} : { to: numberAt(filters.before) - 1 }) };
  }

  /** What was found, as the caller may read it now; undefined for what he may not, and for what is not what he asked for. */
  async function tell(actor: PersonActor, entry: Entry, clauses: readonly Clause[], asked: ReadonlySet<Term>): Promise<Found | undefined> {
    try {
      if (entry.kind === "file") {
        if (!hasScope(actor.token, "files:read")) return undefined;
        const file = await d.files.get(actor, entry.channel, entry.file ?? "");
        const inside = await textOf(d.records, { company: actor.company, channel: entry.channel, file: file.id, number: file.version });
        const text = `${file.name.replace(/[._]/g, " ")}\n${inside}`;
        if (needsLook(clauses) && !isAnswer(text, clauses)) return undefined;
        await d.reads.note(actor, entry.channel);
        return { message: null, file, marks: marksOf(text, asked) };
      }
      const open = await d.access.openChannel(actor, entry.channel);
      if (entry.post < open.fromPost) return undefined;
      const row = await d.reader.one(actor.company, entry.channel, entry);
      if (row?.body?.kind !== "markdown") return undefined;
      const text = plainText(row.body.text);
      // Shown is what answers only: who is shown a message has read it.
      const [message] = needsLook(clauses) && !isAnswer(text, clauses) ? [] : await d.reader.show(actor, [row]);
      return message && message.deletedAt === null ? { message, file: null, marks: marksOf(text, asked) } : undefined;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  return async function search(actor: PersonActor, body: Body) {
    const clauses = readQuestion(body.text);
    const rooms = await roomsOf(actor, body.filters.in);
    const place = body.next === undefined ? undefined : await d.places.open(actor, body.next);
    const told = new Set(place?.asked ?? []);
    // Channels move in their order while somebody turns pages: who was asked is known by name.
    let round = place ? rooms.filter(({ id }) => place.round.includes(shortOf(id))) : nextRound(rooms, told);
    for (const { id } of round) told.add(shortOf(id));
    let after: Last = place ?? { rank: 0, number: null };
    const asked = new Set<Term>();
    const hits: Found[] = [];
    const until = d.clock.monotonic() + PATIENCE;
    let opened = 0;
    for (;;) {
      // All rooms of a round are asked at once, and told by one order.
      const found = await Promise.all(
        round.map(async (room) => {
          const scope = await d.scopeOf(actor.company, room.channel);
          const query = await queryFor(actor, scope, room, clauses, body, asked);
          return query && ask(actor.company, query, body, after);
        }),
      );
      const candidates = inOrder(
        found.flatMap((some) => some ?? []),
        body.by,
      );
      for (const hit of candidates) {
        if (hits.length >= body.limit || opened >= MOST_OPENED) break;
        opened++;
        after = { rank: hit.rank, number: hit.number };
        const entry = await entryOf(actor.company, hit);
        const shown = entry && (await tell(actor, entry, clauses, asked));
        if (shown) hits.push(shown);
      }
      if (hits.length >= body.limit || opened >= MOST_OPENED) break;
      if (candidates.length > 0) continue;
      round = nextRound(rooms, told);
      if (round.length === 0) return { hits, covered: covered(rooms, told), next: null };
      after = { rank: 0, number: null };
      if (d.clock.monotonic() > until) break;
      for (const { id } of round) told.add(shortOf(id));
    }
    const next = d.places.seal(actor, { asked: [...told], round: round.map(({ id }) => shortOf(id)), ...after });
    return { hits, covered: covered(rooms, told), next };
  };

  function ask(company: string, query: Asked, { by, limit }: Body, after: Last): Promise<Hit[]> {
    if (by === "relevance")
      return d.index.query(company, { ...query, by, limit, ...(after.number === null ? {} : { after: { rank: after.rank, number: after.number } }) });
    const before = after.number === null ? Number.MAX_SAFE_INTEGER : after.number - 1;
    return d.index.query(company, { ...query, by, limit, to: Math.min(query.to ?? Number.MAX_SAFE_INTEGER, before) });
  }

  async function entryOf(company: string, hit: Hit): Promise<Entry | undefined> {
    return d.records.openBeside(IndexEntry, { company, source: hit.source }, hit.beside).catch(() => undefined);
  }
}

const partOf = (channels: readonly OwnChannel[]): Part =>
  new Map(channels.map(({ id, fromPost, since }) => [id, { fromPost, since: fromPost > 1 ? since : 0 }]));

const inOrder = (hits: readonly Hit[], by: Body["by"]): Hit[] =>
  hits.toSorted(by === "newest" ? (a, b) => b.number - a.number : (a, b) => a.rank - b.rank || b.number - a.number);

function note(asked: Set<Term>, terms: readonly Term[]): readonly Term[] {
  for (const term of terms) asked.add(term);
  return terms;
}

/** The public channels at once, and of all others so many that were not asked yet, the newest active first. */
function nextRound(rooms: readonly Room[], asked: ReadonlySet<string>): readonly Room[] {
  const left = rooms.filter(({ id }) => !asked.has(shortOf(id)));
  return left.slice(0, left[0]?.channel === null ? ROUND + 1 : ROUND);
}

function covered(rooms: readonly Room[], asked: ReadonlySet<string>) {
  const closed = rooms.filter(({ channel }) => channel !== null);
  return { scopes: closed.filter(({ id }) => asked.has(shortOf(id))).length, of: closed.length };
}
