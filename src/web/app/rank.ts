/** Lower case without accents: `lea` finds Léa. */
const wordsOf = (text: string): string[] =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[\s._\-@#]+/u)
    .filter(Boolean);

/** Where in the text the query's first word is found, when each of its words starts one of the text's; else -1. Less is better. */
export function rank(text: string, query: string): number {
  const words = wordsOf(text);
  const places = wordsOf(query).map((part) => words.findIndex((word) => word.startsWith(part)));
  return places.includes(-1) ? -1 : (places[0] ?? 0);
}
