import { expect, test } from "vitest";
import { Tail } from "./tail.ts";

const change = (number: number, rows = 0) => ({
  shard: 0,
  number,
  at: number,
  rows: Array.from({ length: rows }, () => ({ table: "t", key: [], clear: [], version: 1, envelope: new Uint8Array() })),
});
const numbers = (tail: Tail, after: number, limit = 100) => tail.after(after, limit)?.map((one) => one.number);

test("gives what lies behind a number, and tells when nothing does", () => {
  const tail = new Tail(6);
  expect(numbers(tail, 6)).toEqual([]);
  for (const number of [7, 8, 9]) tail.add(change(number), 0);
  expect(numbers(tail, 6)).toEqual([7, 8, 9]);
  expect(numbers(tail, 7, 1)).toEqual([8]);
  expect(numbers(tail, 9)).toEqual([]);
  expect(numbers(tail, 5)).toBeUndefined();
});

test("forgets what everybody has handled", () => {
  const tail = new Tail(0);
  for (const number of [1, 2, 3]) tail.add(change(number), 0);
  tail.add(change(4), 3);
  expect(numbers(tail, 2)).toBeUndefined();
  expect(numbers(tail, 3)).toEqual([4]);
  tail.add(change(5), 5);
  expect(numbers(tail, 5)).toEqual([]);
});

test("nothing is kept over a gap: the store is read until the numbers follow again", () => {
  const tail = new Tail(0);
  tail.add(change(1), 0);
  tail.add(change(3), 0);
  expect(numbers(tail, 1)).toBeUndefined();
  expect(numbers(tail, 2)).toBeUndefined();
  tail.add(change(4), 0);
  expect(numbers(tail, 2)).toBeUndefined();
  expect(numbers(tail, 3)).toEqual([4]);
});

test("one that is answered late hides nothing", () => {
  const tail = new Tail(0);
  for (const number of [1, 3, 2]) tail.add(change(number), 0);
  for (const after of [0, 1, 2]) expect(numbers(tail, after)).toBeUndefined();
  tail.add(change(4), 0);
  expect(numbers(tail, 2)).toBeUndefined();
  expect(numbers(tail, 3)).toEqual([4]);
});

test("cleared, it knows nothing until it hears again", () => {
  const tail = new Tail(0);
  tail.add(change(1), 0);
  tail.clear();
  expect(numbers(tail, 1)).toBeUndefined();
  tail.add(change(3), 0);
  expect(numbers(tail, 1)).toBeUndefined();
  expect(numbers(tail, 3)).toEqual([]);
});

test("keeps a bounded number of rows for those who lag", () => {
  const tail = new Tail(0);
  for (let number = 1; number <= 100; number++) tail.add(change(number, 250), 0);
  expect(numbers(tail, 83)).toBeUndefined();
  expect(numbers(tail, 84)?.length).toBe(16);
});

test("keeps a bounded number of entries that nobody listens to", () => {
  const tail = new Tail(0);
  for (let number = 1; number <= 5000; number++) tail.add(change(number), 0);
  expect(numbers(tail, 999)).toBeUndefined();
  expect(numbers(tail, 1000, 5000)?.length).toBe(4000);
});
