import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row, TableSpec } from "../../platform/records/port.ts";
import { type Frame, type FrameKind, FrameWriter, readFrames } from "./frames.ts";
import { decodeRows, encodeRows } from "./rows.ts";

interface Vectors {
  readonly tables: TableSpec[];
  readonly rows: (Omit<Row, "envelope"> & { envelope: string })[];
  readonly payload: string;
  readonly frames: { readonly kind: FrameKind; readonly payload: string }[];
  readonly file: string;
}

const page = readFileSync(join(import.meta.dirname, "../../../../docs/formats/backup.md"), "utf8");
const vectors = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? "") as Vectors;
const hex = (text: string) => Buffer.from(text, "hex");
const plain = (rows: readonly Row[]) => rows.map((row) => ({ ...row, envelope: Buffer.from(row.envelope).toString("hex") }));

async function framesOf(file: Buffer): Promise<Frame[]> {
  let at = 0;
  const take = async (length: number) => {
    at += length;
    return file.subarray(at - length, at);
  };
  const frames: Frame[] = [];
  for await (const frame of readFrames({ name: "it", take })) frames.push(frame);
  return frames;
}

describe("the published bytes", () => {
  test("are what is written, and are read back", async () => {
    const rows = vectors.rows.map((row) => ({ ...row, envelope: hex(row.envelope) }));
    expect(encodeRows(vectors.tables, rows).toString("hex")).toBe(vectors.payload);
    expect(plain(decodeRows(vectors.tables, hex(vectors.payload)))).toEqual(vectors.rows);
    const parts: Uint8Array[] = [];
    const writer = new FrameWriter(async (bytes) => void parts.push(bytes));
    await writer.start();
    for (const { kind, payload } of vectors.frames) await writer.frame(kind, hex(payload));
    expect(Buffer.concat(parts).toString("hex")).toBe(vectors.file);
    expect(vectors.file.endsWith(hexOf(writer.digest))).toBe(true);
    expect((await framesOf(hex(vectors.file))).map(({ kind, payload }) => ({ kind, payload: payload.toString("hex") }))).toEqual(vectors.frames);
  });

  test("are refused with any bit changed", async () => {
    const file = hex(vectors.file);
    for (let bit = 0; bit < file.length * 8; bit++) {
      const changed = Buffer.from(file);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      await expect(framesOf(changed)).rejects.toThrow(/no backup|format|damaged/);
    }
  });
});

const hexOf = (digest: string) => Buffer.from(digest, "base64url").toString("hex");

test("rows come back as they went, whatever they hold", () => {
  const company = fc.uuid();
  const number = fc.maxSafeNat();
  const row = fc.record({
    key: fc.tuple(company, number),
    clear: fc.tuple(fc.constantFrom("open", "closed"), fc.option(number)),
    version: fc.integer({ min: 1 }),
    envelope: fc.uint8Array({ maxLength: 200 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (given) => {
      const rows = given.map((one) => ({ ...one, table: "note" }));
      expect(plain(decodeRows(vectors.tables, encodeRows(vectors.tables, rows)))).toEqual(plain(rows));
    }),
  );
});
