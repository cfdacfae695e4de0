export interface Part {
  readonly text: string;
  readonly isMarked: boolean;
}

/** Signs before the first marked word: as many as a phone shows in one line. */
const lead = 48;

/** Scripts that put no spaces between words: what was asked for stands within what is written together. */
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]/v;

/** Where any of the words stands, by itself where its script has spaces; what overlaps is one. */
function standing(text: string, marks: readonly string[]): { start: number; end: number }[] {
  const found = marks.flatMap((mark) => {
    const word = mark.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    const whole = unspaced.test(mark) ? new RegExp(word, "gu") : new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, "gu");
    return Array.from(text.matchAll(whole), ({ 0: { length }, index }) => ({ start: index, end: index + length }));
  });
  const merged: { start: number; end: number }[] = [];
  for (const one of found.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && one.start < last.end) last.end = Math.max(last.end, one.end);
    else merged.push(one);
  }
  return merged;
}

/** A little before a place: behind a space where there is one, and never within a sign. */
function beginning(text: string, at: number): number {
  const space = text.indexOf(" ", at - lead);
  if (space >= 0 && space < at) return space + 1;
  return /[\uDC00-\uDFFF]/.test(text.charAt(at - lead)) ? at - lead + 1 : at - lead;
}

/** A text from a little before the first word that was found, in parts; the words are marked wherever they stand. */
export function excerpt(text: string, marks: readonly string[], length = 320): readonly Part[] {
  const flat = text.replace(/\s+/gu, " ");
  const first = standing(flat, marks)[0]?.start ?? -1;
  const start = first > lead * 2 ? beginning(flat, first) : 0;
  const shown = (start > 0 ? "… " : "") + flat.slice(start, start + length) + (flat.length > start + length ? " …" : "");
  const parts: Part[] = [];
  let end = 0;
  for (const range of standing(shown, marks)) {
    if (range.start > end) parts.push({ text: shown.slice(end, range.start), isMarked: false });
    parts.push({ text: shown.slice(range.start, range.end), isMarked: true });
    end = range.end;
  }
  return end < shown.length ? [...parts, { text: shown.slice(end), isMarked: false }] : parts;
}
