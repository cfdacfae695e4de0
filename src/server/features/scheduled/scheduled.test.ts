import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeFolders, testServer } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
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
// Time passes from one to the next; what is grave is asked of who just showed who he is.
beforeEach(() => world.owner.call("confirmIdentity", { body: { password } }));

const schedule = (who: Caller, text: string, dueAt: number, thread = 0) =>
  who.call("scheduleMessage", { params: { company }, body: { channel, thread, text, dueAt } });
const waitingOf = async (who: Caller) => (await who.call("listScheduled", { params: { company } })).scheduled;
const textsOf = async (who: Caller) =>
  (await who.call("listMessages", { params: { company, channel } })).messages.map(({ body }) => (body?.kind === "markdown" ? body.text : ""));

async function sleepUntil(at: number, on: World["services"] = world.services): Promise<void> {
  await on.feed.idle();
  clock.setWall(at);
  await on.agenda.idle();
}

test("a message is posted at its time, once, as its author, and its text is gone from the list", async () => {
  const dueAt = clock.now() + hour;
  const { id } = await schedule(noa, "good morning, needle", dueAt);
  expect(await waitingOf(mia)).toEqual([]);
  const row = await world.services.core.port.get("scheduledMessage", [company, noa.person, id]);
  expect(Buffer.from(row?.envelope ?? []).includes("needle")).toBe(false);
  await sleepUntil(dueAt - 1000);
  expect(await textsOf(mia)).not.toContain("good morning, needle");
  await sleepUntil(dueAt);
  await sleepUntil(dueAt + hour);
  const { messages } = await mia.call("listMessages", { params: { company, channel } });
  expect(messages.filter(({ body }) => body?.kind === "markdown" && body.text === "good morning, needle").map(({ author }) => author)).toEqual([noa.person]);
  expect(await waitingOf(noa)).toEqual([]);
});

test("text and time can be changed and it can be taken back, by its author alone", async () => {
  const dueAt = clock.now() + hour;
  const [put, drop] = [await schedule(noa, "put off", dueAt), await schedule(noa, "dropped", dueAt)];
  expect(await mia.refused("changeScheduled", { params: { company, scheduled: put.id }, body: { text: "mine" } })).toBe("message_not_found");
  await noa.call("changeScheduled", { params: { company, scheduled: put.id }, body: { text: "put off, better", dueAt: dueAt + hour } });
  await noa.call("cancelScheduled", { params: { company, scheduled: drop.id } });
  await sleepUntil(dueAt);
  expect((await textsOf(mia)).filter((text) => /put off|dropped/.test(text))).toEqual([]);
  await sleepUntil(dueAt + hour);
  expect((await textsOf(mia)).filter((text) => /put off|dropped/.test(text))).toEqual(["put off, better"]);
});

test("what may not be posted any more when its time comes is kept, with the reason", async () => {
  const dueAt = clock.now() + hour;
  await schedule(noa, "too late", dueAt);
  await noa.call("leaveChannel", { params: { company, channel } });
  await sleepUntil(dueAt);
  expect(await textsOf(mia)).not.toContain("too late");
  const [failed] = await waitingOf(noa);
  expect(failed).toMatchObject({ text: "too late", state: "failed", reason: "not_allowed" });
  await noa.call("joinChannel", { params: { company, channel }, body: {} });
  expect(await noa.refused("changeScheduled", { params: { company, scheduled: failed?.id ?? "" }, body: {} })).toBe("invalid_request");
  await noa.call("changeScheduled", { params: { company, scheduled: failed?.id ?? "" }, body: { dueAt: dueAt + hour } });
  await sleepUntil(dueAt + hour);
  expect(await textsOf(mia)).toContain("too late");
});

test("who left the company posts nothing any more", async () => {
  const gone = await world.join(company, "member", [channel]);
  const dueAt = clock.now() + hour;
  await schedule(gone, "from beyond", dueAt);
  await world.owner.call("disablePerson", { params: { company, person: gone.person } });
  await sleepUntil(dueAt);
  expect(await textsOf(mia)).not.toContain("from beyond");
});

test("bad times and foreign channels are refused, by the field's name", async () => {
  const hidden = await newChannel(mia, company, "closed", "private");
  for (const dueAt of [clock.now() - 1, clock.now() + 400 * 24 * hour]) {
    await expect(schedule(noa, "when?", dueAt)).rejects.toMatchObject({ code: "invalid_request", fields: [{ path: "body.dueAt" }] });
  }
  const body = { channel: hidden.id, text: "x", dueAt: clock.now() + hour };
  expect(await noa.refused("scheduleMessage", { params: { company }, body })).toBe("channel_not_found");
  const key = "schedule-once-1";
  const twice = { params: { company }, body: { channel, text: "once", dueAt: clock.now() + hour }, key };
  expect((await noa.call("scheduleMessage", twice)).id).toBe((await noa.call("scheduleMessage", twice)).id);
});

test("a server that was down for weeks posts what fell due meanwhile", async () => {
  const folders = makeFolders();
  const first = await newWorld({ clock, folders });
  const { id } = await newChannel(first.owner, first.company, "later");
  const dueAt = clock.now() + 3 * 24 * hour;
  await first.owner.call("scheduleMessage", { params: { company: first.company }, body: { channel: id, text: "after the fire", dueAt } });
  await first.services.feed.idle();
  await first.server.close();
  clock.setWall(dueAt + 40 * 24 * hour);
  const second = await testServer({ clock, folders });
  await second.services.agenda.idle();
  const rows = await second.services.reader.posts(first.company, id, 1, 10);
  expect(rows.map(({ body }) => body)).toEqual([{ kind: "markdown", text: "after the fire" }]);
  await second.close();
  folders.remove();
});
