import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { operationId } from "../../../crypto/index.ts";
import { ChannelHead } from "../../features/channels/index.ts";
import { type Installation, openInstallation } from "../../installation.ts";
import { systemClock } from "../clock/index.ts";
import type { RecordsPort } from "../records/port.ts";
import { expect as expectRow } from "../records/sealed.ts";
import { JournalFeed } from "./feed.ts";

const folders = makeFolders();
let core: Installation;
let feed: JournalFeed;
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
  const numbers = new Map<number, number>();
  const commit: RecordsPort["commit"] = async (shard) => {
    const number = (numbers.get(shard) ?? 0) + 1;
    numbers.set(shard, number);
    return { status: "applied", number };
  };
  return new Proxy(port, {
    get(target, name) {
      if (name === "commit") return commit;
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
