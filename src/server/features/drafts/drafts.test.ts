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

const save = (who: Caller, text: string, version: number, thread = 0) =>
  who.call("saveDraft", { params: { company, channel }, body: { thread, text, version } });
const refusedTo = (who: Caller, text: string, version: number, thread = 0) =>
  who.refused("saveDraft", { params: { company, channel }, body: { thread, text, version } });
const draftsOf = async (who: Caller) => (await who.call("listDrafts", { params: { company } })).drafts;

test("a draft is kept per channel and thread, sealed, for its writer alone, and an empty text forgets it", async () => {
  await save(mia, "half a needle", 0);
  await save(mia, "in a thread", 0, 3);
  expect((await draftsOf(mia)).map(({ thread, text }) => [thread, text]).sort()).toEqual([
    [0, "half a needle"],
    [3, "in a thread"],
  ]);
  expect(await draftsOf(noa)).toEqual([]);
  const row = await world.services.core.port.get("draft", [company, mia.person, channel, 0]);
  expect(Buffer.from(row?.envelope ?? []).includes("needle")).toBe(false);
  await save(mia, "", 1, 3);
  expect((await draftsOf(mia)).map(({ thread }) => thread)).toEqual([0]);
});

test("two devices do not overwrite each other's words unseen", async () => {
  const thread = 7;
  const first = await save(mia, "one", 0, thread);
  const second = await save(mia, "one two", first.version, thread);
  expect(await refusedTo(mia, "one three", first.version, thread)).toBe("conflict");
  expect((await save(mia, "one three", second.version, thread)).text).toBe("one three");
});

test("half a character is refused: it has no bytes to seal", async () => {
  await expect(save(mia, "half \ud83d", 0, 9)).rejects.toMatchObject({ code: "invalid_request", fields: [{ path: "body.text" }] });
});

test("who may not write in a channel keeps no draft there, and who lost it is not shown his", async () => {
  expect(await refusedTo(noa, "x", 0)).toBe("not_allowed");
  await noa.call("joinChannel", { params: { company, channel }, body: {} });
  await save(noa, "now", 0);
  expect(await draftsOf(noa)).toHaveLength(1);
  await noa.call("leaveChannel", { params: { company, channel } });
  expect(await draftsOf(noa)).toEqual([]);
});
