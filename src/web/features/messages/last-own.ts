import type { Cache } from "../../cache/index.ts";
import { type Line, refOf } from "./refs.ts";

/** The number of the reader's last message that he may edit, among those loaded; null when there is none. */
export function numberOfLastOwn(cache: Cache, line: Line, me: string): number | null {
  const contents = cache.contents.get(line.channel);
  if (!contents) return null;
  const last = line.thread === 0 ? contents.head : (contents.replyHeads.get(line.thread) ?? 0);
  for (let number = last; number > 0 && number > last - 200; number--) {
    const message = contents.rows.get(refOf(line, number))?.message;
    if (message?.author === me && message.kind === "message" && message.body?.kind === "markdown") return number;
  }
  return null;
}
