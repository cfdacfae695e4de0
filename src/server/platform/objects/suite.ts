/** The shared suite of the objects port: what `port.ts` says, as tests. Every adapter passes it. It knows no engine. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomBytes, randomUUID } from "../../../crypto/index.ts";
import { type BegunObject, LEAST_PART, type ListedObject, ObjectMissing, type ObjectStore, type Part } from "./port.ts";

/** An empty store, and how it is opened again after its process was killed. */
export interface Subject {
  readonly store: ObjectStore;
  reopen(): Promise<ObjectStore>;
  close(): Promise<void>;
}

async function all<T>(found: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of found) list.push(one);
  return list;
}
const keys = async (found: AsyncIterable<ListedObject>) => (await all(found)).map(({ key }) => key);
const keyOf = (...ids: string[]) => ids.join("/");

export function objectsSuite(name: string, open: () => Promise<Subject>): void {
  describe(`objects port: ${name}`, () => {
    let subject: Subject;
    let store: ObjectStore;
    beforeAll(async () => {
      subject = await open();
      store = subject.store;
    }, 120_000);
    afterAll(() => subject?.close());

    const read = async (key: string, start: number, end: number) => Buffer.concat(await all(store.read(key, start, end)));
    const whole = async (key: string) => read(key, 0, (await store.size(key)) ?? expect.fail("no object"));
    const company = randomUUID();
    const fresh = () => keyOf(company, randomUUID());
    /** Puts parts one after the other. */
    const put = async (key: string, upload: string, parts: readonly Uint8Array[], before: readonly Part[] = []) => {
      const stand = [...before];
      for (const bytes of parts) stand.push(await store.putPart(key, upload, stand, bytes));
      return stand;
    };

    it("gives back what was put, whole and in ranges, over what was there before", async () => {
      const key = fresh();
      const bytes = randomBytes(3_000_001);
      await store.put(key, randomBytes(10));
      await store.put(key, bytes);
      expect(await store.size(key)).toBe(bytes.length);
      expect((await whole(key)).equals(bytes)).toBe(true);
      for (const [start, end] of [
        [0, 1],
        [1_048_575, 1_048_577],
        [2_999_999, 3_000_001],
        [7, 7],
      ] as const)
        expect((await read(key, start, end)).equals(bytes.subarray(start, end))).toBe(true);
      await expect(read(key, 2_999_999, 3_000_002)).rejects.toThrow(RangeError);
      const empty = fresh();
      await store.put(empty, Buffer.alloc(0));
      expect(await store.size(empty)).toBe(0);
    });

    it("says of what isn't there that it isn't", async () => {
      const key = fresh();
      expect(await store.size(key)).toBe(undefined);
      await expect(read(key, 0, 1)).rejects.toThrow(ObjectMissing);
      await store.delete(key);
      await expect(store.putPart(key, randomUUID(), [], randomBytes(1))).rejects.toThrow(ObjectMissing);
      await expect(store.complete(key, randomUUID(), [{ number: 1, bytes: 1, tag: "" }])).rejects.toThrow(ObjectMissing);
      await store.abort(key, randomUUID());
      // What is no object but the way to one.
      const long = keyOf(key, "below");
      await store.put(long, randomBytes(1));
      expect(await store.size(key)).toBe(undefined);
      await expect(read(key, 0, 1)).rejects.toThrow(ObjectMissing);
      expect(await store.size(keyOf(long, "more"))).toBe(undefined);
    });

    it.each(["", "/", "a//b", "../a", "a/..", "A", "a.b", "é", "a\0b", "a b", `${"a/".repeat(8)}a`, "a".repeat(65)])("refuses %j as a key", async (key) => {
      await expect(store.put(key, randomBytes(1))).rejects.toThrow(TypeError);
      await expect(all(store.read(key, 0, 1))).rejects.toThrow(TypeError);
      await expect(store.begin(key)).rejects.toThrow(TypeError);
    });

    it("puts where nothing is for one of many at once", async () => {
      const key = fresh();
      const texts = Array.from({ length: 8 }, (_, i) => Buffer.from(`mine is ${i}`));
      const told = await Promise.all(texts.map((text) => store.putIfAbsent(key, text)));
      expect(told.filter((isFirst) => isFirst)).toHaveLength(1);
      expect((await whole(key)).toString()).toBe(`mine is ${told.indexOf(true)}`);
      expect(await store.putIfAbsent(key, Buffer.from("late"))).toBe(false);
    });

    it("shows an object of parts when it is complete and not before; a part goes twice; a second completion is one, too", async () => {
      const key = fresh();
      const [a, b, other, end] = [LEAST_PART + 52, LEAST_PART, LEAST_PART, 1234].map((n) => randomBytes(n)) as [Buffer, Buffer, Buffer, Buffer];
      const upload = await store.begin(key);
      const one = await put(key, upload, [a]);
      // The same place with other bytes, as after an answer that was lost.
      await put(key, upload, [other], one);
      const two = await put(key, upload, [b], one);
      const parts = await put(key, upload, [end], two);
      expect(parts.map(({ number, bytes }) => [number, bytes])).toEqual([
        [1, a.length],
        [2, b.length],
        [3, end.length],
      ]);
      expect([await store.size(key), await keys(store.list(key))]).toEqual([undefined, []]);
      await store.complete(key, upload, parts);
      await store.complete(key, upload, parts);
      expect((await whole(key)).equals(Buffer.concat([a, b, end]))).toBe(true);
      expect((await read(key, a.length - 3, a.length + 3)).equals(Buffer.concat([a.subarray(-3), b.subarray(0, 3)]))).toBe(true);
      expect((await all(store.begun(company))).filter((begun) => begun.key === key)).toEqual([]);
    });

    it("goes on with the parts that stand after it was killed; one that nobody was told of is not in the object", async () => {
      const key = fresh();
      const [a, lost, b] = [randomBytes(LEAST_PART), randomBytes(LEAST_PART), randomBytes(99)] as [Buffer, Buffer, Buffer];
      const upload = await store.begin(key);
      const one = await put(key, upload, [a]);
      await put(key, upload, [lost], one);
      store = await subject.reopen();
      expect((await all(store.begun(keyOf(company)))).map((begun: BegunObject) => [begun.key, begun.upload])).toContainEqual([key, upload]);
      const two = await put(key, upload, [b], one);
      await store.complete(key, upload, two);
      expect((await whole(key)).equals(Buffer.concat([a, b]))).toBe(true);
      const short = fresh();
      const again = await store.begin(short);
      await put(short, again, [lost], await put(short, again, [a]));
      store = await subject.reopen();
      await store.complete(short, again, one);
      expect((await whole(short)).equals(a)).toBe(true);
    });

    it("refuses parts out of their order, too short ones before the last, and none", async () => {
      const key = fresh();
      const upload = await store.begin(key);
      const parts = await put(key, upload, [randomBytes(10), randomBytes(10)]);
      await expect(store.complete(key, upload, parts)).rejects.toThrow(RangeError);
      await expect(store.complete(key, upload, [])).rejects.toThrow(RangeError);
      await expect(store.complete(key, upload, parts.toReversed())).rejects.toThrow(RangeError);
      expect(await store.size(key)).toBe(undefined);
      await store.abort(key, upload);
    });

    it("leaves nothing of what was given up", async () => {
      const key = fresh();
      const upload = await store.begin(key);
      const parts = await put(key, upload, [randomBytes(100)]);
      await store.abort(key, upload);
      await store.abort(key, upload);
      await expect(store.complete(key, upload, parts)).rejects.toThrow(ObjectMissing);
      expect((await all(store.begun(""))).filter((begun) => begun.upload === upload)).toEqual([]);
    });

    it("deletes one object and no other", async () => {
      const key = fresh();
      const below = keyOf(key, "below");
      await store.put(key, randomBytes(1));
      await store.put(below, randomBytes(2));
      await store.delete(below);
      expect([await store.size(key), await store.size(below)]).toEqual([1, undefined]);
      await store.put(below, randomBytes(3));
      await store.delete(key);
      await store.delete(key);
      expect([await store.size(key), await store.size(below)]).toEqual([undefined, 3]);
    });

    it("lists what lies under whole ids, by key, from any place on", async () => {
      const names = fc.array(fc.stringMatching(/^[0-9a-b-]{1,3}$/), { minLength: 1, maxLength: 3 }).map((ids) => ids.join("/"));
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(names, { minLength: 1, maxLength: 12 }), fc.nat(), async (made, n) => {
          const top = randomUUID();
          const own = made.map((name) => keyOf(top, name));
          for (const [i, key] of own.entries()) await store.put(key, randomBytes(i));
          await store.put(`${top}-beside`, randomBytes(1));
          const sorted = own.toSorted((a, b) => (a < b ? -1 : 1));
          expect(await keys(store.list(top))).toEqual(sorted);
          const after = sorted[n % sorted.length] ?? "";
          expect(await keys(store.list(top, after))).toEqual(sorted.filter((key) => key > after));
          const [listed] = await all(store.list(top));
          expect(listed?.bytes).toBe(own.indexOf(listed?.key ?? ""));
          const isNow = Math.abs((listed?.at ?? 0) - Date.now()) < 600_000;
          expect(isNow).toBe(true);
          for (const key of [...own, `${top}-beside`]) await store.delete(key);
          expect(await keys(store.list(top))).toEqual([]);
        }),
        { numRuns: 25 },
      );
    });

    it("says how much room there is, or that nobody can say", async () => {
      const room = await store.room();
      if (room === null) return;
      expect(room.free).toBeGreaterThan(0);
      expect(room.all).toBeGreaterThanOrEqual(room.free);
    });

    it("writes and deletes side by side without losing anything", async () => {
      const top = randomUUID();
      await Promise.all(
        Array.from({ length: 40 }, async (_, i) => {
          const key = keyOf(top, "folder", `n${i}`);
          await store.put(key, Buffer.from([i]));
          if (i % 2 === 0) await store.delete(key);
        }),
      );
      expect(await keys(store.list(top))).toHaveLength(20);
    });
  });
}
