import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";

let world: World;
let mia: Caller;
let noa: Caller;
let company: string;
let channel: string;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
  channel = (await newChannel(mia, company, "talk")).id;
});
afterAll(() => world.close());

const at = (thread = 0) => ({ company, channel, thread });
const draftsOf = async (who: Caller) => (await who.call("listDrafts", { params: { company } })).drafts;

test("a draft is kept per channel and thread, sealed, for its writer alone, and an empty text forgets it", async () => {
  await mia.call("saveDraft", { params: at(), body: { text: "half a needle", version: 0 } });
  await mia.call("saveDraft", { params: at(3), body: { text: "in a thread", version: 0 } });
  expect((await draftsOf(mia)).map(({ thread, text }) => [thread, text]).sort()).toEqual([
    [0, "half a needle"],
    [3, "in a thread"],
  ]);
  expect(await draftsOf(noa)).toEqual([]);
  const row = await world.services.core.port.get("draft", [company, mia.person, channel, 0]);
  expect(Buffer.from(row?.envelope ?? []).includes("needle")).toBe(false);
  await mia.call("saveDraft", { params: at(3), body: { text: "", version: 1 } });
  expect((await draftsOf(mia)).map(({ thread }) => thread)).toEqual([0]);
});

test("two devices do not overwrite each other's words unseen", async () => {
  const thread = 7;
  const first = await mia.call("saveDraft", { params: at(thread), body: { text: "one", version: 0 } });
  const second = await mia.call("saveDraft", { params: at(thread), body: { text: "one two", version: first.version } });
  expect(await mia.refused("saveDraft", { params: at(thread), body: { text: "one three", version: first.version } })).toBe("conflict");
  expect((await mia.call("saveDraft", { params: at(thread), body: { text: "one three", version: second.version } })).text).toBe("one three");
});

test("who may not write in a channel keeps no draft there, and who lost it is not shown his", async () => {
  expect(await noa.refused("saveDraft", { params: at(), body: { text: "x", version: 0 } })).toBe("not_allowed");
  await noa.call("joinChannel", { params: { company, channel }, body: {} });
  await noa.call("saveDraft", { params: at(), body: { text: "now", version: 0 } });
  expect(await draftsOf(noa)).toHaveLength(1);
  await noa.call("leaveChannel", { params: { company, channel } });
  expect(await draftsOf(noa)).toEqual([]);
});
