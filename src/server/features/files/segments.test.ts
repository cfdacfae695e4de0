import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHUNK, randomBytes, randomUUID, SealError } from "../../../crypto/index.ts";
import { filesystemObjects, ObjectMissing, type ObjectStore } from "../../platform/objects/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import { createRooms, type Rooms } from "./rooms.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { durableBytes, newFileKey, nothingYet, PART, type Place, type Progress, readSegments, removeBytes, settle } from "./segments.ts";

let folder: string;
let objects: ObjectStore;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bastide-segments-"));
  objects = await filesystemObjects(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const newPlace = (): Place => ({ company: randomUUID(), person: randomUUID(), upload: randomUUID() });
const deaf = async () => undefined;
const gather = async (source: AsyncIterable<Uint8Array>) => {
  const found: Uint8Array[] = [];
  for await (const bytes of source) found.push(bytes);
  return Buffer.concat(found);
};
const fileOf = ({ company, person, upload }: Place, segment: number) => join(folder, "objects", company, person, upload, `${segment}.o`);

/** Writes in pieces of the given lengths, again and again until all is written. */
async function write(
  place: Place,
  key: string,
  bytes: Buffer,
  pieces: readonly number[],
  progress: Progress = nothingYet,
  told: (p: Progress) => Promise<void> = deaf,
) {
  const writer = new SegmentWriter(objects, place, key, progress, Number.MAX_SAFE_INTEGER, told);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = Math.max(1, pieces[i % pieces.length] ?? 1);
    await writer.write(bytes.subarray(at, at + length));
    at += length;
  }
  return writer.end();
}

test("whatever was written, in whatever pieces and connections, is read in every range", async () => {
  const size = fc.oneof(
    fc.integer({ min: 0, max: 300_000 }),
    fc.constantFrom(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, PART - 1, PART, PART + 1, 2 * PART),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(size, { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 3, maxLength: 3 }),
      async (connections, pieces, ranges) => {
        const [place, key] = [newPlace(), newFileKey()];
        const parts = connections.map((length) => randomBytes(length));
        let progress = nothingYet;
        for (const part of parts) progress = await write(place, key, part, pieces, progress);
        const whole = Buffer.concat(parts);
        expect([durableBytes(progress), progress.growing]).toEqual([whole.length, null]);
        const { segments } = progress;
        expect((await gather(readSegments(objects, place, key, segments, 0, whole.length))).equals(whole)).toBe(true);
        for (const [a, b] of ranges) {
          const [start, end] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [number, number];
          expect((await gather(readSegments(objects, place, key, segments, start, end))).equals(whole.subarray(start, end))).toBe(true);
        }
        await removeBytes(objects, place);
      },
    ),
    { numRuns: 30 },
  );
  expect(readdirSync(join(folder, "objects"))).toEqual([]);
});

test("a file larger than a segment is several, each ended in itself", async () => {
  const [place, key] = [newPlace(), newFileKey()];
  const bytes = randomBytes(64 * PART + 3);
  const progress = await write(place, key, bytes, [1_000_000]);
  expect(progress.segments).toEqual([
    { bytes: 64 * PART, isEnded: true },
    { bytes: 3, isEnded: true },
  ]);
  const end = 64 * PART;
  expect((await gather(readSegments(objects, place, key, progress.segments, end - 2, end + 3))).equals(bytes.subarray(end - 2))).toBe(true);
  await removeBytes(objects, place);
});

test("who was killed goes on after the parts that were told, whatever else had come to the disk", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 4 }), fc.boolean(), async (told, isLate) => {
      const [place, key] = [newPlace(), newFileKey()];
      const bytes = randomBytes(3 * PART + 100);
      let kept = nothingYet;
      let times = 0;
      // Dies when it is told: either nobody hears of it, or the word was kept and its answer is lost.
      const dying = async (progress: Progress) => {
        if (times++ === told) {
          if (isLate) kept = progress;
          throw new Error("killed");
        }
        kept = progress;
      };
      await write(place, key, bytes, [700_000], nothingYet, dying).catch(() => undefined);
      const after = await filesystemObjects(folder);
      const settled = await settle(after, place, kept);
      expect(await settle(after, place, kept)).toEqual(settled);
      const durable = durableBytes(settled);
      expect(durable).toBe(durableBytes(kept));
      // What comes after it is other content, as a client may send it: no place of a stream is sealed twice.
      const other = randomBytes(bytes.length - durable);
      const done = await write(place, key, other, [900_000], settled);
      const expected = Buffer.concat([bytes.subarray(0, durable), other]);
      expect((await gather(readSegments(objects, place, key, done.segments, 0, expected.length))).equals(expected)).toBe(true);
      await removeBytes(objects, place);
      // What nobody was told of goes, too.
      for await (const { key: left } of objects.begun("")) expect.fail(left);
    }),
    { numRuns: 12 },
  );
});

