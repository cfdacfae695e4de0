/** Lower case without accents: `cafe` finds Café. One sign stays one sign, so that places in both texts agree. */
export function folded(text: string): string {
  return [...text].map((sign) => (sign.length === 1 ? (sign.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()[0] ?? "\u0000") : sign)).join("");
}

/** From where to where the words stand in the text; `words` are folded and not empty. */
export function placesOf(text: string, words: string): readonly (readonly [from: number, to: number])[] {
  const where = folded(text);
  const places: [number, number][] = [];
  for (let from = where.indexOf(words); from >= 0; from = where.indexOf(words, from + words.length)) places.push([from, from + words.length]);
  return places;
}
