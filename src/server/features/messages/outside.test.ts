import { afterAll, beforeAll, expect, test } from "vitest";
import { changeOutside } from "../../../../tests/harness/outside.ts";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";

let world: World;
let mia: Caller;
let noa: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
});
afterAll(() => world.close());

const change = (table: string, where: Record<string, string | number>, columns?: Record<string, string | number>) =>
  expect(changeOutside(world.server.folders.config.data, table, where, columns)).toBe(1);
const marked = { body: null, changedOutside: true, author: "00000000-0000-0000-0000-000000000000", sentAt: 0, mentions: [], version: 0 };

/** A channel with three posts, the second of which mentions noa and has two replies. */
async function talk(name: string) {
  const { id: channel } = await newChannel(mia, company, name);
  const room = { company, channel };
  await noa.call("joinChannel", { params: room, body: {} });
  const say = (text: string, thread?: number) => mia.call("postMessage", { params: room, body: { text, ...(thread ? { thread } : {}) } });
  for (const text of ["one", `two @{${noa.person}}`, "three"]) await say(text);
  for (const text of ["first", "second"]) await say(text, 2);
  await noa.call("react", { params: { ...room, message: "2" }, body: { emoji: "👍", on: true } });
  await noa.call("pinMessage", { params: { ...room, message: "2" }, body: { pinned: true } });
  await world.services.settled();
  return { room, channel, at: (message: string) => ({ ...room, message }) };
}

test("a message whose bytes were changed keeps its place, with a mark for its text, and what hangs on it", async () => {
  const { room, channel, at } = await talk("flipped");
  const before = (await noa.call("listMessages", { params: room })).messages;
  expect(before.map((m) => m.changedOutside)).toEqual([false, false, false]);
  change("message", { channel, post: 2 });
  const after = (await noa.call("listMessages", { params: room })).messages;
  expect(after.map((m) => m.ref)).toEqual(["1", "2", "3"]);
  expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  expect(after[1]).toMatchObject({ ...marked, pinned: true, reactions: [{ emoji: "👍" }], thread: { replies: 2 } });
  for (const query of [{ before: 3 }, { after: 1 }, { around: 2, limit: 1 }])
    expect((await noa.call("listMessages", { params: room, query })).messages.find((m) => m.post === 2)).toMatchObject(marked);
  expect(await noa.call("getMessage", { params: at("2") })).toMatchObject(marked);
  expect((await noa.call("listPins", { params: room })).messages).toMatchObject([marked]);
  expect((await noa.call("listInbox", { params: { company } })).items.find((i) => i.channel === channel)?.message).toMatchObject(marked);
});

test("nobody acts on it, as if it were not there", async () => {
  const { room, channel, at } = await talk("untouchable");
  change("message", { channel, post: 2 });
  expect(await mia.refused("editMessage", { params: at("2"), body: { text: "mine again" } })).toBe("message_not_found");
  expect(await mia.refused("deleteMessage", { params: at("2") })).toBe("message_not_found");
  expect(await noa.refused("react", { params: at("2"), body: { emoji: "👍", on: false } })).toBe("message_not_found");
  expect(await noa.refused("postMessage", { params: room, body: { text: "reply", thread: 2 } })).toBe("message_not_found");
  expect((await mia.call("postMessage", { params: room, body: { text: "four" } })).ref).toBe("4");
});

test("one whose author was changed speaks for nobody", async () => {
  const { room, channel } = await talk("attributed");
  change("message", { channel, post: 1 }, { author: noa.person });
  expect((await noa.call("listMessages", { params: room })).messages[0]).toMatchObject(marked);
  change("message", { channel, post: 1 }, { author: mia.person });
  expect((await noa.call("listMessages", { params: room })).messages[0]).toMatchObject({ author: mia.person, changedOutside: false });
});

test("a changed reply keeps its place in the thread", async () => {
  const { channel, at } = await talk("threaded");
  change("reply", { channel, thread: 2, reply: 1 });
  const { messages, last } = await noa.call("listReplies", { params: at("2") });
  expect([messages.map((m) => m.ref), last]).toEqual([["2.1", "2.2"], 2]);
  expect(messages.map((m) => m.changedOutside)).toEqual([true, false]);
});

test("one that stands before what a member may read shows him nothing", async () => {
  const { id: channel } = await newChannel(mia, company, "before", "private");
  const room = { company, channel };
  await mia.call("postMessage", { params: room, body: { text: "before" } });
  await mia.call("addChannelMember", { params: { ...room, person: noa.person }, body: { history: false } });
  await mia.call("postMessage", { params: room, body: { text: "after" } });
  change("message", { channel, post: 1 });
  expect((await noa.call("listMessages", { params: room })).messages.map((m) => m.ref)).toEqual(["2"]);
  expect(await noa.refused("getMessage", { params: { ...room, message: "1" } })).toBe("message_not_found");
});
