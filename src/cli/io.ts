import type { Failure } from "../contract/exit.ts";
import type { Io } from "./command.ts";

export interface Streams {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Milliseconds, never going back. */
  readonly monotonic: () => number;
}

/** Between two progress lines that nothing rewrites. */
const QUIET = 5000;

export function openIo({ out, err, monotonic }: Streams, json: boolean): Io & { failure(failure: Failure): void } {
  let last = Number.NEGATIVE_INFINITY;
  let isLineOpen = false;
  const endLine = () => {
    if (isLineOpen) err.write("\n");
    isLineOpen = false;
  };
  return {
    json,
    result(value, text) {
      endLine();
      out.write(`${json ? JSON.stringify(value) : text()}\n`);
    },
    note(text) {
      endLine();
      if (!json) err.write(`${text}\n`);
    },
    progress(text) {
      if (json) return;
      if (err.isTTY) {
        err.write(`\r\u001b[2K${text}`);
        isLineOpen = true;
      } else if (monotonic() - last >= QUIET) {
        last = monotonic();
        err.write(`${text}\n`);
      }
    },
    failure({ kind, status, code, message, mend }) {
      endLine();
      if (json) err.write(`${JSON.stringify({ error: { kind, status, code, message, mend: mend ?? null } })}\n`);
      else err.write(`bastide: ${message}\n${mend ? `  mend: ${mend}\n` : ""}`);
    },
  };
}
