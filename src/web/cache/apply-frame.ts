import type { ServerFrame } from "../../contract/socket.ts";
import { putRows } from "./apply-messages.ts";
import { settleOwn } from "./apply-outbox.ts";
import { type Cache, type CompanyView, type Contents, emptyContents, type MyChannelRow, type PersonRow, type Presence, type Row, withEntry } from "./state.ts";

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;
type Event = Frame<"events">["events"][number];

/** What a frame of the socket makes of the cache. Frames of a channel come in order and without gaps (the client sees to it). */
export function applyFrame(cache: Cache, frame: ServerFrame): Cache {
  switch (frame.type) {
    case "me":
      return applyMe(cache, frame);
    case "events":
      return applyEvents(cache, frame);
    case "snapshot":
      return applySnapshot(cache, frame);
    case "me.channel":
      return changeCompany(cache, frame.company, (company) => ({ ...company, channels: withEntry(company.channels, frame.channel.id, frame.channel) }));
    case "me.gone":
      return applyGone(cache, frame);
    case "me.people":
      return changeCompany({ ...cache, people: withPeople(cache.people, frame.people) }, frame.company, (company) => ({
        ...company,
        directory: frame.directory,
        role: frame.people.find(({ id }) => id === company.me)?.role ?? company.role,
      }));
    case "me.inbox":
      return changeCompany(cache, frame.company, (company) => ({ ...company, inbox: frame.count }));
    case "presence":
      return { ...cache, present: withEntry(cache.present, frame.company, withPresence(cache.present.get(frame.company), frame)) };
    case "state":
      return { ...cache, readOnly: frame.readOnly };
    default:
      return cache;
  }
}

/** Whole truth about what the account may see: what isn't in it is dropped. */
function applyMe(cache: Cache, { account, companies, build, readOnly }: Frame<"me">): Cache {
  const views = new Map<string, CompanyView>();
  const channels = new Map<string, MyChannelRow>();
  for (const { id, name, person, channels: rows, directory, inbox } of companies) {
    views.set(id, { id, name, me: person.id, role: person.role, channels: new Map(rows.map((row) => [row.id, row])), directory, inbox });
    for (const row of rows) channels.set(row.id, row);
  }
  const contents = new Map<string, Contents>();
  for (const [id, kept] of cache.contents) {
    const row = channels.get(id);
    if (row) contents.set(id, kept);
    else if (cache.looked.has(id)) contents.set(id, kept); // a public channel that is only looked at: refreshed when it is opened
  }
  const people = withPeople(
    cache.people,
    companies.map(({ person }) => person),
  );
  return { ...cache, account, companies: views, contents, people, build, readOnly, asOf: 0 };
}

function applyEvents(cache: Cache, frame: Frame<"events">): Cache {
  let next = changeCompany(cache, frame.company, (company) => {
    const row = company.channels.get(frame.channel);
    return row
      ? {
          ...company,
          channels: withEntry(
            company.channels,
            frame.channel,
            frame.events.reduce((row, event) => withNews(row, event, company.me), row),
          ),
        }
      : company;
  });
  const contents = next.contents.get(frame.channel);
  if (contents) {
    const copied = { ...contents, rows: new Map(contents.rows), holes: new Set(contents.holes) };
    next = { ...next, contents: withEntry(next.contents, frame.channel, frame.events.reduce(withEvent, copied)) };
  }
  const me = next.companies.get(frame.company)?.me;
  for (const { kind, message } of frame.events)
    if (message && message.author === me && (kind === "posted" || kind === "replied")) next = settleOwn(next, message);
  return next;
}

function withEvent(contents: Contents & { rows: Map<string, Row>; holes: Set<string> }, event: Event): typeof contents {
  const put = putRows(
    contents,
    [event.message, event.twin].filter((message) => message !== null && message !== undefined),
    event.seq,
  );
  const root = event.kind === "replied" && event.message ? put.rows.get(String(event.post)) : undefined;
  if (root && event.message) contents.rows.set(String(event.post), { ...root, message: { ...root.message, thread: withReply(root.message.thread, event) } });
  return { ...put, rows: contents.rows, holes: contents.holes, seq: event.seq };
}

