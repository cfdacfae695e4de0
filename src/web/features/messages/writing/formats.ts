import { apply, type Change } from "../typing-help.ts";

export const formatNames = ["bold", "italic", "strike", "code", "link", "list", "quote"] as const;
export type FormatName = (typeof formatNames)[number];

const signs = { bold: "**", italic: "_", strike: "~~", code: "`" } as const;
const heads = { list: "- ", quote: "> " } as const;

/** Gives the selection of the field a format, or takes it away. */
export function format(field: HTMLTextAreaElement, name: FormatName): void {
  apply(field, formatted(name, field.value, field.selectionStart, field.selectionEnd));
}

export function formatted(name: FormatName, text: string, from: number, to: number): Change {
  if (name === "list" || name === "quote") return headed(text, from, to, heads[name]);
  if (name === "link") return link(text, from, to);
  if (name === "code" && text.slice(from, to).includes("\n")) return fenced(text, from, to);
  return wrapped(text, from, to, signs[name]);
}

/** Puts the sign around the selection, or takes it away when it is there. */
export function wrapped(text: string, from: number, to: number, sign: string): Change {
  const inner = text.slice(from, to);
  const n = sign.length;
  if (text.slice(from - n, from) === sign && text.slice(to, to + n) === sign) return { from: from - n, to: to + n, insert: inner, select: [from - n, to - n] };
  return { from, to, insert: sign + inner + sign, select: [from + n, to + n] };
}

/** A URL pasted over selected words makes a link of them. */
export function linked(text: string, from: number, to: number, pasted: string): Change | undefined {
  const inner = text.slice(from, to);
  if (from === to || inner.includes("\n") || !/^https?:\/\/\S+$/.test(pasted) || /^https?:\/\//.test(inner)) return undefined;
  const insert = `[${inner}](${pasted})`;
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}

/** An address to fill in comes selected. */
function link(text: string, from: number, to: number): Change {
  const inner = text.slice(from, to);
  const empty = "https://";
  const start = from + inner.length + 3;
  return { from, to, insert: `[${inner}](${empty})`, select: inner === "" ? [from + 1, from + 1] : [start, start + empty.length] };
}

/** Every line of the selection gets the sign at its head, or loses it where all have it. */
function headed(text: string, from: number, to: number, head: string): Change {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  const has = lines.every((line) => line.startsWith(head));
  const insert = lines.map((line) => (has ? line.slice(head.length) : head + line)).join("\n");
  const select: Change["select"] = from === to ? [start + insert.length, start + insert.length] : [start, start + insert.length];
  return { from: start, to: end, insert, select };
}

/** A block of code by itself on its lines, whatever backticks stand in it. */
export function fenced(text: string, from: number, to: number): Change {
  const inner = text.slice(from, to).replace(/\n$/, "");
  const longest = Math.max(2, ...[...inner.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const before = from === 0 || text[from - 1] === "\n" ? "" : "\n";
  const after = to === text.length || text[to] === "\n" ? "" : "\n";
  const insert = `${before}${fence}\n${inner}\n${fence}${after}`;
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}
