import { expect, test } from "vitest";
import { newChannel, newWorld } from "../../tests/harness/world.ts";
import { manualClock } from "./platform/clock/index.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import { driftOf } from "./platform/records/migrations.ts";
import { allRecords } from "./records.ts";

test("the migrations make what the definitions say, and no two types share a name", () => {
  expect(driftOf(allRecords, migrations)).toEqual([]);
  expect(new Set(allRecords.map((d) => d.name)).size).toBe(allRecords.length);
});

test("events and operation ids go after thirty days, messages stay, and numbers go on", async () => {
  const clock = manualClock(Date.now());
  const world = await newWorld({ clock });
  const { owner, company, services } = world;
  const channel = (await newChannel(owner, company, "old")).id;
  const room = { params: { company, channel } };
  await owner.call("postMessage", { ...room, body: { text: "long ago" }, key: "long-ago-key" });
  clock.setWall(Date.now() + 31 * 86_400_000);
  const again = await world.callerOf(owner.account, company);
  await again.call("postMessage", { ...room, body: { text: "today" } });
  await services.settled();
  clock.advance(1000);
  await services.feed.idle();
  await services.sweep();
  const { rows } = await services.core.port.scan("channelEvent", undefined, 100);
  expect(rows.filter((row) => row.key[1] === channel).map((row) => row.key[2])).toEqual([3]);
  const { messages, seq } = await again.call("listMessages", room);
  expect(messages.map((m) => m.post)).toEqual([1, 2]);
  expect(seq).toBe(3);
  await world.close();
});
