import { type Cache, type MessageRow, type Pending, withEntry } from "./state.ts";

export function addPending(cache: Cache, pending: Pending): Cache {
  return cache.outbox.some(({ key }) => key === pending.key) ? cache : { ...cache, outbox: [...cache.outbox, pending] };
}

export function changePending(cache: Cache, key: string, change: Partial<Pick<Pending, "state" | "reason" | "text" | "at" | "files">>): Cache {
  return { ...cache, outbox: cache.outbox.map((pending) => (pending.key === key ? { ...pending, ...change } : pending)) };
}

export function dropPending(cache: Cache, key: string): Cache {
  return { ...cache, outbox: cache.outbox.filter((pending) => pending.key !== key) };
}

/** The server's answer to a post: the pending row becomes the message, under the same identity on the screen. */
export function settlePending(cache: Cache, key: string, message: MessageRow): Cache {
  if (!cache.outbox.some((pending) => pending.key === key)) return cache;
  return { ...dropPending(cache, key), born: withEntry(cache.born, `${message.channel}/${message.ref}`, key) };
}

/** An event may come before the answer: the oldest pending post with this text, in this place, is the one. */
export function settleOwn(cache: Cache, message: MessageRow): Cache {
  const text = message.body?.kind === "markdown" ? message.body.text : undefined;
  const thread = message.reply === 0 ? 0 : message.post;
  const born = `${message.channel}/${message.ref}`;
  if (cache.born.has(born)) return cache;
  const own = cache.outbox.find((pending) => pending.channel === message.channel && pending.thread === thread && pending.text === text);
  return own ? settlePending(cache, own.key, message) : cache;
}
