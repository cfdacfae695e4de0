import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { filesystemObjects } from "../../platform/objects/index.ts";
import type { Row, TableSpec } from "../../platform/records/port.ts";
import { type Frame, type FrameKind, FrameWriter, readFrames } from "./frames.ts";
import { ObjectFrames, ObjectsWriter, writeObjects } from "./objects.ts";
import { decodeRows, encodeRows } from "./rows.ts";

interface Vectors {
  readonly tables: TableSpec[];
  readonly rows: (Omit<Row, "envelope"> & { envelope: string })[];
  readonly payload: string;
  readonly frames: { readonly kind: FrameKind; readonly payload: string }[];
  readonly file: string;
  /** Of format 1. */
  readonly older: string;
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

  test("of a format without objects are read still, and hold none", async () => {
    const frames = await framesOf(hex(vectors.older));
    expect(frames.map(({ kind }) => kind)).toEqual(["header", "rows", "footer"]);
    const parts: Uint8Array[] = [];
    const writer = new FrameWriter(async (bytes) => void parts.push(bytes));
    await writer.start();
    await writer.frame("object", hex("7b7d"));
    const file = Buffer.concat(parts);
    file[15] = 1;
    await expect(framesOf(file)).rejects.toThrow(/damaged/);
  });

  test.each(["file", "older"] as const)("are refused with any bit changed: %s", async (which) => {
    const file = hex(vectors[which]);
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

/** Frames of a file with these objects in it. */
async function framesWith(objects: Parameters<typeof writeObjects>[0]): Promise<Frame[]> {
  const parts: Uint8Array[] = [];
  const writer = new FrameWriter(async (bytes) => void parts.push(bytes));
  await writer.start();
  await writeObjects(objects, writer, new AbortController().signal, () => undefined);
  await writer.frame("footer", hex("7b7d"));
  return framesOf(Buffer.concat(parts));
}

describe("objects", () => {
  const folders = mkdtempSync(join(tmpdir(), "bastide-backup-objects-"));
  afterAll(() => rmSync(folders, { recursive: true }));
  let n = 0;
  const store = () => filesystemObjects(join(folders, String(n++)));

  test("come back as they went, of any length, and what nothing names is left out", async () => {
    const object = fc.record({ key: fc.uuid(), bytes: fc.oneof(fc.nat(100), fc.nat(12_000_000)), isNamed: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(object, { selector: ({ key }) => key, maxLength: 4 }), async (given) => {
        const [here, there] = [await store(), await store()];
        for (const { key, bytes } of given) await here.put(key, Buffer.alloc(bytes, key));
        const named = new Map(given.filter(({ isNamed }) => isNamed).map(({ key, bytes }) => [key, bytes]));
        const writer = new ObjectsWriter(there, async (key) => named.has(key));
        for (const frame of await framesWith(here)) await writer.write(frame);
        expect(writer.digest.count).toBe(named.size);
        const found = new Map<string, number>();
        for await (const { key, bytes } of there.list("")) {
          const pieces: Uint8Array[] = [];
          for await (const piece of there.read(key, 0, bytes)) pieces.push(piece);
          expect(Buffer.concat(pieces).equals(Buffer.alloc(bytes, key))).toBe(true);
          found.set(key, bytes);
        }
        expect(found).toEqual(named);
      }),
      { numRuns: 20 },
    );
  });

  test("that are cut, longer, mixed or without end are refused, whatever the file's digests say", async () => {
    const here = await store();
    await here.put("a/b", Buffer.from("one"));
    await here.put("a/c", Buffer.from("another"));
    const frames = await framesWith(here);
    const refuses = (changed: readonly Frame[]) => {
      const reader = new ObjectFrames();
      expect(() => changed.map((frame) => reader.take(frame))).toThrow();
    };
    const [head, bytes, end, next] = frames as [Frame, Frame, Frame, Frame];
    refuses([bytes]);
    refuses([end]);
    refuses([head, end]);
    refuses([head, bytes, bytes, end]);
    refuses([head, bytes, next]);
    refuses([head, bytes, frames.at(-1) as Frame]);
    refuses([head, { ...bytes, payload: Buffer.from("onE") }, end]);
    refuses([{ ...head, payload: Buffer.from('{"key":"../a","bytes":3}') }, bytes, end]);
    const reader = new ObjectFrames();
    for (const frame of frames) reader.take(frame);
    expect([reader.count, reader.bytes]).toEqual([2, 10]);
  });
});
