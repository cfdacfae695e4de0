import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";
import { tokenDigest } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";

const clock = manualClock(Date.now());
let world: World;
let owner: Caller;
let mia: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld({ clock });
  ({ owner, company } = world);
  mia = await world.join(company, "member");
});
afterAll(() => world.close());
// Time passes from one to the next; what is grave is asked of who just showed who he is.
beforeEach(() => world.owner.call("confirmIdentity", { body: { password } }));

const at = () => ({ company });
const tokenOf = (url: string) => url.split("token=")[1] ?? "";

describe("companies", () => {
  test("an owner of the installation makes one, a member of another does not; each is its own wall", async () => {
    const made = await owner.call("createCompany", { body: { name: "Second", start: "demo" } });
    expect(made).toMatchObject({ name: "Second" });
    expect(await mia.refused("createCompany", { body: { name: "Mine", start: "empty" } })).toBe("not_allowed");
    const shown = await owner.call("browseChannels", { params: { company: made.id }, body: {} });
    expect(shown.channels.map((c) => c.name)).toEqual(["coffee", "general", "security"]);
    expect(await mia.refused("getCompany", { params: { company: made.id } })).toBe("company_not_found");
  });

  test("a repeated request makes one company", async () => {
    const body = { name: "Once", start: "empty" } as const;
    const [a, b] = [await owner.call("createCompany", { body, key: "company-key-1" }), await owner.call("createCompany", { body, key: "company-key-1" })];
    expect(b.id).toBe(a.id);
    expect(await owner.refused("createCompany", { body: { ...body, name: "Other" }, key: "company-key-1" })).toBe("key_reused");
  });

  test("administrators rename, members do not, and the store does not hold the name", async () => {
    expect(await mia.refused("renameCompany", { params: at(), body: { name: "Hers" } })).toBe("not_allowed");
    expect((await owner.call("renameCompany", { params: at(), body: { name: "Quiet Harbour" } })).name).toBe("Quiet Harbour");
    const row = await world.services.core.port.get("company", [company]);
    expect(Buffer.from(row?.envelope ?? []).includes("Harbour")).toBe(false);
  });
});

