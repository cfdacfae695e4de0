import { useEffect, useMemo, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type PersonRow, useCache, withPeople } from "../../cache/index.ts";
import { needTeams } from "../teams/need-teams.ts";
import { openWord } from "./typing-help.ts";

export type Candidate =
  | { readonly kind: "person"; readonly id: string; readonly sign: string; readonly name: string; readonly person: PersonRow }
  | { readonly kind: "team"; readonly id: string; readonly sign: string; readonly name: string }
  | { readonly kind: "channel"; readonly id: string; readonly sign: string; readonly name: string }
  | { readonly kind: "everybody"; readonly id: ""; readonly sign: "@channel" | "@here"; readonly name: string }
  | { readonly kind: "emoji"; readonly id: ""; readonly sign: string; readonly name: string };

export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly from: number;
}

const most = 8;

/** Who or what `@…` or `#…` at the caret may mean: from what this tab knows at once, then from the server. */
export function useCompletion(company: string, channel: string, text: string, caret: number): Completion | undefined {
  const workspace = useWorkspace();
  const open = openWord(text, caret);
  const sign = open?.sign;
  const word = open?.word.toLowerCase();
  const people = useCache((cache) => cache.people);
  const teams = useCache((cache) => cache.teams);
  const channels = useCache((cache) => cache.companies.get(company)?.channels);
  const [found, setFound] = useState<{ word: string; people: readonly PersonRow[] }>();

  useEffect(() => {
    if (sign !== "@" || word === undefined) return;
    needTeams(workspace, company);
    const timer = setTimeout(() => {
      workspace.call("findPeople", { params: { company }, body: { words: word, channel, limit: most } }).then(
        ({ people }) => {
          workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, people) }));
          setFound({ word, people });
        },
        () => undefined, // what is known here stays on offer
      );
    }, 120);
    return () => clearTimeout(timer);
  }, [workspace, company, channel, sign, word]);

  const candidates = useMemo((): readonly Candidate[] => {
    if (word === undefined || sign === ":") return [];
    if (sign === "#") {
      const rows = [...(channels?.values() ?? [])].filter(({ name, archived }) => name.includes(word) && name !== "" && !archived);
      return rows
        .toSorted((a, b) => Number(b.name.startsWith(word)) - Number(a.name.startsWith(word)) || a.name.localeCompare(b.name))
        .slice(0, most)
        .map(({ id, name }) => ({ kind: "channel", id, sign: `#${name}`, name }));
    }
    const rows =
      found?.word === word ? found.people : [...people.values()].filter((person) => person.state === "active" && matches(person, word)).slice(0, most);
    const named = [...teams.values()].filter((team) => team.company === company && word !== "" && startsIn(team.name, word)).slice(0, 3);
    const everybody = (["@channel", "@here"] as const).filter((sign) => word !== "" && sign.slice(1).startsWith(word));
    return [
      ...named.map(({ id, name }): Candidate => ({ kind: "team", id, sign: `@${name}`, name })),
      ...rows.map((person): Candidate => ({ kind: "person", id: person.id, sign: `@${person.handle}`, name: person.name, person })),
      ...everybody.map((sign): Candidate => ({ kind: "everybody", id: "", sign, name: sign })),
    ].slice(0, most);
  }, [company, sign, word, channels, people, teams, found]);

  return open && candidates.length > 0 ? { candidates, from: open.from } : undefined;
}

function matches({ name, handle }: PersonRow, word: string): boolean {
  return handle.toLowerCase().startsWith(word) || startsIn(name, word);
}

/** Whether a part of the name begins with the word. */
const startsIn = (name: string, word: string): boolean =>
  name
    .toLowerCase()
    .split(/\s+/u)
    .some((part) => part.startsWith(word));
