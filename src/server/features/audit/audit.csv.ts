import type { PersonActor } from "../../http/index.ts";
import type { AuditReader, Filter } from "./audit.reader.ts";

const columns = ["number", "at", "ended", "action", "result", "actor", "session", "object", "subject", "address", "device", "details"] as const;

/**
 * A cell of RFC 4180. What a spreadsheet would take for a formula gets a quote in front (OWASP, CSV injection): device and other
 * texts come from whoever made the request.
 */
export function csvCell(text: string): string {
  const defused = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`;
const instant = (at: number | null): string => (at === null ? "" : new Date(at).toISOString());

/** The entries that fit as a table, the oldest first. */
export async function* csvOf(reader: AuditReader, tree: string, filter: Filter, actor?: PersonActor): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const entries of reader.each(tree, filter, actor)) {
    const lines = entries.map(({ details, ...entry }) => {
      const { address = "", device = "", ...more } = details ?? {};
      return csvLine([
        String(entry.number),
        instant(entry.at),
        instant(entry.endedAt),
        entry.action,
        entry.result ?? "",
        entry.actor ?? "",
        entry.session ?? "",
        entry.object ?? "",
        entry.subject ?? "",
        address,
        device,
        Object.keys(more).length === 0 ? "" : JSON.stringify(more),
      ]);
    });
    if (lines.length > 0) yield lines.join("");
  }
}
