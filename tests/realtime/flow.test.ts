import { afterAll, beforeAll, expect, test } from "vitest";
import { randomUUID } from "../../src/crypto/index.ts";
import { usualOptions } from "../../src/server/features/accounts/index.ts";
import { type ManualClock, manualClock } from "../../src/server/platform/clock/index.ts";
import { makeWorld, type Somebody, type TestClient, type World } from "./world.ts";

let clock: ManualClock;
let world: World;
let anna: Somebody;
let company: string;
beforeAll(async () => {
  clock = manualClock();
  world = await makeWorld(clock);
  anna = await world.join("anna");
  ({ company } = world);
});
afterAll(() => world.close());

const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);
/** More than the kernel and the gateway keep for a client together. */
const flood = async (channel: string) => {
  for (let i = 0; i < 25; i++) await Promise.all(range(0, 10).map(() => world.post(world.owner, channel, "x".repeat(40_000))));
};
let calls = 0;
/** Something goes there and back, so that all before it has arrived. */
async function roundTrip(client: TestClient): Promise<void> {
  const id = ++calls;
  client.send({ type: "call", id, endpoint: "getSetup" });
  await client.next("reply", (reply) => reply.id === id);
}

test("a client that does not keep up loses its queue, is told, and asks again: nothing missing, nothing twice", async () => {
  const channel = await world.channel(world.owner, "slow", [anna]);
  const slow = await world.connect(anna);
  const start = slow.all("me")[0]?.companies[0]?.channels.find(({ id }) => id === channel)?.seq as number;
  slow.socket.pause();
  await flood(channel);
  const quick = await world.connect(anna, { sync: { [channel]: start } });
  await quick.until(() => quick.events(channel).length >= 250);
  slow.socket.resume();
  await slow.next("resync");
  const before = slow.events(channel).length;
  expect(before).toBeLessThan(250);
  await world.post(world.owner, channel, "held back until it asks");
  slow.send({ type: "sync", channels: [{ company, channel, seq: slow.events(channel).at(-1)?.seq ?? start }] });
  await slow.until(() => slow.events(channel).length >= 251);
  for (const client of [slow, quick]) {
    await client.until(() => client.events(channel).length >= 251);
    expect(client.events(channel).map(({ seq }) => seq)).toEqual(range(start + 1, 251));
  }
});

test("one that never catches up is sent away", async () => {
  const channel = await world.channel(world.owner, "stuck", [anna]);
  const stuck = await world.connect(anna);
  stuck.socket.pause();
  await flood(channel);
  clock.advance(29_000);
  await clock.advanceAsync(4000);
  stuck.socket.resume();
  expect([1006, 4408]).toContain(await stuck.closed);
  expect(stuck.all("resync")).toEqual([]);
});

test("who does not answer pings is gone; who does stays", async () => {
  const [dead, alive] = await Promise.all([world.connect(anna, { autoPong: false }), world.connect(anna)]);
  for (let i = 0; i < 6; i++) {
    await clock.advanceAsync(15_000);
    await roundTrip(alive);
  }
  expect(await dead.closed).toBe(1006);
});

test("what no event tells comes with the next whole `me`; nothing new, no `me`", async () => {
  const client = await world.connect(anna);
  const minutes = async (n: number) => {
    for (let i = 0; i < n * 3; i++) {
      await clock.advanceAsync(20_000);
      await roundTrip(client);
    }
  };
  await minutes(6);
  expect(client.all("me")).toHaveLength(1);
  await world.owner.client.call("renameCompany", { params: { company }, body: { name: "Renamed" } });
  await minutes(6);
  const renamed = await client.next("me", (frame) => frame.companies[0]?.name === "Renamed");
  expect(client.all("me")).toEqual([client.all("me")[0], renamed]);
});

test("an open socket does not keep its session from its idle limit", async () => {
  const ida = await world.join("ida");
  const client = await world.connect(ida);
  clock.setWall(clock.now() + usualOptions.sessions.idle + 1000);
  await clock.advanceAsync(31_000);
  expect(await client.closed).toBe(4401);
  anna = { ...anna, ...(await world.signIn("anna")) };
});

test("events older than thirty days are not asked for one by one", async () => {
  const channel = await world.channel(anna, "old");
  const since = (await world.connect(anna)).all("me")[0]?.companies[0]?.channels.find(({ id }) => id === channel)?.seq as number;
  await world.post(anna, channel, "long ago");
  clock.setWall(clock.now() + 31 * 24 * 3600_000);
  anna = { ...anna, ...(await world.signIn("anna")) };
  await world.post(anna, channel, "today");
  const [old, recent] = await Promise.all([world.connect(anna, { sync: { [channel]: since } }), world.connect(anna, { sync: { [channel]: since + 1 } })]);
  expect(await old.next("snapshot")).toMatchObject({ channel, seq: since + 2, post: 2 });
  await recent.until(() => recent.events(channel).length > 0);
  expect(recent.events(channel)).toMatchObject([{ seq: since + 2 }]);
});

test("who asks for more deltas than can be read is sent away", async () => {
  const channel = await world.channel(anna, "greedy");
  await Promise.all(range(0, 50).map((i) => world.post(anna, channel, `${i}`)));
  const client = await world.connect(anna);
  for (let i = 0; i < 30; i++) client.send({ type: "sync", channels: [{ company, channel, seq: 0 }] });
  expect(await client.closed).toBe(4400);
});

test("who names many channels pays for each as for a request, and waits for what it can not pay", async () => {
  const channel = await world.channel(anna, "paced");
  await world.post(anna, channel, "first");
  const client = await world.connect(anna);
  await roundTrip(client);
  const strange = range(0, 3000).map(() => ({ company, channel: randomUUID(), seq: 0 }));
  await clock.advanceAsync(5000);
  client.send({ type: "sync", channels: strange });
  await client.until(() => client.all("me.gone").length === strange.length);
  client.send({ type: "sync", channels: [{ company, channel, seq: 0 }] });
  await roundTrip(client);
  expect(client.all("reply").at(-1)).toMatchObject({ status: 429 });
  expect(client.events(channel)).toEqual([]);
  await clock.advanceAsync(5000);
  await client.until(() => client.events(channel).length > 0);
  await roundTrip(client);
  expect(client.all("reply").at(-1)).toMatchObject({ status: 200 });
});

test("a stopping server says so and takes nobody in", async () => {
  const client = await world.connect(anna);
  await world.server.close();
  expect(await client.closed).toBe(4500);
  expect(client.all("bye")).toEqual([{ type: "bye", reason: "restart" }]);
});

test("the gateway failed at nothing in all this", () => {
  expect(world.errors).toEqual([]);
});
