import { type PersonActor, Refusal } from "../../http/index.ts";
import type { PersonRow } from "./people.directory.ts";

/** Members see everybody of their company; guests see whom they share a channel with. */
export const maySeePerson = (actor: PersonActor, person: string, shared: ReadonlySet<string> | "all"): boolean =>
  shared === "all" || person === actor.person || shared.has(person);

/** Only real people hold roles; bots and unclaimed imports do not. */
export function requireHolder(person: PersonRow | undefined): PersonRow {
  if (person?.kind !== "person" || person.state !== "active") throw new Refusal("person_not_found");
  return person;
}
