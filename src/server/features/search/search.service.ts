/** Answers a question by what the caller may read: tokens find, opened rows are checked and told. */
import type { z } from "zod";
import type { File as FileReply, Message as MessageReply } from "../../../contract/index.ts";
import { hasScope, type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import type { Hit, SearchIndex, Standing } from "../../platform/search-index/index.ts";
import type { Reads } from "../audit/index.ts";
import type { ChannelAccess } from "../channels/index.ts";
import { type Files, textOf } from "../files/index.ts";
import type { MessageReader } from "../messages/index.ts";
import { type Asked, type Body, createAsking, isAllCommon, type Room } from "./asked.ts";
import { plainText } from "./documents.ts";
import { type Last, type Places, shortOf } from "./places.ts";
import { around, type Clause, isAnswer, MOST_MARKS, marksOf, needsLook, readQuestion } from "./question.ts";
import type { ScopeOf } from "./scopes.ts";
import { IndexEntry } from "./search.records.ts";
import type { Part, Vocabularies } from "./vocabulary.ts";
import type { Term } from "./words.ts";

/** A channel of the caller's, as far as search needs it. */
export interface OwnChannel {
  readonly id: string;
  readonly kind: "public" | "private" | "direct" | "group";
  readonly fromPost: number;
  readonly fromSeq: number;
  /** When the caller came in, where he does not read all of it; else 0. */
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
  /** Something beside a document does not open. */
  readonly onDamage: (company: string, document: Standing) => Promise<void>;
  /** The channels that the caller is in. */
  readonly channelsOf: (actor: PersonActor) => Promise<readonly OwnChannel[]>;
  /** Whether public channels that the caller is not in are open to him. */
  readonly readsAllPublic: (actor: PersonActor) => boolean;
}

type Entry = Stored<typeof IndexEntry>;
interface Found {
  readonly message: z.output<typeof MessageReply> | null;
  readonly file: z.output<typeof FileReply> | null;
  readonly marks: string[];
  readonly around: string | null;
}

/** Private scopes of one round, and milliseconds after which no further round begins. */
const ROUND = 64;
const PATIENCE = 150;
/** Candidates that are opened for one page at most. */
const MOST_OPENED = 600;

export function createSearch(d: SearchDeps) {
  const queryFor = createAsking(d.vocabularies);

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
        part: one.since > 0 ? partOf([one]) : undefined,
        since: one.since,
      })),
    ];
  }

  /** What was found, as the caller may read it now; undefined for what he may not, and for what is not what he asked for. */
  async function tell(actor: PersonActor, entry: Entry, clauses: readonly Clause[], asked: ReadonlySet<Term>, isTyping: boolean): Promise<Found | undefined> {
    try {
      if (entry.kind === "file") {
        if (!hasScope(actor.token, "files:read")) return undefined;
        const file = await d.files.get(actor, entry.channel, entry.file ?? "");
        const inside = await textOf(d.records, { company: actor.company, channel: entry.channel, file: file.id, number: file.version });
        const name = file.name.replace(/[._]/g, " ");
        if (needsLook(clauses) && !isAnswer(`${name}\n${inside}`, clauses, isTyping)) return undefined;
        await d.reads.note(actor, entry.channel);
        const [inName, inText] = [marksOf(name, asked), marksOf(inside, asked)];
        const marks = [...new Set([...inName.words, ...inText.words])].slice(0, MOST_MARKS);
        return { message: null, file, marks, around: inText.first === undefined ? null : around(inside, inText.first) };
      }
      const open = await d.access.openChannel(actor, entry.channel);
      if (entry.post < open.fromPost) return undefined;
      const row = await d.reader.one(actor.company, entry.channel, entry);
      if (row?.body?.kind !== "markdown") return undefined;
      const text = plainText(row.body.text);
      // Shown is what answers only: who is shown a message has read it.
      const [message] = needsLook(clauses) && !isAnswer(text, clauses, isTyping) ? [] : await d.reader.show(actor, [row]);
      return message && message.deletedAt === null ? { message, file: null, marks: marksOf(text, asked).words, around: null } : undefined;
    } catch (error) {
      // Where it can't be written down who reads, nothing is shown; a full disk ends no search.
      if (error instanceof Refusal || error instanceof StorageFull) return undefined;
      throw error;
    }
  }

  return async function search(actor: PersonActor, body: Body) {
    const clauses = readQuestion(body.text);
    const by = isAllCommon(clauses) ? "newest" : body.by;
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
          return query && ask(actor.company, query, by, body.limit, after);
        }),
      );
      const candidates = inOrder(
        found.flatMap((some) => some ?? []),
        by,
      );
      for (const hit of candidates) {
        if (hits.length >= body.limit || opened >= MOST_OPENED) break;
        opened++;
        after = { rank: hit.rank, number: hit.number };
        const entry = await entryOf(actor.company, hit);
        const shown = entry && (await tell(actor, entry, clauses, asked, body.typing));
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

  function ask(company: string, query: Asked, by: Body["by"], limit: number, after: Last): Promise<Hit[]> {
    if (by === "relevance")
      return d.index.query(company, { ...query, by, limit, ...(after.number === null ? {} : { after: { rank: after.rank, number: after.number } }) });
    const before = after.number === null ? Number.MAX_SAFE_INTEGER : after.number - 1;
    return d.index.query(company, { ...query, by, limit, to: Math.min(query.to ?? Number.MAX_SAFE_INTEGER, before) });
  }

  async function entryOf(company: string, hit: Hit): Promise<Entry | undefined> {
    const entry = await d.records.findBeside(IndexEntry, { company, source: hit.source }, hit.beside);
    if (!entry) await d.onDamage(company, hit);
    return entry;
  }
}

const partOf = (channels: readonly OwnChannel[]): Part => new Map(channels.map(({ id, fromPost, fromSeq, since }) => [id, { fromPost, fromSeq, since }]));

const inOrder = (hits: readonly Hit[], by: Body["by"]): Hit[] =>
  hits.toSorted(by === "newest" ? (a, b) => b.number - a.number : (a, b) => a.rank - b.rank || b.number - a.number);

/** The public channels at once, and of all others so many that were not asked yet, the newest active first. */
function nextRound(rooms: readonly Room[], asked: ReadonlySet<string>): readonly Room[] {
  const left = rooms.filter(({ id }) => !asked.has(shortOf(id)));
  return left.slice(0, left[0]?.channel === null ? ROUND + 1 : ROUND);
}

function covered(rooms: readonly Room[], asked: ReadonlySet<string>) {
  const closed = rooms.filter(({ channel }) => channel !== null);
  return { scopes: closed.filter(({ id }) => asked.has(shortOf(id))).length, of: closed.length };
}
