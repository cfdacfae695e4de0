export interface Part {
  readonly text: string;
  readonly isMarked: boolean;
}

/** Signs before the first marked word: as many as a phone shows in one line. */
const lead = 48;

/** A text from a little before the first word that was found, in parts; the words are marked wherever they stand by themselves. */
export function excerpt(text: string, marks: readonly string[], length = 320): readonly Part[] {
  const words = marks.toSorted((a, b) => b.length - a.length).map((mark) => mark.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const found = words.length === 0 ? undefined : new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "gu");
  const flat = text.replace(/\s+/gu, " ");
  const first = found ? flat.search(found) : -1;
  const start = first > lead * 2 ? flat.indexOf(" ", first - lead) + 1 : 0;
  const shown = (start > 0 ? "… " : "") + flat.slice(start, start + length) + (flat.length > start + length ? " …" : "");
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: word, index } of found ? shown.matchAll(found) : []) {
    if (index > end) parts.push({ text: shown.slice(end, index), isMarked: false });
    parts.push({ text: word, isMarked: true });
    end = index + word.length;
  }
  return end < shown.length ? [...parts, { text: shown.slice(end), isMarked: false }] : parts;
}
