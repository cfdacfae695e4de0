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

const counted = new WeakMap<ReadonlyMap<string, PersonRow>, ReadonlyMap<string, number>>();

/** Whether somebody else among the known people has a name that looks the same. */
export function hasLookAlike(people: ReadonlyMap<string, PersonRow>, person: PersonRow): boolean {
  const counts = counted.get(people) ?? count(people);
  counted.set(people, counts);
  return (counts.get(skeleton(person.name)) ?? 0) > 1;
}

function count(people: ReadonlyMap<string, PersonRow>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of people.values()) counts.set(skeleton(name), (counts.get(skeleton(name)) ?? 0) + 1);
  return counts;
}
