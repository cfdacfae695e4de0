import type { Cache } from "../../cache/index.ts";
import { type Mentions, withTokens } from "./mention-tokens.ts";

/** An edited text as it is stored; handles of people that this tab knows become mentions. */
export function stored(cache: Cache, text: string, mentions: Mentions): string {
  const byHandle = new Map([...cache.people.values()].filter(({ state }) => state === "active").map(({ handle, id }) => [handle.toLowerCase(), id]));
  return withTokens(text, mentions, (handle) => byHandle.get(handle));
}
