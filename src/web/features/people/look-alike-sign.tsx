import { type PersonRow, useCache } from "../../cache/index.ts";
import { hasLookAlike } from "./look-alikes.ts";

/** The handle, which nobody else has, beside a name that looks like another one. */
export default function LookAlikeSign({ person }: { person: PersonRow }) {
  const looksLikeAnother = useCache((cache) => hasLookAlike(cache.people, person));
  return looksLikeAnother && <bdi className="ms-1 text-xs text-ink-3">@{person.handle}</bdi>;
}
