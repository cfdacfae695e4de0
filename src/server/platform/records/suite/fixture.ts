/** What the suite's cases share: fresh places in the store, rows for them, and rows made comparable. */
import { randomBytes, randomUUID } from "../../../../crypto/index.ts";
import type { Cell, Commit, CommitResult, Expectation, JournalEntry, RecordsPort, Row, RowRef } from "../port.ts";

/** The port as it stands now: it changes when a case opens the store again. */
export type Use = () => RecordsPort;

/** A company and a channel that no other case knows, and the shard of that channel. */
export interface Place {
  readonly company: string;
  readonly channel: string;
  readonly shard: number;
}

let places = 0;
export function newPlace(port: Pick<RecordsPort, "shards">, shard = places++ % port.shards): Place {
  return { company: newId(), channel: newId(), shard };
}

export const newId = (): string => randomUUID();
export const newDigest = (): string => randomBytes(32).toString("base64url");
export const newEnvelope = (length = 64): Uint8Array => randomBytes(length);

export function note(
  place: Place,
  post: number,
  version = 1,
  more: Partial<{ author: string; sentAt: number; editedAt: number | null; state: string; envelope: Uint8Array }> = {},
): Row {
  const { author = newId(), sentAt = 1_700_000_000_000 + post, editedAt = null, state = "fresh", envelope = newEnvelope() } = more;
  return { table: "note", key: [place.company, place.channel, post], clear: [author, sentAt, editedAt, state], version, envelope };
}

export function mark(place: Place, number: number, person = newId(), kind = "eye", token = newDigest()): Row {
  return { table: "mark", key: [place.company, place.channel, number, person, kind, token], clear: [], version: 1, envelope: newEnvelope(45) };
}

export function head(place: Place, posts: number, version = posts): Row {
  return { table: "head", key: [place.company, place.channel], clear: [posts], version, envelope: newEnvelope(45) };
}

export function nameRow(token: string, version = 1, holder = newId()): Row {
  return { table: "name", key: [token], clear: [holder, 1_700_000_000_000], version, envelope: newEnvelope(45) };
}

export function seen(place: Place, person: string, upTo: number, version: number): Row {
  return { table: "seen", key: [place.company, person, place.channel], clear: [upTo], version, envelope: newEnvelope(45) };
}

export const commitOf = (put: readonly Row[], expect: readonly Expectation[] = [], opId = newDigest(), digest: string | null = null): Commit => ({
  opId,
  digest,
  expect,
  put,
});

export const refOf = ({ table, key }: RowRef): RowRef => ({ table, key });
export const expecting = (row: RowRef, version: number): Expectation => ({ ...refOf(row), version });
export const getRow = (port: RecordsPort, { table, key }: RowRef): Promise<Row | undefined> => port.get(table, key);

/** A row as plain data: adapters may give a Buffer or any other Uint8Array as the envelope. */
export function plain(row: Row | undefined): unknown {
  if (!row) return undefined;
  const { table, key, clear, version, envelope } = row;
  return { table, key: [...key], clear: [...clear], version, envelope: Buffer.from(envelope).toString("hex") };
}
export const plainAll = (rows: readonly (Row | undefined)[]): unknown[] => rows.map(plain);

/** The number of an applied commit. @throws when it was not applied */
export function numberOf(result: CommitResult): number {
  if (result.status !== "applied") throw new Error(`commit was ${JSON.stringify(result)}`);
  return result.number;
}

/** The whole journal of a shard after a number, read in pages. */
export async function journalAfter(port: RecordsPort, shard: number, after: number): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (;;) {
    const page = await port.journal(shard, entries.at(-1)?.number ?? after, 100);
    if (page.length === 0) return entries;
    entries.push(...page);
  }
}

export async function headOf(port: RecordsPort, shard: number): Promise<number> {
  const number = (await port.heads())[shard];
  if (number === undefined) throw new Error(`no shard ${shard}`);
  return number;
}

/** Ascending whole numbers, both ends included. */
export const numbers = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);

/** The order of keys in every store: ids and digests by their bytes, codes by theirs, numbers by size. */
export function compareCells(a: readonly Cell[], b: readonly Cell[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [left, right] = [a[at] as string | number, b[at] as string | number];
    if (left === right) continue;
    if (typeof left === "number") return left - Number(right);
    return Buffer.compare(sortBytes(left), sortBytes(String(right)));
  }
  return 0;
}

// The text of a digest doesn't sort as its bytes do.
const sortBytes = (text: string): Buffer => Buffer.from(text, text.length === 43 ? "base64url" : "utf8");
