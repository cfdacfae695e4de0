import { afterAll, beforeAll, expect, test } from "vitest";
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

async function reported(kind: "public" | "private") {
  const { id: channel } = await newChannel(mia, company, `room-${kind}`, kind);
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: {} });
  await mia.call("postMessage", { params: { company, channel }, body: { text: `rude in ${kind}` } });
  const params = { company, channel, message: "1" };
  for (const reason of ["rude", "very rude"]) await noa.call("reportMessage", { params, body: { reason } });
  return params;
}
const reports = async () => (await world.owner.call("listReports", { params: { company } })).reports;

test("administrators read what was reported, once per person and message, and settle it", async () => {
  const { channel } = await reported("public");
  const [report, ...more] = await reports();
  expect(more).toEqual([]);
  expect(report).toMatchObject({ by: noa.person, reason: "very rude", state: "open", channel, ref: "1", message: { body: { text: "rude in public" } } });
  expect(await noa.refused("listReports", { params: { company } })).toBe("not_allowed");
  await world.owner.call("settleReport", { params: { company, report: report?.id ?? "" }, body: { state: "settled" } });
  expect((await reports()).map(({ state }) => state)).toEqual(["settled"]);
});

test("of a private channel that the administrator is not in, the report does not open the message", async () => {
  const { channel } = await reported("private");
  expect((await reports()).find((one) => one.channel === channel)).toMatchObject({ reason: "very rude", message: null });
});

test("who can't read a message can't report it", async () => {
  const { id } = await newChannel(mia, company, "closed", "private");
  await mia.call("postMessage", { params: { company, channel: id }, body: { text: "x" } });
  expect(await noa.refused("reportMessage", { params: { company, channel: id, message: "1" }, body: { reason: "guessing" } })).toBe("channel_not_found");
});
