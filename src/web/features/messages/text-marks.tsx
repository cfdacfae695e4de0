import { createElement, Fragment, type ReactNode } from "react";
import { ChannelChip, Everybody, HiddenSign, PersonChip } from "./marks.tsx";
import { token } from "./mention-tokens.ts";

/** Signs that reorder or hide text: shown, so that nobody reads something else than what stands there. */
const bidi = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g;
const everybody = /(?<![\p{L}\p{N}_])@(channel|here)(?![\p{L}\p{N}_])/gu;

/** Cuts the strings among the parts: each match of `pattern` becomes what `make` makes of it. */
function cut(parts: readonly ReactNode[], pattern: RegExp, make: (match: RegExpExecArray) => ReactNode): ReactNode[] {
  return parts.flatMap((part) => {
    if (typeof part !== "string") return [part];
    const pieces: ReactNode[] = [];
    let from = 0;
    for (const match of part.matchAll(pattern)) {
      if (match.index > from) pieces.push(part.slice(from, match.index));
      pieces.push(make(match));
      from = match.index + match[0].length;
    }
    if (from < part.length) pieces.push(part.slice(from));
    return pieces;
  });
}

const hidden = ([sign]: RegExpExecArray) => <HiddenSign code={(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()} />;
const inOrder = (parts: readonly ReactNode[]) => createElement(Fragment, null, ...parts);

/** Words with their mentions, hidden direction signs and line breaks. */
export function Words({ text, company }: { text: string; company: string }): ReactNode {
  let parts: ReactNode[] = [text];
  parts = cut(parts, token, ([, sign, id = ""]) => (sign === "@" ? <PersonChip company={company} id={id} /> : <ChannelChip company={company} id={id} />));
  parts = cut(parts, everybody, ([whole]) => <Everybody text={whole} />);
  parts = cut(parts, bidi, hidden);
  parts = cut(parts, /\r?\n/g, () => <br />);
  return inOrder(parts);
}

/** Code stays as it is, but for signs that would make it read as other code. */
export function CodeText({ text }: { text: string }): ReactNode {
  return inOrder(cut([text], bidi, hidden));
}
