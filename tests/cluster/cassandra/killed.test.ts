/** The writing process is killed in the middle of its flushes: what it acknowledged stands, and nothing stands by halves. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { JournalEntry, RecordsPort } from "../../../src/server/platform/records/port.ts";
import { dropKeyspace, newKeyspace, openStore } from "./store.ts";

const keyspace = newKeyspace();
afterAll(() => dropKeyspace(keyspace));

/** Runs a writer until it has acknowledged `enough` operations and some milliseconds more, then kills it. */
async function runAndKill(shard: number, enough: number, more: number): Promise<Map<string, number>> {
  const writer = spawn(process.execPath, [fileURLToPath(new URL("writer.ts", import.meta.url)), keyspace, String(shard), "40"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  let isDying = false;
  writer.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  writer.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
    if (isDying || output.split("\n").length <= enough) return;
    isDying = true;
    setTimeout(() => writer.kill("SIGKILL"), more);
  });
  await new Promise((closed) => writer.once("close", closed));
  if (!isDying) throw new Error(`the writer ended by itself: ${errors}`);
  const lines = output.split("\n").slice(0, -1);
  return new Map(lines.map((line) => line.split(" ") as [string, string]).map(([opId, number]) => [opId, Number(number)]));
}

async function everyEntry(store: RecordsPort, shard: number) {
  const entries: JournalEntry[] = [];
  for (let after = 0; ; after = entries.length) {
    const page = await store.journal(shard, after, 500);
    if (page.length === 0) return entries;
    entries.push(...page);
  }
}

test("kill -9 of the writer, six times", async () => {
  const shard = 1;
  const acknowledged = new Map<string, number>();
  for (const [enough, more] of [
    [1, 0],
    [200, 7],
    [120, 13],
    [300, 23],
    [80, 31],
    [40, 3],
  ] as const) {
    for (const [opId, number] of await runAndKill(shard, enough, more)) acknowledged.set(opId, number);
    const store = await openStore(keyspace);
    const entries = await everyEntry(store, shard);
    expect(entries.map((entry) => entry.number)).toEqual(entries.map((_, index) => index + 1));
    expect((await store.heads())[shard]).toBe(entries.length);
    const numbers = new Map(entries.map((entry) => [entry.opId, entry.number]));
    expect([...acknowledged].filter(([opId, number]) => numbers.get(opId) !== number)).toEqual([]);
    // Acknowledged or not: an entry in the journal has all its rows.
    const rows = await store.getMany(entries.flatMap((entry) => entry.refs));
    expect(rows.filter((row) => row === undefined)).toEqual([]);
    await store.close();
  }
  expect(acknowledged.size).toBeGreaterThan(700);
});
