import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";

let world: World;
let owner: Caller;
let gone: Caller;
let heir: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld();
  ({ owner, company } = world);
  [gone, heir] = [await world.join(company, "member"), await world.join(company, "member")];
});
afterAll(() => world.close());

const of = (who: Caller) => ({ company, person: who.person });

test("what a person looks after is counted and given on; a private channel only to one who is in it", async () => {
  const open = (await newChannel(gone, company, "estate")).id;
  const [shared, alone] = [(await newChannel(gone, company, "shared", "private")).id, (await newChannel(gone, company, "alone", "private")).id];
  await gone.call("addChannelMember", { params: { company, channel: shared, person: heir.person }, body: {} });
  const team = (await owner.call("createTeam", { params: { company }, body: { name: "Estate" } })).id;
  await owner.call("setTeamMember", { params: { company, team, person: gone.person }, body: { role: "administrator" } });
  await owner.call("removeTeamMember", { params: { company, team, person: owner.person } });
  await world.services.settled();
  expect(await owner.call("listOwned", { params: of(gone) })).toEqual({ channels: 3, teams: 1 });
  expect(await owner.call("handOver", { params: of(gone), body: { to: heir.person } })).toEqual({ channels: 1, teams: 0 });
  for (const channel of [open, shared]) {
    if (channel === open) await heir.call("joinChannel", { params: { company, channel }, body: {} });
    await heir.call("updateChannel", { params: { company, channel }, body: { archived: true } });
  }
  expect(await heir.refused("getChannel", { params: { company, channel: alone } })).toBe("channel_not_found");
  expect((await heir.call("listTeams", { params: { company } })).teams.find(({ id }) => id === team)?.role).toBe("administrator");
});

test("nobody but an administrator hands over, and nobody takes over who can't", async () => {
  const guest = await world.join(company, "guest");
  expect(await heir.refused("handOver", { params: of(gone), body: { to: heir.person } })).toBe("not_allowed");
  for (const to of [guest.person, gone.person]) expect(await owner.refused("handOver", { params: of(gone), body: { to } })).toBe("invalid_request");
});

test("an owner of the installation sees where somebody is signed in, and signs him out everywhere", async () => {
  const somebody = await world.join(company, "member");
  const administrator = await world.join(company, "administrator");
  for (const name of ["listPersonSessions", "endPersonSessions"] as const)
    expect(await administrator.refused(name, { params: of(somebody) })).toBe("not_allowed");
  expect(await administrator.refused("makeResetLink", { params: of(somebody), body: {} })).toBe("not_allowed");
  expect((await owner.call("listPersonSessions", { params: of(somebody) })).sessions).toHaveLength(1);
  await owner.call("endPersonSessions", { params: of(somebody) });
  expect(await somebody.refused("getAccount")).toBe("not_signed_in");
  expect((await owner.call("listPersonSessions", { params: of(somebody) })).sessions).toEqual([]);
});

test("an owner of the installation ends one session of somebody; the other one stays", async () => {
  const somebody = await world.join(company, "member");
  const elsewhere = await world.callerOf(somebody.account, company);
  const administrator = await world.join(company, "administrator");
  const { sessions } = await somebody.call("listSessions");
  const session = sessions.find(({ current }) => current)?.id ?? expect.fail("no session");
  const params = { ...of(somebody), session };
  expect(await administrator.refused("endPersonSession", { params })).toBe("not_allowed");
  expect(await owner.refused("endPersonSession", { params: { ...params, person: heir.person } })).toBe("session_not_found");
  await owner.call("endPersonSession", { params });
  expect(await somebody.refused("getAccount")).toBe("not_signed_in");
  expect((await elsewhere.call("getAccount")).id).toBe(somebody.account);
  expect(await owner.refused("endPersonSession", { params })).toBe("session_not_found");
});

test("a reset link sets a new password once", async () => {
  const somebody = await world.join(company, "member", [], "somebody forgetful");
  const { url } = await owner.call("makeResetLink", { params: of(somebody), body: {} });
  const token = new URL(url).hash.slice("#token=".length);
  const next = "another four quiet words";
  await world.anonymous.call("redeemReset", { body: { token, password: next } });
  await expect(world.anonymous.call("redeemReset", { body: { token, password } })).rejects.toMatchObject({ code: "link_not_found" });
  await expect(world.anonymous.call("signIn", { body: { login: "somebody forgetful", password } })).rejects.toMatchObject({ code: "wrong_credentials" });
  expect(await world.anonymous.call("signIn", { body: { login: "somebody forgetful", password: next } })).toMatchObject({ account: { id: somebody.account } });
});
