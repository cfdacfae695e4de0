import { useEffect } from "react";
import { useWorkspace, type Workspace } from "../../app/workspace.ts";
import { type PersonRow, useCache, withPeople } from "../../cache/index.ts";

const batch = 500;
const wanted = new WeakMap<Workspace, Map<string, Set<string>>>();

/** People by id from the cache; those that are missing are asked for together, a moment later. */
export function usePeopleByIds(company: string, ids: readonly string[]): ReadonlyMap<string, PersonRow> {
  const workspace = useWorkspace();
  const people = useCache((cache) => cache.people);
  useEffect(() => needPeople(workspace, company, ids), [workspace, company, ids]);
  return people;
}

export function usePerson(company: string, id: string): PersonRow | undefined {
  const workspace = useWorkspace();
  const person = useCache((cache) => cache.people.get(id));
  useEffect(() => {
    if (!person) needPeople(workspace, company, [id]);
  }, [workspace, company, id, person]);
  return person;
}

/** Asked once per id and connection; an id that the server doesn't show stays unknown. */
function needPeople(workspace: Workspace, company: string, ids: readonly string[]): void {
  const known = workspace.store.get().people;
  const missing = ids.filter((id) => !known.has(id) && !asked(workspace).has(id));
  if (missing.length === 0) return;
  const companies = wanted.get(workspace) ?? new Map<string, Set<string>>();
  wanted.set(workspace, companies);
  const waiting = companies.get(company);
  for (const id of missing) asked(workspace).add(id);
  if (waiting) return missing.forEach((id) => void waiting.add(id));
  companies.set(company, new Set(missing));
  setTimeout(() => {
    const all = [...(companies.get(company) ?? [])];
    companies.delete(company);
    for (let i = 0; i < all.length; i += batch) void findByIds(workspace, company, all.slice(i, i + batch));
  }, 10);
}

const askedOf = new WeakMap<Workspace, Set<string>>();
function asked(workspace: Workspace): Set<string> {
  const ids = askedOf.get(workspace) ?? new Set<string>();
  askedOf.set(workspace, ids);
  return ids;
}

async function findByIds(workspace: Workspace, company: string, ids: string[]): Promise<void> {
  try {
    const { people } = await workspace.call("findPeople", { params: { company }, body: { ids, limit: batch } });
    workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, people) }));
    // What is nobody may be a team.
    if (people.length < ids.length) (await import("../teams/need-teams.ts")).needTeams(workspace, company);
  } catch {
    for (const id of ids) asked(workspace).delete(id); // the next row that shows one of them asks again
  }
}
