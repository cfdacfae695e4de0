import { expect, test } from "vitest";
import { severalAtOnce, Turns } from "./several-at-once.ts";

test("begins in order, never more than so many, and leaves nothing out", async () => {
  const begun: number[] = [];
  let [running, most] = [0, 0];
  await severalAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running--;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test("after an error begins nothing new, and tells it when the rest has ended", async () => {
  const ended: number[] = [];
  const work = severalAtOnce([1, 2, 3, 4], 2, async (item) => {
    await Promise.resolve();
    if (item === 1) throw new Error("one");
    await new Promise(setImmediate);
    ended.push(item);
  });
  await expect(work).rejects.toThrow("one");
  expect(ended).toEqual([2]);
});

test("sequences are gone through one after the other, also behind one that broke off", async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const sequence = async function* (name: string) {
    for (const n of [1, 2]) {
      await Promise.resolve();
      yield `${name}${n}`;
    }
  };
  const all = async (name: string) => {
    for await (const item of turns.take(sequence(name))) seen.push(item);
  };
  const broken = async () => {
    for await (const item of turns.take(sequence("b"))) {
      seen.push(item);
      throw new Error("broke off");
    }
  };
  await Promise.allSettled([all("a"), broken(), all("c")]);
  expect(seen).toEqual(["a1", "a2", "b1", "c1", "c2"]);
});
