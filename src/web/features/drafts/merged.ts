/** Two texts that were written apart, without losing a word of either: one holds the other, or they stand one below the other. */
export function merged(theirs: string, mine: string): string {
  if (theirs.includes(mine)) return theirs;
  if (mine.includes(theirs)) return mine;
  return `${theirs}\n\n${mine}`;
}
