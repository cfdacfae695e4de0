import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { operations } from "../../operations.list.ts";
import { newConfigurationPart } from "../../platform/keys/parts.ts";

const part = newConfigurationPart();
let world: World;
let ada: Caller;
let company: string;
beforeAll(async () => {
  world = await newWorld({ folders: makeFolders({ BASTIDE_CONFIGURATION_PART: part }) });
  ({ company } = world);
  ada = await world.join(company, "administrator");
});
afterAll(() => world.close());

const look = () => ada.call("getJobs", { params: { company } });

test("administrators of the company see what runs; members and those of another company do not", async () => {
  const member = await world.join(company, "member");
  const other = await world.newCompany("Other", await world.newAccount());
  const stranger = await world.join(other, "administrator");
  expect(await member.refused("getJobs", { params: { company } })).toBe("not_allowed");
  expect(await stranger.refused("getJobs", { params: { company } })).toBe("company_not_found");
  const jobs = await look();
  expect(jobs.consumers.map(({ name }) => name)).toEqual(expect.arrayContaining(["people-directory", "scheduled", "saved"]));
  expect(new Set(jobs.consumers.map(({ lag }) => lag))).toEqual(new Set([null]));
  const { consumers } = await world.owner.call("getJobs", { params: { company } });
  expect(new Set(consumers.map(({ lag }) => lag?.length))).toEqual(new Set([world.services.records.port.shards]));
  expect(jobs).toMatchObject({ imports: { running: 0, failed: 0, lastAt: null }, checks: { running: null }, backup: null, kit: false });
});

test("settings are for owners of the installation, secrets masked", async () => {
  expect(await ada.refused("getSettings")).toBe("not_allowed");
  const { settings } = await world.owner.call("getSettings");
  expect(settings.find(({ env }) => env === "BASTIDE_DATA")).toMatchObject({ value: world.server.folders.config.data, source: expect.any(String) });
  expect(settings.find(({ env }) => env === "BASTIDE_CONFIGURATION_PART")).toMatchObject({ value: "********", source: "BASTIDE_CONFIGURATION_PART" });
  expect(JSON.stringify(settings)).not.toContain(part);
});

test("what is scheduled is counted for its company alone, without a word of it", async () => {
  const channel = await newChannel(ada, company, "plans");
  const words = "a sentence that nobody else may read";
  await ada.call("scheduleMessage", { params: { company }, body: { channel: channel.id, text: words, dueAt: world.services.clock.now() + 3_600_000 } });
  await world.services.feed.idle();
  const jobs = await look();
  expect(jobs.agenda).toMatchObject({ scheduled: 1, reminders: 0, overdue: 0, failing: 0 });
  expect(JSON.stringify(jobs)).not.toContain(words);
  const second = await world.newCompany("Second", world.owner.account);
  expect((await world.owner.call("getJobs", { params: { company: second } })).agenda.scheduled).toBe(0);
});

test("a backup is remembered when its file is whole, and the kit that opens it", async () => {
  const { kit } = await world.owner.call("createKit", { body: { password } });
  await world.owner.call("confirmKit", { body: { kit } });
  const report = (await operations.run("backup", world.services, { file: join(world.server.folders.root, "one.backup"), force: false })) as { rows: number };
  expect(await look()).toMatchObject({ kit: true, backup: { rows: null, bytes: null } });
  expect((await world.owner.call("getJobs", { params: { company } })).backup).toMatchObject({ rows: report.rows });
});

test("without a setting no other server is spoken to, and the list says so", async () => {
  expect((await look()).outgoing).toEqual({ "sign-in": [], directory: [], mail: [], names: [] });
});
