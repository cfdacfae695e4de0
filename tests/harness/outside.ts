/** What somebody with the database file can do to it, beside a running server. */
import { join } from "node:path";
import Sqlite from "better-sqlite3";

type Value = string | number | Buffer;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const stored = (value: Value): Value => (typeof value === "string" && uuid.test(value) ? Buffer.from(value.replaceAll("-", ""), "hex") : value);

/** Writes other columns into the rows of a table; without any it flips a bit of their envelopes. @returns how many rows */
export function changeOutside(folder: string, table: string, where: Record<string, Value>, columns?: Record<string, Value>): number {
  const db = new Sqlite(join(folder, "records.sqlite"), { timeout: 5000 });
  const list = (values: object, between: string) =>
    Object.keys(values)
      .map((name) => `"${name}" = ?`)
      .join(between);
  const place = Object.values(where).map(stored);
  try {
    if (columns) {
      const change = db.prepare(`UPDATE "${table}" SET ${list(columns, ", ")} WHERE ${list(where, " AND ")}`);
      return change.run(...Object.values(columns).map(stored), ...place).changes;
    }
    const envelopes = db
      .prepare(`SELECT envelope FROM "${table}" WHERE ${list(where, " AND ")}`)
      .pluck()
      .all(place) as Buffer[];
    for (const envelope of envelopes) {
      const flipped = Buffer.from(envelope);
      flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
      db.prepare(`UPDATE "${table}" SET envelope = ? WHERE envelope = ?`).run(flipped, envelope);
    }
    return envelopes.length;
  } finally {
    db.close();
  }
}
