/** A text without its Markdown signs, for places of a line or three; not a parser: what looks odd stays. */
export function unmarked(text: string): string {
  return text
    .replace(/^ {0,3}(```|~~~).*$/gm, "")
    .replace(/^\s*(?:>\s?|#{1,6}\s+|[-*+]\s+)/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, "$1")
    .replace(/(\*\*|__|~~)(?=\S)([^\n]*?\S)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}])([*_])(?=\S)([^\n*_]*?\S)\1(?![\p{L}\p{N}])/gu, "$2")
    .replace(/`([^`\n]+)`/g, "$1")
    .trim();
}
