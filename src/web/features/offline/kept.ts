import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { Preferences } from "../../../contract/preferences.ts";
import type { AccountRow, Cache, CompanyView, Contents, MyChannelRow, PersonRow, Row, TeamRow } from "../../cache/index.ts";

// What of the cache stays on this device, and what of that comes back: pure functions, in front of sealing and storage.

export const most = { channels: 30, messages: 200, age: 30 * 86_400_000 } as const;

export type InboxAnswer = ReplyOf<Endpoints["listInbox"]>;

/** What the app starts with where the server doesn't answer. */
export interface Kept {
  readonly account: AccountRow;
  readonly cache: Partial<Cache>;
  /** Up to where each channel is known: from there the server goes on. */
  readonly positions: readonly { readonly company: string; readonly channel: string; readonly seq: number }[];
}

/** One channel read lately, with the people whom its messages show. */
export interface KeptChannel extends Omit<Contents, "replyHeads" | "rows" | "holes"> {
  readonly replyHeads: readonly (readonly [number, number])[];
  readonly rows: readonly Row[];
  readonly holes: readonly string[];
  readonly people: readonly PersonRow[];
}

/** Side bar, inbox and who is who. */
export interface KeptState {
  readonly at: number;
  /** Of the server, as this page first met it. */
  readonly build: string;
  /** The page's own script: `build` says something about this page only. */
  readonly entry: string;
  readonly account: AccountRow;
  readonly companies: readonly (Omit<CompanyView, "channels"> & { readonly channels: readonly MyChannelRow[]; readonly inboxRows: InboxAnswer | null })[];
  readonly people: readonly PersonRow[];
  readonly teams: readonly TeamRow[];
  readonly preferences: readonly (readonly [string, Preferences])[];
}

/** Which channel lies in which slot, the one read last first. */
export interface KeptIndex {
  readonly shape: string;
  readonly channels: readonly KeptEntry[];
}
export interface KeptEntry {
  readonly channel: string;
  readonly slot: string;
  readonly seq: number;
  readonly at: number;
}

const known = (cache: Cache, ids: Iterable<string>): PersonRow[] => [...new Set(ids)].flatMap((id) => cache.people.get(id) ?? []);
const peopleOf = ({ message }: Pick<Row, "message">): readonly string[] => [
  message.author,
  ...message.mentions,
  ...message.reactions.flatMap(({ people }) => people),
  ...(message.thread?.people ?? []),
];

/** The end of a channel: its last messages, its last replies and the messages that they reply to, nothing from before the reader came. */
export function keptChannel(cache: Cache, { id, fromPost }: Pick<MyChannelRow, "id" | "fromPost">): KeptChannel | null {
  const contents = cache.contents.get(id);
  if (!contents || contents.rows.size === 0) return null;
  const all = [...contents.rows.values()].filter(({ message }) => message.post >= fromPost);
  const from = Math.max(fromPost, contents.head - most.messages + 1);
  const replies = all
    .filter(({ message }) => message.reply > 0)
    .toSorted((a, b) => b.message.sentAt - a.message.sentAt)
    .slice(0, most.messages);
  const roots = new Set(replies.map(({ message }) => message.post));
  const rows = [...all.filter(({ message }) => message.reply === 0 && (message.post >= from || roots.has(message.post))), ...replies];
  return {
    seq: contents.seq,
    head: contents.head,
    replyHeads: [...contents.replyHeads].filter(([post]) => post >= from || roots.has(post)),
    rows,
    holes: [...contents.holes].filter((ref) => Number.parseInt(ref, 10) >= from),
    people: known(cache, rows.flatMap(peopleOf)),
  };
}

export function keptState(cache: Cache, facts: Pick<KeptState, "at" | "build" | "entry">, inboxes: ReadonlyMap<string, InboxAnswer>): KeptState | null {
  const { account } = cache;
  if (!account) return null;
  const companies = [...cache.companies.values()].map((view) => ({ ...view, channels: [...view.channels.values()], inboxRows: inboxes.get(view.id) ?? null }));
  const ids = companies.flatMap(({ me, channels, inboxRows }) => [
    me,
    ...channels.flatMap(({ people }) => people),
    ...(inboxRows?.items.flatMap(({ message }) => (message ? peopleOf({ message }) : [])) ?? []),
  ]);
  return {
    ...facts,
    account,
    companies,
    people: known(cache, ids),
    teams: [...cache.teams.values()].filter(({ company }) => cache.companies.has(company)),
    preferences: [...cache.preferences].filter(([company]) => cache.companies.has(company)),
  };
}

/** Channels that were opened since come first; those that are too old, too many or no longer the reader's are out. */
export function nextIndex(
  before: readonly KeptEntry[],
  opened: readonly string[],
  kept: readonly KeptEntry[],
  mine: ReadonlySet<string>,
  now: number,
): KeptEntry[] {
  const entries = new Map([...before, ...kept].map((entry) => [entry.channel, entry]));
  const order = new Set([...opened.toReversed(), ...before.map(({ channel }) => channel), ...entries.keys()]);
  return [...order]
    .flatMap((channel) => entries.get(channel) ?? [])
    .filter(({ channel, at }) => mine.has(channel) && now - at < most.age)
    .slice(0, most.channels);
}

/** The cache as it was. The page is another one than the one that kept it: then the server's build says nothing about it. */
export function restored(state: KeptState, channels: ReadonlyMap<string, KeptChannel>, entry: string): Partial<Cache> {
  const companies = new Map(state.companies.map(({ inboxRows: _, channels, ...view }) => [view.id, { ...view, channels: byId(channels) }]));
  const mine = new Set([...companies.values()].flatMap((view) => [...view.channels.keys()]));
  const shown = [...channels].filter(([id]) => mine.has(id));
  return {
    account: state.account,
    companies,
    people: byId([...shown.flatMap(([, { people }]) => people), ...state.people]),
    teams: byId(state.teams),
    preferences: new Map(state.preferences),
    contents: new Map(shown.map(([id, kept]) => [id, contentsOf(kept)])),
    build: state.entry === entry ? state.build : "",
    asOf: state.at,
  };
}

function contentsOf({ seq, head, replyHeads, rows, holes }: KeptChannel): Contents {
  return { seq, head, replyHeads: new Map(replyHeads), rows: new Map(rows.map((row) => [row.message.ref, row])), holes: new Set(holes) };
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> => new Map(rows.map((row) => [row.id, row]));
