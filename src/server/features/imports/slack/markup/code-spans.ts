import type { Dialect } from "./dialect.ts";

/** A piece of code within a text, delimiters included. */
export interface CodeSpan {
  readonly start: number;
  readonly end: number;
  readonly fenced: boolean;
}

/**
 * Finds code, in which nothing else is markup. Slack knows one backtick within a line and three across lines; Markdown
 * (CommonMark 0.31, 4.5 and 6.1) runs of any length, and fences that the end of the text may close. Linear in time.
 */
export function codeSpans(text: string, dialect: Dialect): CodeSpan[] {
  if (!text.includes("`") && !text.includes("~~~")) return [];
  return dialect === "slack" ? slackSpans(text) : markdownSpans(text);
}

function slackSpans(text: string): CodeSpan[] {
  const spans: CodeSpan[] = [];
  for (let at = text.indexOf("`"); at >= 0; at = text.indexOf("`", at)) {
    const fenceEnd = text.startsWith("```", at) ? text.indexOf("```", at + 3) : -1;
    if (fenceEnd > at + 3) {
      spans.push({ start: at, end: fenceEnd + 3, fenced: true });
      at = fenceEnd + 3;
      continue;
    }
    const end = text.indexOf("`", at + 1);
    const closes = end > at + 1 && !text.slice(at, end).includes("\n");
    if (closes) spans.push({ start: at, end: end + 1, fenced: false });
    at = closes ? end + 1 : at + 1;
  }
  return spans;
}

const RUN = /`+|~{3,}/g;

function markdownSpans(text: string): CodeSpan[] {
  const runs = [...text.matchAll(RUN)].map((match) => ({ start: match.index, mark: match[0] }));
  const closers = sameMarkAfter(runs);
  const spans: CodeSpan[] = [];
  let from = 0;
  for (const [index, run] of runs.entries()) {
    if (run.start < from) continue;
    const opensFence = run.mark.length >= 3 && /^[ \t]*(?:>[ \t]*)*$/.test(lineBefore(text, run.start)) && !restOfLine(text, run).includes("`");
    const end = opensFence ? fenceEnd(text, runs, index) : run.mark.startsWith("`") ? closers[index] : undefined;
    if (end === undefined) continue;
    spans.push({ start: run.start, end, fenced: opensFence });
    from = end;
  }
  return spans;
}

interface Run {
  readonly start: number;
  readonly mark: string;
}

/** For each run the end of the next one with exactly the same mark. */
function sameMarkAfter(runs: readonly Run[]): (number | undefined)[] {
  const next = new Map<string, number>();
  const ends: (number | undefined)[] = [];
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (!run) continue;
    ends[index] = next.get(run.mark);
    next.set(run.mark, run.start + run.mark.length);
  }
  return ends;
}

/** A fence ends at a line of at least as many of its marks and nothing else, or with the text. */
function fenceEnd(text: string, runs: readonly Run[], open: number): number {
  const mark = runs[open]?.mark ?? "";
  for (let index = open + 1; index < runs.length; index += 1) {
    const run = runs[index];
    if (!run?.mark.startsWith(mark) || restOfLine(text, run).trim() !== "") continue;
    if (/^[ \t]*(?:>[ \t]*)*$/.test(lineBefore(text, run.start))) return run.start + run.mark.length;
  }
  return text.length;
}

/** At most the last 64 characters: enough to see whether a mark begins its line. */
function lineBefore(text: string, at: number): string {
  const line = text.slice(Math.max(0, at - 64), at);
  return line.slice(line.lastIndexOf("\n") + 1);
}

function restOfLine(text: string, run: Run): string {
  const from = run.start + run.mark.length;
  const end = text.indexOf("\n", from);
  return text.slice(from, end < 0 ? undefined : end);
}
