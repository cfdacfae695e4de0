import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { operationId } from "../../../crypto/index.ts";
import { ChannelHead } from "../../features/channels/index.ts";
import { CompanyEntry } from "../../features/companies/index.ts";
import { type Installation, openInstallation } from "../../installation.ts";
import { systemClock } from "../clock/index.ts";
import type { RecordsPort } from "../records/port.ts";
import { expect as expectRow, put } from "../records/sealed.ts";
import { JournalFeed } from "./feed.ts";
import type { Change } from "./tail.ts";

const folders = makeFolders();
let core: Installation;
let feed: JournalFeed;
/** The last number of each shard. */
const numbers = new Map<number, number>();
/** How many reads of the journal show nothing yet. */
let hidden = 0;
/** The last number of each shard that was forgotten. */
const trimmed = new Map<number, number>();
beforeAll(async () => {
  core = await openInstallation({ config: folders.config, clock: systemClock, openPort: async (open) => withInstantCommits(await open()) });
  feed = new JournalFeed({ records: core.records, clock: systemClock, onError: () => undefined });
  feed.add({ name: "listener", tables: [], from: "durable", handle: async () => undefined });
  await feed.start();
});
afterAll(async () => {
  await feed.stop();
  await core.close();
  folders.remove();
});

/** Commits that are answered within the turn in which they are asked for, so that they can land at any moment of a round. */
function withInstantCommits(port: RecordsPort): RecordsPort {
  const commit: RecordsPort["commit"] = async (shard) => {
    const number = (numbers.get(shard) ?? 0) + 1;
    numbers.set(shard, number);
    return { status: "applied", number };
  };
  const journal: RecordsPort["journal"] = async (shard, after, limit) => {
    if (hidden-- > 0) return [];
    const there = Array.from({ length: (numbers.get(shard) ?? 0) - after }, (_, at) => after + at + 1);
    const kept = there.filter((number) => number > (trimmed.get(shard) ?? 0));
    return kept.slice(0, limit).map((number) => ({ shard, number, opId: operationId(), digest: null, at: number, refs: [] }));
  };
  return new Proxy(port, {
    get(target, name) {
      if (name === "commit") return commit;
      if (name === "journal") return journal;
      const facts = name === "heads" ? numbers : name === "trimmed" ? trimmed : undefined;
      if (facts) return async () => Array.from({ length: port.shards }, (_, shard) => facts.get(shard) ?? 0);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

test("a commit at any moment of a consumer's round is heard, though nothing follows it", async () => {
  const [company, channel] = [randomUUID(), randomUUID()];
  const commit = () => core.records.commit(operationId(), [expectRow(ChannelHead, { company, channel }, 0)], []);
  const shard = core.records.shardOf(channel);
  let committed = 0;
  for (let moment = 0; moment < 80; moment++) {
    const first = commit();
    for (let turn = 0; turn < moment; turn++) await Promise.resolve();
    await Promise.all([first, commit()]);
    committed += 2;
    await new Promise(setImmediate);
    expect(feed.handled()[shard], `after ${moment} turns`).toBe(committed);
  }
});

test("what the journal shows late is looked for again, though nobody commits any more", async () => {
  const [company, channel] = [randomUUID(), randomUUID()];
  const shard = core.records.shardOf(channel);
  // Another process wrote in between: the tail does not have it.
  numbers.set(shard, (numbers.get(shard) ?? 0) + 1);
  hidden = 3;
  await core.records.commit(operationId(), [expectRow(ChannelHead, { company, channel }, 0)], []);
  await expect.poll(() => feed.handled()[shard]).toBe(numbers.get(shard));
});

test("a shard in which a consumer fails holds up no other, and is tried again", async () => {
  const failing = new Set([0]);
  const heard = new Set<number>();
  const patient = new JournalFeed({ records: core.records, clock: systemClock, onError: () => undefined });
  const handle = async ([change]: readonly Change[]) => {
    if (failing.has(change?.shard ?? -1)) throw new Error("not now");
    heard.add(change?.shard ?? -1);
  };
  patient.add({ name: "patient", tables: [CompanyEntry.name], from: "present", handle });
  await patient.start();
  const shards = Array.from({ length: core.port.shards }, (_, shard) => shard);
  for (const shard of shards) {
    const entry = randomUUID().replace(/^.{8}/, `0000000${shard}`);
    const row = put(CompanyEntry, { installation: core.id, entry, kind: "workspace", state: "active", createdAt: 1 });
    await core.records.commit(operationId(), [], [row]);
  }
  await expect.poll(() => [...heard].sort()).toEqual(shards.slice(1));
  expect(heard.has(0)).toBe(false);
  const [late] = await patient.standing();
  expect([late?.name, late?.lag.map((behind) => behind > 0), (late?.failingSince ?? 0) > 0]).toEqual(["patient", shards.map((shard) => shard === 0), true]);
  failing.clear();
  await expect.poll(() => [...heard].sort(), { timeout: 3000 }).toEqual(shards);
  await expect.poll(() => patient.standing()).toEqual([{ name: "patient", lag: shards.map(() => 0), failingSince: null }]);
  await patient.stop();
});

test("what was forgotten before anybody heard of it holds nobody back: a restored store's journal begins behind its rows", async () => {
  const open = async () => {
    const restored = new JournalFeed({ records: core.records, clock: systemClock, onError: () => undefined });
    restored.add({ name: randomUUID(), tables: [], from: "durable", handle: async () => undefined });
    await restored.start();
    return restored;
  };
  const head = (numbers.get(0) ?? 0) + 30;
  numbers.set(0, head);
  trimmed.set(0, head - 3);
  const restored = await open();
  expect(restored.handled()[0]).toBeGreaterThanOrEqual(head - 3);
  await restored.idle();
  expect((await restored.standing()).map(({ lag }) => lag[0])).toEqual([0]);
  await restored.stop();
  // All of it.
  trimmed.set(0, head);
  const empty = await open();
  await empty.idle();
  expect(empty.handled()[0]).toBe(head);
  await empty.stop();
});
