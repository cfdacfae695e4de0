import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { Chance } from "../adversary/random.ts";
import type { RecordsPort } from "../port.ts";
import { journalAfter, numbers } from "../suite/fixture.ts";
import { suiteMigrations } from "../suite.ts";
import { openSqlite } from "./index.ts";

const seed = Number(process.env["KILL_SEED"] ?? 20_261);
const script = fileURLToPath(new URL("../suite/killed-writer.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "killed-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Acknowledged {
  readonly shard: number;
  readonly post: number;
  readonly number: number;
}

/** Lets a writer work until it was acknowledged so many commits, and kills it. */
async function killAfter(acknowledgements: number, run: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [script, folder, String(run)], { stdio: ["ignore", "pipe", "inherit"] });
  const heard: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [shard, post, number] = line.split(" ").map(Number);
    if (shard === undefined || post === undefined || number === undefined) continue;
    heard.push({ shard, post, number });
    if (heard.length === acknowledgements) child.kill("SIGKILL");
  }
  return heard;
}

test(`a writer killed at any point loses nothing acknowledged and leaves no gap (seed ${seed})`, async () => {
  const chance = new Chance(seed);
  for (let run = 1; run <= 8; run += 1) {
    const acknowledged = await killAfter(1 + chance.below(1500), run);
    expect(acknowledged.length).toBeGreaterThan(0);
    // The kernel let the lock go with the process: this opens at once.
    const port = await openSqlite({ folder, migrations: suiteMigrations, now: Date.now });
    try {
      await check(port, run, acknowledged);
    } finally {
      await port.close();
    }
  }
});

async function check(port: RecordsPort, run: number, acknowledged: readonly Acknowledged[]): Promise<void> {
  const heads = await port.heads();
  const company = `00000000-0000-4000-8000-${String(run).padStart(12, "0")}`;
  for (const shard of numbers(0, port.shards - 1)) {
    const channel = `00000000-0000-4000-8000-${String(shard).padStart(12, "0")}`;
    const entries = await journalAfter(port, shard, 0);
    expect(entries.map((entry) => entry.number)).toEqual(numbers(1, heads[shard] ?? 0));
    const byNumber = new Map(entries.map((entry) => [entry.number, entry.refs[0]?.key]));
    const posts = (await port.list("note", [company, channel], { from: [0], to: [1_000_000], limit: 1_000_000 })).map((row) => row.key[2]);
    // A prefix of what was asked, without a hole, and the counter in step with it.
    expect(posts).toEqual(numbers(1, posts.length));
    expect((await port.get("head", [company, channel]))?.clear[0] ?? 0).toBe(posts.length);
    const mine = acknowledged.filter((one) => one.shard === shard);
    for (const { post, number } of mine) {
      expect(post).toBeLessThanOrEqual(posts.length);
      expect(byNumber.get(number)).toEqual([company, channel, post]);
    }
  }
}
