import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { surelyCommit } from "../../platform/records/surely.ts";

let world: World;
let owner: Caller;
let mia: Caller;
let noa: Caller;
let guest: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld();
  ({ owner, company } = world);
  [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
  const lobby = await newChannel(owner, company, "lobby");
  guest = await world.join(company, "guest", [lobby.id]);
});
afterAll(() => world.close());

const at = (channel: string) => ({ company, channel });

describe("opening", () => {
  test("a public channel opens for members, a private one for who is in it, and the refusal is that of a missing one", async () => {
    const open = await newChannel(mia, company, "open-door");
    const closed = await newChannel(mia, company, "closed-door", "private");
    expect((await noa.call("getChannel", { params: at(open.id) })).joined).toBe(false);
    expect((await mia.call("getChannel", { params: at(closed.id) })).joined).toBe(true);
    for (const other of [noa, owner, guest]) expect(await other.refused("getChannel", { params: at(closed.id) })).toBe("channel_not_found");
    expect(await guest.refused("getChannel", { params: at(open.id) })).toBe("channel_not_found");
    expect(await noa.refused("getChannel", { params: at("00000000-0000-4000-8000-000000000000") })).toBe("channel_not_found");
  });

  test("a person of another company finds neither company nor channel", async () => {
    const other = await world.newCompany("Other", await world.newAccount());
    const stranger = await world.join(other, "administrator");
    const channel = await newChannel(mia, company, "walled");
    expect(await stranger.refused("getChannel", { params: at(channel.id) })).toBe("company_not_found");
    expect(await stranger.refused("getChannel", { params: { company: other, channel: channel.id } })).toBe("channel_not_found");
  });
});

