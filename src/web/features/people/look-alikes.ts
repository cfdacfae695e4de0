import type { PersonRow } from "../../cache/index.ts";

/** Letters of other scripts that look like Latin ones in most faces, and signs that look like letters (after Unicode TS 39). */
const latin: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "аa",
    "вb",
    "сc",
    "ԁd",
    "еe",
    "ёe",
    "һh",
    "іi",
    "ӏl",
    "јj",
    "кk",
    "мm",
    "нh",
    "оo",
    "рp",
    "ԛq",
    "ѕs",
    "тt",
    "уy",
    "ԝw",
    "хx",
    "αa",
    "εe",
    "ηn",
    "ιi",
    "κk",
    "νv",
    "οo",
    "ρp",
    "τt",
    "υu",
    "χx",
    "ıi",
    "ɑa",
    "ɡg",
    "0o",
    "1l",
    "|l",
  ].map((pair) => [...pair] as [string, string]),
);
/** Joiners, direction signs and the like: there, but not to be seen. */
const unseen = /[\p{Cf}\p{M}\s.·_-]/gu;

/** Two names with the same skeleton are hard to tell apart. */
export function skeleton(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().normalize("NFKD").replace(unseen, "");
  return [...plain]
    .map((sign) => latin[sign] ?? sign)
    .join("")
    .replaceAll("i", "l")
    .replaceAll("rn", "m");
}

const counted = new WeakMap<ReadonlyMap<string, PersonRow>, ReadonlyMap<string, ReadonlySet<string>>>();

/**
 * Whether somebody else among the known people has a name that looks the same. Handles tell them apart, since people of several
 * companies are known: who is in two of them is no look-alike of himself.
 */
export function hasLookAlike(people: ReadonlyMap<string, PersonRow>, person: PersonRow): boolean {
  const handles = counted.get(people) ?? handlesBySkeleton(people);
  counted.set(people, handles);
  return (handles.get(skeleton(person.name))?.size ?? 0) > 1;
}

function handlesBySkeleton(people: ReadonlyMap<string, PersonRow>): ReadonlyMap<string, ReadonlySet<string>> {
  const handles = new Map<string, Set<string>>();
  for (const { name, handle } of people.values()) handles.set(skeleton(name), (handles.get(skeleton(name)) ?? new Set()).add(handle));
  return handles;
}
