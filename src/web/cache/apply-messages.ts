import { type Cache, type Contents, emptyContents, type MessageRow, type Row, withEntry } from "./state.ts";

export interface Page {
  readonly messages: readonly MessageRow[];
  /** Refs that were asked for, in or out of the reply. */
  readonly asked: readonly string[];
  readonly seq: number;
}

/** Puts a page of messages or replies in; rows that an event made newer stay. */
export function applyPage(cache: Cache, channel: string, page: Page): Cache {
  const contents = cache.contents.get(channel) ?? emptyContents;
  const rows = new Map(contents.rows);
  const holes = new Set(contents.holes);
  for (const ref of page.asked) if (!rows.has(ref)) holes.add(ref);
  const next = putRows({ ...contents, rows, holes, seq: contents.seq || page.seq }, page.messages, page.seq);
  return { ...cache, contents: withEntry(cache.contents, channel, next) };
}

/** Puts in what a call answered with: as new as everything that was seen so far. */
export function applyMessage(cache: Cache, message: MessageRow): Cache {
  const contents = cache.contents.get(message.channel) ?? emptyContents;
  return {
    ...cache,
    contents: withEntry(
      cache.contents,
      message.channel,
      putRows({ ...contents, rows: new Map(contents.rows), holes: new Set(contents.holes) }, [message], contents.seq),
    ),
  };
}

/** From now on events of the channel are kept: it is on screen, though perhaps nothing is written in it. */
export function openContents(cache: Cache, channel: string): Cache {
  return cache.contents.has(channel) ? cache : { ...cache, contents: withEntry(cache.contents, channel, emptyContents) };
}

/** Shows a change before the server has answered; returns the cache as it is when the row isn't loaded. */
export function changeMessage(cache: Cache, channel: string, ref: string, change: (message: MessageRow) => MessageRow): Cache {
  const contents = cache.contents.get(channel);
  const row = contents?.rows.get(ref);
  if (!contents || !row) return cache;
  return {
    ...cache,
    contents: withEntry(cache.contents, channel, { ...contents, rows: withEntry(contents.rows, ref, { ...row, message: change(row.message) }) }),
  };
}

/** Writes into `contents.rows` and `contents.holes`, which the caller has copied. */
export function putRows(contents: Contents & { rows: Map<string, Row>; holes: Set<string> }, messages: readonly MessageRow[], seen: number): Contents {
  let head = contents.head;
  let replyHeads = contents.replyHeads;
  for (const message of messages) {
    const old = contents.rows.get(message.ref);
    contents.holes.delete(message.ref);
    if (!old || (seen >= old.seen && message.version >= old.message.version)) contents.rows.set(message.ref, { message, seen });
    head = Math.max(head, message.post);
    const replies = message.reply || (message.thread?.replies ?? 0);
    if (replies > (replyHeads.get(message.post) ?? 0)) replyHeads = withEntry(replyHeads, message.post, replies);
  }
  return { ...contents, head, replyHeads };
}
