/** A change of a text: what stands between `from` and `to` is replaced by `insert`; then `select` is selected. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly select: readonly [from: number, to: number];
}

/** What Enter does inside of a list or a fence: goes on with it, or ends an empty item. Undefined: nothing of its own, so it may send. */
export function continued(text: string, caret: number): Change | undefined {
  const before = text.slice(0, caret);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if ((before.match(/^ {0,3}```/gm)?.length ?? 0) % 2 === 1) return insertion(caret, `\n${/^\s*/.exec(line)?.[0] ?? ""}`);
  const item = /^(\s*)([-*+]|(\d+)([.)]))(\s+)(.*)$/.exec(line);
  if (!item) return undefined;
  const [, indent = "", sign = "", number, stop = "", space = "", rest = ""] = item;
  if (rest === "") return { from: caret - line.length, to: caret, insert: "", select: [caret - line.length, caret - line.length] };
  return insertion(caret, `\n${indent}${number === undefined ? sign : `${Number(number) + 1}${stop}`}${space}`);
}

function insertion(at: number, insert: string): Change {
  return { from: at, to: at, insert, select: [at + insert.length, at + insert.length] };
}

/** The word under completion: from its `@` or `#` to the caret, or from a `:` with two letters after it. */
export function openWord(text: string, caret: number): { readonly sign: "@" | "#" | ":"; readonly word: string; readonly from: number } | undefined {
  const found = /(?:^|[\s([{"'«])(?:([@#])([\p{L}\p{M}\p{N}._-]{0,40})|(:)([\p{L}\p{M}\p{N}_+-]{2,40}))$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const [, named, name = "", colon, emoji = ""] = found;
  const word = name + emoji;
  return { sign: (named ?? colon) as "@" | "#" | ":", word, from: caret - word.length - 1 };
}

/** Changes the field so that the browser's undo knows it as one step, and tells its listeners. */
export function apply(field: HTMLTextAreaElement, { from, to, insert, select }: Change): void {
  field.focus();
  field.setSelectionRange(from, to);
  const done = insert === "" ? from === to || document.execCommand("delete") : document.execCommand("insertText", false, insert);
  if (!done) {
    field.setRangeText(insert, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(...select);
}
