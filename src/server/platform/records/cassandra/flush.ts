/**
 * The bytes of a flush in the journal: `entries` (what happened: operation ids and references, kept until trimmed) and
 * `content` (the rows themselves, kept until they stand in their tables). Layout: docs/decisions/cassandra.md.
 */
import { digestFromBytes, digestToBytes } from "../cells.ts";
import type { Cell, Commit, JournalEntry, Row } from "../port.ts";
import type { RefsCodec } from "../refs.ts";

export interface Flush {
  readonly shard: number;
  /** Journal number of its last entry. */
  readonly number: number;
  readonly epoch: number;
  readonly at: number;
  readonly commits: readonly EncodedCommit[];
}

/** A commit with its journal entry's bytes. */
export interface EncodedCommit extends Commit {
  readonly entry: Buffer;
}

const FORMAT = 1;
const HEADER = 21;
const DIGEST_LENGTH = 32;

/** Operation id, 0 or 1 and the digest, length u32 of the references, references. @throws TypeError for what doesn't fit */
export function encodeEntry({ opId, digest, put }: Commit, codec: RefsCodec): Buffer {
  const refs = codec.encode(put);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(refs.length);
  return Buffer.concat([digestToBytes(opId), ...(digest === null ? [NO_DIGEST] : [WITH_DIGEST, digestToBytes(digest)]), length, refs]);
}

/** format u8, epoch u64, time u64, count u32; then the entries. */
export function encodeEntries(flush: Flush): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(FORMAT, 0);
  header.writeBigUInt64BE(BigInt(flush.epoch), 1);
  header.writeBigUInt64BE(BigInt(flush.at), 9);
  header.writeUInt32BE(flush.commits.length, 17);
  return Buffer.concat([header, ...flush.commits.map(({ entry }) => entry)]);
}

const NO_DIGEST = Buffer.from([0]);
const WITH_DIGEST = Buffer.from([1]);

/** @throws RangeError for bytes that `encodeEntries` didn't make */
export function decodeEntries(shard: number, number: number, bytes: Buffer, codec: RefsCodec): JournalEntry[] {
  if (bytes.readUInt8(0) !== FORMAT) throw new RangeError("a flush of an unknown format");
  const at = Number(bytes.readBigUInt64BE(9));
  const count = bytes.readUInt32BE(17);
  let place = HEADER;
  const take = (length: number): Buffer => {
    const part = bytes.subarray(place, place + length);
    if (part.length !== length) throw new RangeError("a flush that ends too early");
    place += length;
    return part;
  };
  return Array.from({ length: count }, (_, index) => {
    const opId = digestFromBytes(take(DIGEST_LENGTH));
    const digest = take(1)[0] === 1 ? digestFromBytes(take(DIGEST_LENGTH)) : null;
    const refs = codec.decode(take(take(4).readUInt32BE(0)));
    return { shard, number: number - count + 1 + index, opId, digest, at, refs };
  });
}

type RowHeader = readonly [table: string, key: readonly Cell[], clear: readonly Cell[], version: number, envelopeLength: number];

/** length u32 of a JSON list of [table, key, clear, version, envelope's length]; that list; the envelopes one after the other. */
export function encodeContent(rows: readonly Row[]): Buffer {
  const headers = rows.map(({ table, key, clear, version, envelope }): RowHeader => [table, key, clear, version, envelope.length]);
  const text = Buffer.from(JSON.stringify(headers));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...rows.map((row) => row.envelope)]);
}

export function decodeContent(bytes: Buffer): Row[] {
  let place = 4 + bytes.readUInt32BE(0);
  const headers = JSON.parse(bytes.toString("utf8", 4, place)) as RowHeader[];
  return headers.map(([table, key, clear, version, length]) => {
    const envelope = new Uint8Array(bytes.subarray(place, place + length));
    place += length;
    return { table, key, clear, version, envelope };
  });
}