function withReply(thread: Row["message"]["thread"], { reply, at, message }: Event): NonNullable<Row["message"]["thread"]> {
  const people = thread?.people ?? [];
  const author = message?.author;
  return {
    replies: Math.max(thread?.replies ?? 0, reply),
    lastAt: Math.max(thread?.lastAt ?? 0, at),
    people: author && !people.includes(author) ? [...people, author] : people,
  };
}

/** The side bar's row after an event: own posts, edits and reactions are no news; numbers only for mentions and direct messages. */
function withNews(row: MyChannelRow, event: Event, me: string): MyChannelRow {
  const { seq, kind, at } = event;
  if (seq <= row.seq) return row; // the server counted it already
  const counted = { ...row, seq: Math.max(row.seq, seq) };
  const message = kind === "posted" ? event.message : (event.twin ?? null); // a reply that the channel shows, too, is a post of it
  const post = kind === "posted" ? event.post : (message?.post ?? 0);
  if (post === 0) return counted;
  const isNews = message !== null && message.kind === "message" && message.author !== me && post > row.marker;
  const isForMe = row.kind === "direct" || row.kind === "group" || (message?.mentions.includes(me) ?? false);
  return {
    ...counted,
    post: Math.max(row.post, post),
    lastAt: Math.max(row.lastAt ?? 0, at),
    unread: row.unread || isNews,
    count: row.count + (isNews && isForMe ? 1 : 0),
  };
}

/** Too far behind: what was loaded may be old. Rows are loaded again when they come into sight. */
function applySnapshot(cache: Cache, { channel, seq, post }: Frame<"snapshot">): Cache {
  if (!cache.contents.has(channel)) return cache;
  return { ...cache, contents: withEntry(cache.contents, channel, { ...emptyContents, seq, head: post }) };
}

function applyGone(cache: Cache, { company, channel }: Frame<"me.gone">): Cache {
  if (channel !== null) {
    const next = changeCompany(cache, company, (view) => ({ ...view, channels: withEntry(view.channels, channel, undefined) }));
    return { ...next, contents: withEntry(next.contents, channel, undefined), looked: withEntry(next.looked, channel, undefined) };
  }
  const gone = cache.companies.get(company);
  const contents = new Map(cache.contents);
  for (const id of gone?.channels.keys() ?? []) contents.delete(id);
  return { ...cache, contents, companies: withEntry(cache.companies, company, undefined) };
}

function changeCompany(cache: Cache, id: string, change: (company: CompanyView) => CompanyView): Cache {
  const company = cache.companies.get(id);
  return company ? { ...cache, companies: withEntry(cache.companies, id, change(company)) } : cache;
}

export function withPeople(people: Cache["people"], changed: readonly PersonRow[]): Cache["people"] {
  return changed.length === 0 ? people : new Map([...people, ...changed.map((person) => [person.id, person] as const)]);
}

function withPresence(present: ReadonlyMap<string, Presence> = new Map(), { here, away, gone, whole }: Frame<"presence">): typeof present {
  const next = new Map(whole ? [] : present);
  for (const id of here) next.set(id, "here");
  for (const id of away) next.set(id, "away");
  for (const id of gone) next.delete(id);
  return next;
}

/** Moves the reader's marker at once; the server's `me.channel` confirms or corrects. Never backwards. */
export function applyMarker(cache: Cache, company: string, channel: string, post: number): Cache {
  return changeCompany(cache, company, (view) => {
    const row = view.channels.get(channel);
    if (!row || row.marker >= post) return view;
    const allRead = post >= row.post;
    return { ...view, channels: withEntry(view.channels, channel, { ...row, marker: post, unread: row.unread && !allRead, count: allRead ? 0 : row.count }) };
  });
}
