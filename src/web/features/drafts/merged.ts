interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** What was replaced in a text on the way to another one. */
function editOf(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

/**
 * Two texts that were made of one apart, without losing a word of either: changes at different places are both made; at the
 * same place one text holds the other, or whole words of both stand one below the other. Whoever merges them comes to the same.
 */
export function merged(before: string, one: string, other: string): string {
  const a = editOf(before, one);
  const b = editOf(before, other);
  if (one === before || a.from > b.to) return made(made(before, a), b);
  if (other === before || b.from > a.to) return made(made(before, b), a);
  const from = Math.min(a.from, b.from) - (/\S*$/.exec(before.slice(0, Math.min(a.from, b.from)))?.[0].length ?? 0);
  const to = Math.max(a.to, b.to) + (/^\S*/.exec(before.slice(Math.max(a.to, b.to)))?.[0].length ?? 0);
  const [x = "", y = ""] = [one, other].map((text) => text.slice(from, text.length - (before.length - to))).toSorted();
  return made(before, { from, to, insert: x.includes(y) ? x : y.includes(x) ? y : `${x}\n\n${y}` });
}

const made = (text: string, { from, to, insert }: Edit): string => text.slice(0, from) + insert + text.slice(to);
