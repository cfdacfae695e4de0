import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { ThreadMarker } from "./threads.records.ts";

let world: World;
let mia: Caller;
let noa: Caller;
let pia: Caller;
let company: string;
let channel: string;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  [mia, noa, pia] = [await world.join(company, "member"), await world.join(company, "member"), await world.join(company, "member")];
  channel = (await newChannel(mia, company, "talk")).id;
  for (const one of [noa, pia]) await one.call("joinChannel", { params: { company, channel }, body: {} });
});
afterAll(() => world.close());

const say = (who: Caller, text: string, thread?: number) =>
  who.call("postMessage", { params: { company, channel }, body: { text, ...(thread ? { thread } : {}) } });
async function threadsOf(who: Caller) {
  await world.services.feed.idle();
  const { threads, unread } = await who.call("listThreads", { params: { company } });
  return { threads: threads.map((one) => [one.root.ref, one.replies, one.marker, one.unread]), unread };
}
const at = (message: string) => ({ company, channel, message });

test("who wrote the root, who replies and who is mentioned follows; nobody else does", async () => {
  const { ref, post } = await say(mia, "root");
  expect(await threadsOf(mia)).toEqual({ threads: [], unread: 0 });
  await say(noa, "first", post);
  expect(await threadsOf(mia)).toEqual({ threads: [[ref, 1, 0, true]], unread: 1 });
  expect(await threadsOf(noa)).toEqual({ threads: [[ref, 1, 1, false]], unread: 0 });
  expect(await threadsOf(pia)).toEqual({ threads: [], unread: 0 });
  await say(noa, `what do you say, @{${pia.person}}?`, post);
  expect(await threadsOf(pia)).toEqual({ threads: [[ref, 2, 0, true]], unread: 1 });
});

test("reading moves the marker forward only, and never past the last reply", async () => {
  const { ref, post } = await say(mia, "read me");
  for (const text of ["a", "b", "c"]) await say(noa, text, post);
  async function stateOf() {
    await world.services.feed.idle();
    return mia.call("getThreadState", { params: at(ref) });
  }
  await mia.call("markThreadRead", { params: at(ref), body: { reply: 2 } });
  expect(await stateOf()).toEqual({ following: true, marker: 2, turn: 0 });
  await mia.call("markThreadRead", { params: at(ref), body: { reply: 1 } });
  expect((await stateOf()).marker).toBe(2);
  await mia.call("markThreadRead", { params: at(ref), body: { reply: 99 } });
  expect((await stateOf()).marker).toBe(3);
  expect((await threadsOf(mia)).threads[0]).toEqual([ref, 3, 3, false]);
});

test("what is marked unread stays so: late marks of another device and own replies leave it, reading on ends it", async () => {
  const { ref, post } = await say(mia, "again");
  for (const text of ["a", "b", "c"]) await say(noa, text, post);
  async function stateOf() {
    const { threads } = await threadsOf(mia);
    return [await mia.call("getThreadState", { params: at(ref) }), threads.find(([root]) => root === ref)?.at(3)];
  }
  const mark = (reply: number, turn?: number) => mia.call("markThreadRead", { params: at(ref), body: { reply, ...(turn === undefined ? {} : { turn }) } });
  const markUnread = (reply: number, turn: number) => mia.call("markThreadUnread", { params: at(ref), body: { reply, turn } });
  await threadsOf(mia);
  await mark(3, 0);
  await mia.call("followThread", { params: at(ref), body: { following: false } });
  await markUnread(2, 0);
  expect(await stateOf()).toEqual([{ following: true, marker: 1, turn: 1 }, true]);
  const stored = await world.services.records.get(ThreadMarker, { company, person: mia.person, channel, post });
  expect(stored).toMatchObject({ reply: 1, version: 2 ** 32 });
  await mark(3, 0); // sent before the other device heard of it
  await say(mia, "an answer", post);
  expect(await stateOf()).toEqual([{ following: true, marker: 1, turn: 1 }, true]);
  await mark(4, 1);
  await markUnread(2, 0); // the same request once more
  expect(await stateOf()).toEqual([{ following: true, marker: 4, turn: 1 }, false]);
  await say(mia, "another one", post);
  expect(await stateOf()).toEqual([{ following: true, marker: 5, turn: 1 }, false]);
  await markUnread(99, 1);
  expect(await stateOf()).toEqual([{ following: true, marker: 4, turn: 2 }, true]);
  await mark(99);
  expect(await stateOf()).toEqual([{ following: true, marker: 5, turn: 2 }, false]);
});

test("who stops following is not drawn in again; who follows by hand sees it", async () => {
  const { ref, post } = await say(mia, "quiet");
  await say(noa, "one", post);
  await threadsOf(mia);
  await mia.call("followThread", { params: at(ref), body: { following: false } });
  await say(noa, "two", post);
  expect((await threadsOf(mia)).threads.map(([root]) => root)).not.toContain(ref);
  await pia.call("followThread", { params: at(ref), body: { following: true } });
  expect((await threadsOf(pia)).threads).toContainEqual([ref, 2, 0, true]);
});

test("a thread of a channel that one was taken out of is gone from the list, and opens no more", async () => {
  const hidden = await newChannel(mia, company, "closed", "private");
  const params = { company, channel: hidden.id };
  await mia.call("addChannelMember", { params: { ...params, person: noa.person }, body: {} });
  await noa.call("postMessage", { params, body: { text: "mine" } });
  await mia.call("postMessage", { params, body: { text: "re", thread: 1 } });
  const before = (await threadsOf(noa)).threads.length;
  await mia.call("removeChannelMember", { params: { ...params, person: noa.person } });
  expect((await threadsOf(noa)).threads).toHaveLength(before - 1);
  expect(await noa.refused("markThreadRead", { params: { ...params, message: "1" }, body: { reply: 1 } })).toBe("channel_not_found");
  expect(await noa.refused("markThreadUnread", { params: { ...params, message: "1" }, body: { reply: 1, turn: 0 } })).toBe("channel_not_found");
});
