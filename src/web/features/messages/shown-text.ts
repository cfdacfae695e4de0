import type { Cache } from "../../cache/index.ts";
import { type Mentions, withHandles } from "./mention-tokens.ts";

/** A stored text as it can be edited: `@ana` or `@Team name` for `@{id}`. */
export function shown(cache: Cache, company: string, text: string): { text: string; mentions: Mentions } {
  const channels = cache.companies.get(company)?.channels;
  return withHandles(text, (kind, id) =>
    kind === "@" ? (cache.people.get(id)?.handle ?? cache.teams.get(id)?.name) : (channels?.get(id)?.name ?? cache.looked.get(id)?.name),
  );
}
