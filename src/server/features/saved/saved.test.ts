import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { manualClock } from "../../platform/clock/index.ts";

const clock = manualClock();
const hour = 3_600_000;
let world: World;
let mia: Caller;
let noa: Caller;
let company: string;
let channel: string;

beforeAll(async () => {
  world = await newWorld({ clock });
  ({ company } = world);
  [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
  channel = (await newChannel(mia, company, "talk")).id;
  await noa.call("joinChannel", { params: { company, channel }, body: {} });
});
afterAll(() => world.close());

const post = async (text: string) => (await mia.call("postMessage", { params: { company, channel }, body: { text } })).ref;
const save = (who: Caller, message: string, saved: boolean, remindAt: number | null = null) =>
  who.call("saveMessage", { params: { company, channel, message }, body: { saved, remindAt } });
const savedOf = async (who: Caller) => (await who.call("listSaved", { params: { company } })).items;
const inboxOf = async (who: Caller) => (await who.call("listInbox", { params: { company } })).items;

async function sleepUntil(at: number): Promise<void> {
  await world.services.feed.idle();
  clock.setWall(at);
  await world.services.agenda.idle();
}

test("a saved message is shown as it is now, to who saved it, and can be taken off", async () => {
  const message = await post("keep this");
  await save(noa, message, true);
  await save(noa, message, true);
  await mia.call("editMessage", { params: { company, channel, message }, body: { text: "keep that" } });
  expect((await savedOf(noa)).map((item) => item.message.body)).toEqual([{ kind: "markdown", text: "keep that" }]);
  expect(await savedOf(mia)).toEqual([]);
  await save(noa, message, false);
  expect(await savedOf(noa)).toEqual([]);
});

test("a message that is deleted, or may not be read any more, is not shown", async () => {
  const [gone, hidden] = [await post("gone"), await post("hidden")];
  const secret = await newChannel(mia, company, "secret", "private");
  await mia.call("addChannelMember", { params: { company, channel: secret.id, person: noa.person }, body: {} });
  await mia.call("postMessage", { params: { company, channel: secret.id }, body: { text: "inside" } });
  await noa.call("saveMessage", { params: { company, channel: secret.id, message: "1" }, body: { saved: true } });
  await save(noa, gone, true);
  await save(noa, hidden, true);
  expect(await savedOf(noa)).toHaveLength(3);
  await mia.call("deleteMessage", { params: { company, channel, message: gone } });
  await mia.call("removeChannelMember", { params: { company, channel: secret.id, person: noa.person } });
  expect((await savedOf(noa)).map((item) => item.message.ref)).toEqual([hidden]);
  expect(await noa.refused("saveMessage", { params: { company, channel: secret.id, message: "1" }, body: { saved: true } })).toBe("channel_not_found");
});

test("a reminder stands beside the reactions to the same message; each is done for itself", async () => {
  const ref = await post("my own, to come back to");
  const at = clock.now() + hour;
  await save(mia, ref, true, at);
  await noa.call("react", { params: { company, channel, message: ref }, body: { emoji: "👍", on: true } });
  await sleepUntil(at + 1000);
  const open = async () => {
    await world.services.feed.idle();
    return (await inboxOf(mia)).filter((item) => item.message?.ref === ref && !item.done).map(({ kind }) => kind);
  };
  expect((await open()).toSorted()).toEqual(["reaction", "reminder"]);
  const mark = (done: boolean, kind?: "reaction" | "reminder") =>
    mia.call("markInboxDone", { params: { company, channel, message: ref }, body: { done, ...(kind && { kind }) } });
  await mark(true, "reminder");
  expect(await open()).toEqual(["reaction"]);
  await mark(true);
  expect(await open()).toEqual([]);
  await mark(false, "reminder");
  expect(await open()).toEqual(["reminder"]);
});

test("a reminder brings the message into the inbox at its time, once, and not when it was put off", async () => {
  const message = await post("remember");
  const at = clock.now() + hour;
  await save(noa, message, true, at);
  await save(noa, message, true, at + hour);
  await sleepUntil(at + 1000);
  expect((await inboxOf(noa)).filter((item) => item.kind === "reminder")).toEqual([]);
  await sleepUntil(at + hour + 1000);
  expect((await inboxOf(noa)).filter((item) => item.kind === "reminder").map((item) => [item.message?.ref, item.at, item.done])).toEqual([
    [message, at + hour, false],
  ]);
  await noa.call("markInboxDone", { params: { company, channel, message }, body: { done: true } });
  await sleepUntil(at + 30 * hour);
  expect((await inboxOf(noa)).filter((item) => item.kind === "reminder" && !item.done)).toEqual([]);
  expect(await noa.refused("saveMessage", { params: { company, channel, message }, body: { saved: true, remindAt: at } })).toBe("invalid_request");
});