test("what was changed, cut, reordered, or brought from elsewhere is refused at its first chunk, before a byte of it leaves", async () => {
  const [place, key] = [newPlace(), newFileKey()];
  const bytes = randomBytes(4 * CHUNK + 10);
  let progress = await write(place, key, bytes, [50_000]);
  progress = await write(place, key, bytes, [50_000], progress);
  const other = newPlace();
  await write(other, key, bytes, [50_000]);
  const [first, second, foreign] = [fileOf(place, 0), fileOf(place, 1), fileOf(other, 0)];
  const sound = readFileSync(first);
  const sealed = (chunk: number) => sound.subarray(52 + chunk * (CHUNK + 16), 52 + (chunk + 1) * (CHUNK + 16));
  const flipped = (at: number) => Buffer.from(sound.map((byte, i) => (i === at ? byte ^ 1 : byte)));
  const chunksRead = async () => {
    const read: Buffer[] = [];
    try {
      for await (const part of readSegments(objects, place, key, progress.segments, 0, 2 * bytes.length)) read.push(part);
    } catch (error) {
      expect([SealError, ObjectMissing, RangeError].some((kind) => error instanceof kind)).toBe(true);
      expect(Buffer.concat(read).equals(Buffer.concat([bytes, bytes]).subarray(0, Buffer.concat(read).length))).toBe(true);
      return read.length;
    }
    return "all";
  };
  expect(await chunksRead()).toBe("all");
  const attacks: [string, Buffer, number][] = [
    ["a bit of the header", flipped(3), 0],
    ["a bit of the salt", flipped(10), 0],
    ["a bit of the commitment", flipped(40), 0],
    ["a bit of the first chunk", flipped(52), 0],
    ["a bit of the third chunk's tag", flipped(52 + 3 * (CHUNK + 16) - 1), 2],
    ["two chunks changed places", Buffer.concat([sound.subarray(0, 52), sealed(1), sealed(0), sound.subarray(52 + 2 * (CHUNK + 16))]), 0],
    ["the second chunk twice", Buffer.concat([sound.subarray(0, 52), sealed(0), sealed(1), sealed(1), sealed(3), sealed(4)]), 2],
    ["cut before its last chunk", sound.subarray(0, 52 + 4 * (CHUNK + 16)), 4],
    ["cut in a chunk", sound.subarray(0, 52 + 2 * (CHUNK + 16) + 500), 2],
    ["the same file's other segment", readFileSync(second), 0],
    ["another file's under the same key", readFileSync(foreign), 0],
    ["nothing", Buffer.alloc(0), 0],
  ];
  for (const [what, touched, read] of attacks) {
    writeFileSync(first, touched);
    expect([what, await chunksRead()]).toEqual([what, read]);
  }
  writeFileSync(first, sound);
  expect(await chunksRead()).toBe("all");
  truncateSync(second, 0);
  expect(await chunksRead()).toBe(5);
  await removeBytes(objects, place);
  await removeBytes(objects, other);
});

test("nothing of what is written stands in the objects, and no key opens another upload's", async () => {
  const [place, key] = [newPlace(), newFileKey()];
  const text = Buffer.from("a sentence that stands in the file many times over; ".repeat(4000));
  const progress = await write(place, key, text, [10_000]);
  expect(readFileSync(fileOf(place, 0)).includes("a sentence")).toBe(false);
  await expect(gather(readSegments(objects, place, newFileKey(), progress.segments, 0, 1))).rejects.toThrow(SealError);
  await removeBytes(objects, place);
});

test("what could not be written or told is given up: nothing of it stays", async () => {
  const begun = async () => {
    const found: string[] = [];
    for await (const { upload } of objects.begun("")) found.push(upload);
    return found;
  };
  const before = await begun();
  const full = async () => {
    throw new StorageFull("no room");
  };
  const standing = objects;
  try {
    objects = { ...standing, putPart: full };
    await expect(write(newPlace(), newFileKey(), randomBytes(1000), [1000])).rejects.toThrow("no room");
    objects = standing;
    await expect(write(newPlace(), newFileKey(), randomBytes(2 * PART + 1), [CHUNK], nothingYet, full)).rejects.toThrow("no room");
  } finally {
    objects = standing;
  }
  expect(await begun()).toEqual(before);
});

test("many who write at once have the memory of a few: the others wait, and nobody for himself", async () => {
  const keys = Array.from({ length: 6 }, () => newFileKey());
  const people = [randomUUID(), randomUUID()];
  const places = keys.map((_, i) => ({ ...newPlace(), person: people[i % 2] ?? "" }));
  let [held, most] = [0, 0];
  const counted = createRooms({ all: 3 * (PART + 100_000), each: 2 * (PART + 100_000) });
  const noted = (room: Buffer): Buffer => {
    held += room.length;
    most = Math.max(most, held);
    return room;
  };
  const rooms: Rooms = {
    take: async (person, bytes) => noted(await counted.take(person, bytes)),
    takeFree: (person, bytes) => {
      const room = counted.takeFree(person, bytes);
      return room && noted(room);
    },
    giveBack: (person, room) => {
      held -= room.length;
      counted.giveBack(person, room);
    },
  };
  const bytes = randomBytes(3 * PART + 1000);
  const written = await Promise.all(
    places.map(async (place, i) => {
      const writer = new SegmentWriter(objects, place, keys[i] ?? "", nothingYet, bytes.length, deaf, rooms);
      for (let at = 0; at < bytes.length; at += PART / 2) await writer.write(bytes.subarray(at, at + PART / 2));
      return writer.end();
    }),
  );
  for (const [i, place] of places.entries()) {
    const { segments } = written[i] ?? nothingYet;
    expect((await gather(readSegments(objects, place, keys[i] ?? "", segments, 0, bytes.length))).equals(bytes)).toBe(true);
  }
  expect([held, most <= 3 * (PART + 100_000)]).toEqual([0, true]);
});
