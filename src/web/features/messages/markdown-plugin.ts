import { token } from "./mention-tokens.ts";

/** The parts of an mdast tree that are touched here. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName: string; hProperties: Record<string, string> };
}

const mark = (name: "person" | "channel" | "hidden" | "everybody", value: string): Node => ({
  type: "mark",
  data: { hName: "span", hProperties: { dataMark: name, dataValue: value } },
  children: [],
});

/** Signs that reorder or hide text: shown, so that nobody reads something else than what stands there. */
const bidi = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g;
const everybody = /(?<![\p{L}\p{N}_])@(channel|here)(?![\p{L}\p{N}_])/gu;

/** Cuts a text into nodes: each match of `pattern` becomes what `make` makes of it. */
function cut(nodes: Node[], pattern: RegExp, make: (match: RegExpExecArray) => Node): Node[] {
  return nodes.flatMap((node) => {
    if (node.type !== "text") return [node];
    const text = node.value ?? "";
    const parts: Node[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > from) parts.push({ type: "text", value: text.slice(from, match.index) });
      parts.push(make(match));
      from = match.index + match[0].length;
    }
    return from === 0 ? [node] : [...parts, ...(from < text.length ? [{ type: "text", value: text.slice(from) }] : [])];
  });
}

function cutAll(node: Node): void {
  if (!node.children) return;
  for (const child of node.children) cutAll(child);
  let nodes = node.children;
  nodes = cut(nodes, token, ([, sign, id = ""]) => mark(sign === "@" ? "person" : "channel", id));
  nodes = cut(nodes, everybody, ([whole]) => mark("everybody", whole));
  nodes = cut(nodes, bidi, ([sign]) => mark("hidden", (sign.codePointAt(0) ?? 0).toString(16).toUpperCase()));
  node.children = cut(nodes, /\r?\n/g, () => ({ type: "break" }));
}

/** remark: mention tokens, hidden direction signs and line breaks as people type them; code stays as it is. */
export function chatMarks() {
  return (tree: Node) => cutAll(tree);
}