describe("names", () => {
  test("a public name is taken once, whatever its case; a private one says nothing", async () => {
    await newChannel(mia, company, "Planning");
    expect(await noa.refused("createChannel", { params: { company }, body: { name: "planning", kind: "public" } })).toBe("name_taken");
    expect((await newChannel(noa, company, "planning", "private")).name).toBe("planning");
  });

  test("a renamed channel gives its old name free after a minute, and the new one is its own", async () => {
    const channel = await newChannel(mia, company, "before");
    expect((await mia.call("updateChannel", { params: at(channel.id), body: { name: "after" } })).name).toBe("after");
    expect(await noa.refused("createChannel", { params: { company }, body: { name: "after", kind: "public" } })).toBe("name_taken");
  });

  test("two at once: one has it", async () => {
    const both = await Promise.allSettled([newChannel(mia, company, "race"), newChannel(noa, company, "race")]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("members", () => {
  test("who is added with history sees all, without it only what comes; who is removed sees nothing from the reply on", async () => {
    const channel = await newChannel(mia, company, "crew", "private");
    await mia.call("postMessage", { params: at(channel.id), body: { text: "before" } });
    await mia.call("addChannelMember", { params: { ...at(channel.id), person: noa.person }, body: { history: false } });
    expect((await noa.call("listMessages", { params: at(channel.id) })).messages).toEqual([]);
    expect(await noa.refused("getMessage", { params: { ...at(channel.id), message: "1" } })).toBe("message_not_found");
    await mia.call("postMessage", { params: at(channel.id), body: { text: "after" } });
    expect((await noa.call("listMessages", { params: at(channel.id) })).messages.map((m) => m.ref)).toEqual(["2"]);
    await mia.call("removeChannelMember", { params: { ...at(channel.id), person: noa.person } });
    expect(await noa.refused("listMessages", { params: at(channel.id) })).toBe("channel_not_found");
    expect(await noa.refused("postMessage", { params: at(channel.id), body: { text: "still here?" } })).toBe("channel_not_found");
    await mia.call("addChannelMember", { params: { ...at(channel.id), person: noa.person }, body: {} });
    expect((await noa.call("listMessages", { params: at(channel.id) })).messages).toHaveLength(2);
  });

  test("nobody gives more of the past than he has himself", async () => {
    const channel = await newChannel(mia, company, "past", "private");
    await mia.call("postMessage", { params: at(channel.id), body: { text: "before" } });
    await mia.call("addChannelMember", { params: { ...at(channel.id), person: noa.person }, body: { history: false } });
    const third = await world.join(company, "member");
    await noa.call("addChannelMember", { params: { ...at(channel.id), person: third.person }, body: { history: true } });
    expect((await third.call("listMessages", { params: at(channel.id) })).messages).toEqual([]);
    const fourth = await world.join(company, "member");
    await mia.call("addChannelMember", { params: { ...at(channel.id), person: fourth.person }, body: { history: true } });
    expect((await fourth.call("listMessages", { params: at(channel.id) })).messages).toHaveLength(1);
  });

  test("members leave and join public channels; only the maker or an administrator takes somebody out", async () => {
    const channel = await newChannel(mia, company, "square");
    expect((await noa.call("joinChannel", { params: at(channel.id), body: {} })).id).toBe(channel.id);
    expect((await noa.call("listMyChannels", { params: { company } })).channels.map((c) => c.id)).toContain(channel.id);
    expect(await noa.refused("removeChannelMember", { params: { ...at(channel.id), person: mia.person } })).toBe("not_allowed");
    await noa.call("leaveChannel", { params: at(channel.id) });
    expect((await noa.call("listMyChannels", { params: { company } })).channels.map((c) => c.id)).not.toContain(channel.id);
    expect(await guest.refused("joinChannel", { params: at(channel.id), body: {} })).toBe("not_allowed");
  });

  test("a member row that somebody writes into the store by hand opens nothing", async () => {
    const channel = await newChannel(mia, company, "vault", "private");
    const { port } = world.services.core;
    const own = (await port.get("channelMember", [company, channel.id, mia.person])) ?? expect.fail("no row");
    await surelyCommit(port, world.services.records.shardOf(channel.id), {
      opId: Buffer.alloc(32, 7).toString("base64url"),
      digest: null,
      expect: [],
      put: [{ ...own, key: [company, channel.id, noa.person] }],
    });
    expect(await noa.refused("getChannel", { params: at(channel.id) })).toBe("channel_not_found");
    expect((await mia.call("listChannelMembers", { params: at(channel.id) })).members.map((m) => m.person)).toEqual([mia.person]);
    expect(world.services.records.unreadable).toBeGreaterThan(0);
  });
});

describe("archive", () => {
  test("takes no posts and comes back", async () => {
    const channel = await newChannel(mia, company, "attic");
    expect(await noa.refused("updateChannel", { params: at(channel.id), body: { archived: true } })).toBe("not_allowed");
    await mia.call("updateChannel", { params: at(channel.id), body: { archived: true } });
    expect(await mia.refused("postMessage", { params: at(channel.id), body: { text: "dust" } })).toBe("archived");
    const listed = await noa.call("browseChannels", { params: { company }, body: { words: "attic" } });
    expect(listed.channels).toEqual([]);
    const archived = { params: { company }, body: { words: "attic", archived: true } };
    expect((await noa.call("browseChannels", archived)).channels).toMatchObject([{ id: channel.id, archived: true, members: 1, lastAt: null }]);
    await mia.call("updateChannel", { params: at(channel.id), body: { archived: false } });
    expect((await noa.call("browseChannels", archived)).channels).toEqual([]);
    expect((await mia.call("postMessage", { params: at(channel.id), body: { text: "light" } })).post).toBe(1);
  });

  test("administrators keep public channels in order without being in them; private ones stay closed to them", async () => {
    const open = await newChannel(mia, company, "cellar");
    const closed = await newChannel(mia, company, "cellar-of-mia", "private");
    expect(await noa.refused("updateChannel", { params: at(open.id), body: { archived: true } })).toBe("not_allowed");
    expect((await owner.call("updateChannel", { params: at(open.id), body: { archived: true } })).archived).toBe(true);
    expect((await owner.call("updateChannel", { params: at(open.id), body: { archived: false } })).archived).toBe(false);
    expect(await owner.refused("updateChannel", { params: at(open.id), body: { topic: "not by the way" } })).toBe("not_allowed");
    expect(await owner.refused("updateChannel", { params: at(closed.id), body: { archived: true } })).toBe("channel_not_found");
  });
});

describe("directs", () => {
  test("the same people have one direct, which no administrator opens", async () => {
    const one = await mia.call("openDirect", { params: { company }, body: { people: [noa.person] } });
    const again = await noa.call("openDirect", { params: { company }, body: { people: [mia.person] } });
    expect(again.id).toBe(one.id);
    expect(again.people).toEqual([mia.person]);
    expect(await owner.refused("listMessages", { params: at(one.id) })).toBe("channel_not_found");
  });

  test("another request under the key of the one that made a direct is refused; the same one is answered again", async () => {
    const [one, two] = [await world.join(company, "member"), await world.join(company, "member")];
    const open = (people: Caller[]) => ["openDirect", { params: { company }, body: { people: people.map((p) => p.person) }, key: "direct-key-1" }] as const;
    const made = await mia.call(...open([one]));
    expect((await mia.call(...open([one]))).id).toBe(made.id);
    expect(await mia.refused(...open([two]))).toBe("key_reused");
    expect(await mia.refused(...open([one, two]))).toBe("key_reused");
    expect((await noa.call(...open([two]))).id).not.toBe(made.id);
  });

  test("a guest reaches only who shares a channel with him", async () => {
    expect(await guest.refused("openDirect", { params: { company }, body: { people: [mia.person] } })).toBe("person_not_found");
    expect((await guest.call("openDirect", { params: { company }, body: { people: [owner.person] } })).kind).toBe("direct");
  });
});

test("channels in common are those in which both are now, without directs; a guest asks of nobody whom he doesn't see", async () => {
  const both = await newChannel(mia, company, "common-ground");
  const [closed, mine] = [await newChannel(mia, company, "common-closed", "private"), await newChannel(mia, company, "common-mine", "private")];
  await noa.call("joinChannel", { params: at(both.id), body: {} });
  await mia.call("addChannelMember", { params: { ...at(closed.id), person: noa.person }, body: {} });
  await mia.call("openDirect", { params: { company }, body: { people: [noa.person] } });
  const common = async (who: Caller, person: string) => (await who.call("listChannelsInCommon", { params: { company, person } })).channels;
  expect(await common(mia, noa.person)).toEqual(expect.arrayContaining([both.id, closed.id]));
  expect(await common(mia, noa.person)).not.toContain(mine.id);
  expect((await common(noa, mia.person)).toSorted()).toEqual((await common(mia, noa.person)).toSorted());
  expect((await common(owner, noa.person)).includes(closed.id)).toBe(false);
  await noa.call("leaveChannel", { params: at(closed.id) });
  expect(await common(mia, noa.person)).not.toContain(closed.id);
  expect(await guest.refused("listChannelsInCommon", { params: { company, person: mia.person } })).toBe("person_not_found");
});

describe("unread", () => {
  test("somebody else's post after the marker is news, one's own and an edit are not, and markers only go forward", async () => {
    const channel = await newChannel(mia, company, "news");
    await noa.call("joinChannel", { params: at(channel.id), body: {} });
    const mine = async (who: Caller) => (await who.call("listMyChannels", { params: { company } })).channels.find((c) => c.id === channel.id);
    await mia.call("postMessage", { params: at(channel.id), body: { text: "one" } });
    expect([(await mine(mia))?.unread, (await mine(noa))?.unread]).toEqual([false, true]);
    await noa.call("markRead", { params: at(channel.id), body: { post: 1 } });
    expect((await mine(noa))?.unread).toBe(false);
    await mia.call("editMessage", { params: { ...at(channel.id), message: "1" }, body: { text: "uno" } });
    expect((await mine(noa))?.unread).toBe(false);
    await mia.call("postMessage", { params: at(channel.id), body: { text: "two" } });
    await noa.call("markRead", { params: at(channel.id), body: { post: 2 } });
    await noa.call("markRead", { params: at(channel.id), body: { post: 1 } });
    expect((await mine(noa))?.marker).toBe(2);
  });

  test("what is marked unread stays so: late marks of another device and own posts leave it, reading on ends it", async () => {
    const channel = await newChannel(mia, company, "again");
    await noa.call("joinChannel", { params: at(channel.id), body: {} });
    const mine = async () => (await noa.call("listMyChannels", { params: { company } })).channels.find((c) => c.id === channel.id);
    const say = (who: Caller, text: string) => who.call("postMessage", { params: at(channel.id), body: { text } });
    for (const text of ["one", "two", "three"]) await say(mia, text);
    const mark = (post: number, turn?: number) => noa.call("markRead", { params: at(channel.id), body: { post, ...(turn === undefined ? {} : { turn }) } });
    const markUnread = (post: number, turn: number) => noa.call("markUnread", { params: at(channel.id), body: { post, turn } });
    await mark(2, 0);
    await markUnread(2, 0);
    expect(await mine()).toMatchObject({ marker: 1, markerTurn: 1, unread: true });
    await mark(3, 0); // sent before the other device heard of it
    await say(noa, "an answer");
    expect(await mine()).toMatchObject({ marker: 1, markerTurn: 1, unread: true });
    await mark(4, 1);
    await markUnread(2, 0); // the same request once more
    expect(await mine()).toMatchObject({ marker: 4, markerTurn: 1, unread: false });
    await markUnread(4, 1); // one's own post, too
    expect(await mine()).toMatchObject({ marker: 3, markerTurn: 2, unread: true });
    await mark(4);
    await say(noa, "another one");
    expect(await mine()).toMatchObject({ marker: 5, markerTurn: 2, unread: false });
    expect(await guest.refused("markUnread", { params: at(channel.id), body: { post: 1, turn: 0 } })).toBe("channel_not_found");
  });
});

test("two channel names that a repeated request would make: one channel, and another request under the key is refused", async () => {
  const body = { name: "once", kind: "public" } as const;
  const [first, second] = await Promise.all([
    mia.call("createChannel", { params: { company }, body, key: "the-same-key" }),
    mia.call("createChannel", { params: { company }, body, key: "the-same-key" }),
  ]);
  expect(second.id).toBe(first.id);
  expect(await mia.refused("createChannel", { params: { company }, body: { ...body, name: "twice" }, key: "the-same-key" })).toBe("key_reused");
});

describe("who may do what", () => {
  const text = (who: Caller, channel: string, body: { text: string; thread?: number }) => who.call("postMessage", { params: { company, channel }, body });

  test("in an announcement channel managers post and everybody replies", async () => {
    const { id: channel, may } = await mia.call("createChannel", { params: { company }, body: { name: "news-only", kind: "public", whoPosts: "managers" } });
    expect(may).toEqual({ post: true, addressAll: true, manage: true, archive: true, erase: false });
    const joined = await noa.call("joinChannel", { params: { company, channel }, body: {} });
    expect(joined.may).toEqual({ post: false, addressAll: true, manage: false, archive: false, erase: false });
    await text(mia, channel, { text: "news" });
    expect(await noa.refused("postMessage", { params: { company, channel }, body: { text: "mine" } })).toBe("not_allowed");
    expect(await noa.refused("postMessage", { params: { company, channel }, body: { text: "mine", thread: 1, alsoInChannel: true } })).toBe("not_allowed");
    await text(noa, channel, { text: "a reply", thread: 1 });
    expect(await noa.refused("updateChannel", { params: { company, channel }, body: { whoPosts: "everyone" } })).toBe("not_allowed");
    await mia.call("updateChannel", { params: { company, channel }, body: { whoPosts: "everyone" } });
    await text(noa, channel, { text: "mine" });
  });

  test("only managers address everybody where that is set, and the refusal names the text", async () => {
    const { id: channel } = await newChannel(mia, company, "calm");
    await noa.call("joinChannel", { params: { company, channel }, body: {} });
    await text(noa, channel, { text: "@channel hello" });
    await mia.call("updateChannel", { params: { company, channel }, body: { whoAddressesAll: "managers" } });
    await expect(text(noa, channel, { text: "@channel hello" })).rejects.toMatchObject({
      code: "not_allowed",
      fields: [{ path: "body.text", problem: "may_not_address_all" }],
    });
    await text(noa, channel, { text: "`@channel` in code addresses nobody" });
    await text(mia, channel, { text: "@channel hello" });
  });

  test("a manager of the team that owns a channel manages it", async () => {
    const team = (await world.owner.call("createTeam", { params: { company }, body: { name: "Operations" } })).id;
    await world.owner.call("setTeamMember", { params: { company, team, person: mia.person }, body: { role: "member" } });
    const { id: channel } = await mia.call("createChannel", { params: { company }, body: { name: "ops-room", kind: "public", team } });
    await noa.call("joinChannel", { params: { company, channel }, body: {} });
    for (const role of ["member", "manager"] as const) {
      await world.owner.call("setTeamMember", { params: { company, team, person: noa.person }, body: { role } });
      const change = noa.call("updateChannel", { params: { company, channel }, body: { whoPosts: "managers" } });
      if (role === "member") await expect(change).rejects.toMatchObject({ code: "not_allowed" });
      else expect((await change).whoPosts).toBe("managers");
    }
  });

  test("a star, a mute and a level are one's own, and each stays when another is changed", async () => {
    const { id: channel } = await newChannel(mia, company, "starred");
    const prefer = (body: { muted?: boolean; starred?: boolean; notices?: "all" }) => mia.call("setChannelPreference", { params: { company, channel }, body });
    for (const wish of [{ starred: true }, { muted: true }, { notices: "all" as const }]) await prefer(wish);
    const mine = (await mia.call("listMyChannels", { params: { company } })).channels.find((one) => one.id === channel);
    expect(mine).toMatchObject({ starred: true, muted: true, notices: "all" });
    expect((await noa.call("joinChannel", { params: { company, channel }, body: {} })).starred).toBe(false);
  });
});

test.each(["two\nlines", "\u202eturned", "half \ud83d"])("a topic, a team and a company called %j are refused", async (text) => {
  const { id: channel } = await newChannel(mia, company, `named-${randomUUID()}`);
  expect(await mia.refused("updateChannel", { params: { company, channel }, body: { topic: text } })).toBe("invalid_request");
  expect(await owner.refused("createTeam", { params: { company }, body: { name: text } })).toBe("invalid_request");
  expect(await owner.refused("renameCompany", { params: { company }, body: { name: text } })).toBe("invalid_request");
});

test("the survey names public channels and who looks after them, and only counts the others", async () => {
  const acme = await world.newCompany("Surveyed");
  const params = { company: acme };
  const [ada, kim] = [await world.join(acme, "administrator"), await world.join(acme, "member")];
  const hall = await newChannel(kim, acme, "hall");
  const den = await newChannel(kim, acme, "den-of-kim", "private");
  await kim.call("openDirect", { params, body: { people: [ada.person] } });
  expect(await kim.refused("surveyChannels", { params })).toBe("not_allowed");
  expect(await mia.refused("surveyChannels", { params })).toBe("company_not_found");

  const before = await ada.call("surveyChannels", { params });
  expect(before.channels.find(({ id }) => id === hall.id)).toMatchObject({ name: "hall", by: kim.person, ownerless: false, members: 1, archived: false });
  expect(before.closed).toEqual({ private: 1, archived: 0, ownerless: 0, direct: 1 });
  expect(JSON.stringify(before)).not.toContain(den.id);

  await newChannel(ada, acme, "den-of-ada", "private");
  await kim.call("addChannelMember", { params: { ...params, channel: den.id, person: ada.person }, body: {} });
  await kim.call("updateChannel", { params: { ...params, channel: den.id }, body: { archived: true } });
  await ada.call("disablePerson", { params: { ...params, person: kim.person } });
  await world.services.settled();
  const after = await ada.call("surveyChannels", { params });
  expect(after.channels.find(({ id }) => id === hall.id)).toMatchObject({ by: kim.person, ownerless: true, members: 0 });
  expect(after.closed).toEqual({ private: 2, archived: 1, ownerless: 1, direct: 1 });
  await ada.call("handOver", { params: { ...params, person: kim.person }, body: { to: ada.person } });
  const given = await ada.call("surveyChannels", { params });
  expect([given.channels.some(({ ownerless }) => ownerless), given.closed.ownerless]).toEqual([false, 0]);
});