describe("invitations", () => {
  const invite = (body: object = {}) => owner.call("createInvite", { params: at(), body: { role: "guest", ...body } });

  test("a link makes an account and joins its channels; it is good for as many as it says", async () => {
    const lobby = await newChannel(owner, company, "welcome");
    const { url } = await invite({ channels: [lobby.id] });
    expect((await world.anonymous.call("lookInvite", { body: { token: tokenOf(url) } })).role).toBe("guest");
    const account = await world.anonymous.call("acceptInvite", { body: { token: tokenOf(url), account: { name: "gus", password } } });
    expect(account.companies).toMatchObject([{ id: company, role: "guest" }]);
    const gus = await world.callerOf(account.id, company);
    expect((await gus.call("listMyChannels", { params: at() })).channels.map((c) => c.id)).toEqual([lobby.id]);
    await expect(world.anonymous.call("acceptInvite", { body: { token: tokenOf(url), account: { name: "gus two", password } } })).rejects.toMatchObject({
      code: "invite_not_found",
    });
  });

  test("two at once on a link for one: one comes in", async () => {
    const { url } = await invite({ role: "member" });
    const accept = (name: string) => world.anonymous.call("acceptInvite", { body: { token: tokenOf(url), account: { name, password } } });
    const both = await Promise.allSettled([accept("rik"), accept("rok")]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test.each([
    ["revoked", async (id: string) => void (await owner.call("revokeInvite", { params: { company, invite: id } }))],
    ["expired", async () => clock.setWall(clock.now() + 73 * 3600_000)],
  ])("%s: not valid any more", async (_state, end) => {
    const { url, id } = await invite({});
    await world.anonymous.call("lookInvite", { body: { token: tokenOf(url) } });
    await end(id);
    await expect(world.anonymous.call("lookInvite", { body: { token: tokenOf(url) } })).rejects.toMatchObject({ code: "invite_not_found" });
  });

  test("only administrators make them, only for channels that they may open, and only the token's hash is kept", async () => {
    expect(await mia.refused("createInvite", { params: at(), body: { role: "guest" } })).toBe("not_allowed");
    const closed = await newChannel(mia, company, "mias own", "private");
    expect(await owner.refused("createInvite", { params: at(), body: { role: "guest", channels: [closed.id] } })).toBe("channel_not_found");
    const { url } = await invite({});
    expect(await world.services.core.port.get("inviteToken", [tokenDigest(tokenOf(url))])).toBeDefined();
  });
});

describe("people", () => {
  test("the last administrator stays; with a second one the first may go", async () => {
    expect(await owner.refused("setPersonRole", { params: { company, person: owner.person }, body: { role: "member" } })).toBe("last_owner");
    expect(await owner.refused("leaveCompany", { params: at() })).toBe("last_owner");
    const second = await world.join(company, "member");
    await owner.call("setPersonRole", { params: { company, person: second.person }, body: { role: "administrator" } });
    expect((await second.call("setPersonRole", { params: { company, person: owner.person }, body: { role: "member" } })).role).toBe("member");
    await second.call("setPersonRole", { params: { company, person: owner.person }, body: { role: "administrator" } });
  });

  test("two administrators who demote each other at once leave one", async () => {
    const other = await world.newCompany("Pair", owner.account);
    const second = await world.join(other, "administrator");
    const first = await world.callerOf(owner.account, other);
    await Promise.allSettled([
      first.call("setPersonRole", { params: { company: other, person: second.person }, body: { role: "member" } }),
      second.call("setPersonRole", { params: { company: other, person: first.person }, body: { role: "member" } }),
    ]);
    const roles = await Promise.all([first, second].map(async (one) => (await one.call("getPerson", { params: { company: other, person: one.person } })).role));
    expect(roles.filter((role) => role === "administrator")).toHaveLength(1);
  });

  test("who is taken out finds nothing from the reply on, and comes back by a new invitation only", async () => {
    const leaving = await world.join(company, "member");
    await newChannel(leaving, company, "hers");
    expect(await mia.refused("disablePerson", { params: { company, person: leaving.person } })).toBe("not_allowed");
    await owner.call("disablePerson", { params: { company, person: leaving.person } });
    clock.advance(1);
    expect(await leaving.refused("listMyChannels", { params: at() })).toBe("company_not_found");
    const { url } = await owner.call("createInvite", { params: at(), body: { role: "member" } });
    await leaving.call("acceptInvite", { body: { token: tokenOf(url) } });
    expect((await leaving.call("getPerson", { params: { company, person: leaving.person } })).state).toBe("active");
  });

  test("found by handle, name and beginning; a guest finds whom he shares a channel with", async () => {
    await mia.call("updateMyProfile", { params: at(), body: { name: "Mía Ångström", handle: "mia.a" } });
    const find = async (who: Caller, words: string) => (await who.call("findPeople", { params: at(), body: { words } })).people.map((p) => p.handle);
    expect(await find(owner, "angstr")).toEqual(["mia.a"]);
    expect((await find(owner, "mia"))[0]).toBe("mia.a");
    const guest = await world.join(company, "guest");
    expect(await find(guest, "mia")).toEqual([]);
    expect(await guest.refused("getPerson", { params: { company, person: mia.person } })).toBe("person_not_found");
  });
});

describe("teams", () => {
  test("roles in a team: managers bring in members, administrators do all, the last one stays", async () => {
    const team = await owner.call("createTeam", { params: at(), body: { name: "Harbour" } });
    const [manager, plain] = [await world.join(company, "member"), await world.join(company, "member")];
    const put = (person: Caller, role: "member" | "manager" | "administrator") =>
      ["setTeamMember", { params: { company, team: team.id, person: person.person }, body: { role } }] as const;
    expect(await manager.refused(...put(plain, "member"))).toBe("not_allowed");
    await owner.call(...put(manager, "manager"));
    await manager.call(...put(plain, "member"));
    expect(await manager.refused(...put(plain, "manager"))).toBe("not_allowed");
    expect(await plain.refused("renameTeam", { params: { company, team: team.id }, body: { name: "Ours" } })).toBe("not_allowed");
    expect(await owner.refused("removeTeamMember", { params: { company, team: team.id, person: owner.person } })).toBe("last_owner");
    await plain.call("removeTeamMember", { params: { company, team: team.id, person: plain.person } });
    expect((await owner.call("listTeamMembers", { params: { company, team: team.id } })).members).toHaveLength(2);
    expect(await plain.refused("createChannel", { params: at(), body: { name: "team-room", kind: "public", team: team.id } })).toBe("team_not_found");
    expect((await manager.call("createChannel", { params: at(), body: { name: "team-room", kind: "public", team: team.id } })).team).toBe(team.id);
  });
});

describe("other sites", () => {
  const client = (headers: Record<string, string>) => createClient({ baseUrl: world.server.url, headers: { cookie: mia.cookie, ...headers } });
  test.each([
    [{ origin: "https://evil.example" }, "cross_site"],
    [{ "sec-fetch-site": "cross-site" }, "cross_site"],
    [{ "sec-fetch-site": "same-site" }, "cross_site"],
    [{ origin: "null" }, "cross_site"],
  ])("%o is refused", async (headers, code) => {
    await expect(client(headers).call("openDirect", { params: at(), body: { people: [owner.person] } })).rejects.toMatchObject({ code });
  });
  test("the own origin is not", async () => {
    expect(
      (await client({ origin: world.server.url, "sec-fetch-site": "same-origin" }).call("openDirect", { params: at(), body: { people: [owner.person] } })).kind,
    ).toBe("direct");
  });
});

describe("what an invitation is worth", () => {
  test("one from before somebody was taken out brings nobody back; nor does one whose maker is no administrator any more", async () => {
    const second = await world.join(company, "administrator");
    const { url: kept } = await second.call("createInvite", { params: at(), body: { role: "administrator", uses: 5, hours: 500 } });
    const { url: old } = await owner.call("createInvite", { params: at(), body: { role: "administrator", uses: 5, hours: 500 } });
    clock.advance(1000);
    await owner.call("disablePerson", { params: { company, person: second.person } });
    for (const url of [kept, old]) expect(await second.refused("acceptInvite", { body: { token: tokenOf(url) } })).toBe("invite_not_found");
    const other = await world.newAccount();
    const stranger = await world.callerOf(other, company);
    expect(await stranger.refused("acceptInvite", { body: { token: tokenOf(kept) } })).toBe("invite_not_found");
    expect((await stranger.call("acceptInvite", { body: { token: tokenOf(old) } })).companies).toHaveLength(1);
  });

  test("it names no direct message, and no channel that its maker lost meanwhile", async () => {
    const second = await world.join(company, "administrator");
    const direct = await second.call("openDirect", { params: at(), body: { people: [owner.person] } });
    expect(await second.refused("createInvite", { params: at(), body: { role: "guest", channels: [direct.id] } })).toBe("not_allowed");
    const closed = await newChannel(owner, company, "board", "private");
    await owner.call("addChannelMember", { params: { company, channel: closed.id, person: second.person }, body: {} });
    const { url } = await second.call("createInvite", { params: at(), body: { role: "guest", channels: [closed.id] } });
    await owner.call("removeChannelMember", { params: { company, channel: closed.id, person: second.person } });
    const guest = await world.callerOf(await world.newAccount(), company);
    await guest.call("acceptInvite", { body: { token: tokenOf(url) } });
    expect((await guest.call("listMyChannels", { params: at() })).channels).toEqual([]);
  });

  test("who is taken out and comes back holds no team and no private channel of before, but finds his directs", async () => {
    const back = await world.join(company, "member");
    const team = await owner.call("createTeam", { params: at(), body: { name: "Back office" } });
    await owner.call("setTeamMember", { params: { company, team: team.id, person: back.person }, body: { role: "manager" } });
    const closed = await newChannel(owner, company, "closed-again", "private");
    await owner.call("addChannelMember", { params: { company, channel: closed.id, person: back.person }, body: {} });
    const direct = await back.call("openDirect", { params: at(), body: { people: [owner.person] } });
    await owner.call("disablePerson", { params: { company, person: back.person } });
    clock.advance(1000);
    const { url } = await owner.call("createInvite", { params: at(), body: { role: "member" } });
    await back.call("acceptInvite", { body: { token: tokenOf(url) } });
    expect((await owner.call("listTeamMembers", { params: { company, team: team.id } })).members.map((m) => m.person)).not.toContain(back.person);
    expect(await back.refused("getChannel", { params: { company, channel: closed.id } })).toBe("channel_not_found");
    expect((await back.call("openDirect", { params: at(), body: { people: [owner.person] } })).id).toBe(direct.id);
  });
});

describe("many invitations at once", () => {
  const ask = (rows: { label: string; role?: string; channels?: string[] }[], dryRun: boolean) =>
    owner.call("inviteMany", { params: at(), body: { rows, dryRun } });
  const countOf = async () => (await owner.call("listInvites", { params: at() })).invites.length;

  test("a dry run says what is wrong with which row, and while one is wrong none is made", async () => {
    await newChannel(owner, company, "crowd");
    const before = await countOf();
    const rows = [
      { label: "ana@example.org", channels: ["#Crowd"] },
      { label: "ben@example.org", role: "king" },
      { label: "cleo@example.org", channels: ["nowhere"] },
      { label: "ana@example.org" },
    ];
    for (const dryRun of [true, false]) {
      const { rows: judged } = await ask(rows, dryRun);
      expect(judged.map(({ problem, value, url }) => [problem, value, url])).toEqual([
        [null, "", null],
        ["role", "king", null],
        ["channel", "nowhere", null],
        ["twice", "ana@example.org", null],
      ]);
    }
    expect(await countOf()).toBe(before);
  });

  test("each row becomes a link for one person, labelled and sealed", async () => {
    const rows = [
      { label: "Needle Ana", channels: ["crowd"] },
      { label: "Ben", role: "guest" },
    ];
    const made = (await ask(rows, false)).rows;
    expect((await ask(rows, true)).rows.every(({ url }) => url === null)).toBe(true);
    const ana = await world.callerOf(await world.newAccount(), company);
    await ana.call("acceptInvite", { body: { token: tokenOf(made[0]?.url ?? "") } });
    await world.services.settled();
    expect((await ana.call("listMyChannels", { params: at() })).channels.map(({ name }) => name)).toContain("crowd");
    const { invites } = await owner.call("listInvites", { params: at() });
    expect(invites.filter(({ label }) => label !== "").map(({ label, role, state }) => [label, role, state])).toEqual(
      expect.arrayContaining([
        ["Needle Ana", "member", "used"],
        ["Ben", "guest", "open"],
      ]),
    );
    const row = await world.services.core.port.get("invite", [company, invites.find(({ label }) => label === "Needle Ana")?.id ?? ""]);
    expect(Buffer.from(row?.envelope ?? []).includes("Needle")).toBe(false);
    expect(await mia.refused("inviteMany", { params: at(), body: { rows, dryRun: true } })).toBe("not_allowed");
  });
});
