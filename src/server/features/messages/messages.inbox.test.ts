import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { largestMentioned } from "./messages.addressing.ts";

const clock = manualClock();
let world: World;
let owner: Caller;
let mia: Caller;
let noa: Caller;
let company: string;
let channel: string;
let room: { company: string; channel: string };

beforeAll(async () => {
  world = await newWorld({ clock });
  ({ owner, company } = world);
  [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
  channel = (await newChannel(mia, company, "talk")).id;
  room = { company, channel };
  for (const one of [noa, owner]) await one.call("joinChannel", { params: room, body: {} });
});
afterAll(() => world.close());

const say = (who: Caller, text: string) => who.call("postMessage", { params: room, body: { text } });
const at = (message: string) => ({ ...room, message });

const itemOf = async (who: Caller, ref: string, where = channel) => {
  await world.services.settled();
  const { items } = await who.call("listInbox", { params: { company }, query: { limit: 200 } });
  return items.find((item) => item.channel === where && (item.message?.ref ?? "channel") === ref);
};
const mark = (message: string, done: boolean, where = channel) => ["markInboxDone", { params: { company, channel: where, message }, body: { done } }] as const;

test("a call to all is done for who marked it, and open for the others", async () => {
  const { ref } = await say(mia, "@channel cake");
  await noa.call(...mark(ref, true));
  expect(await itemOf(noa, ref)).toMatchObject({ kind: "broadcast", done: true, people: [mia.person] });
  expect(await itemOf(owner, ref)).toMatchObject({ kind: "broadcast", done: false });
  await noa.call(...mark(ref, false));
  expect(await itemOf(noa, ref)).toMatchObject({ kind: "broadcast", done: false });
  expect(await mia.refused(...mark(ref, true))).toBe("message_not_found");
  expect(await noa.refused(...mark((await say(mia, "cake")).ref, true))).toBe("message_not_found");
});

test("who is mentioned by an edit of a call to all finds it new again", async () => {
  const { ref } = await say(mia, "@channel who?");
  await noa.call(...mark(ref, true));
  await mia.call("editMessage", { params: at(ref), body: { text: `@channel you, @{${noa.person}}` } });
  expect(await itemOf(noa, ref)).toMatchObject({ kind: "mention", done: false });
});

test("reactions of others to one's own message are one item, new with each, gone with the last", async () => {
  const { ref } = await say(mia, "we shipped");
  const react = (who: Caller, emoji: string, on: boolean) => who.call("react", { params: at(ref), body: { emoji, on } });
  await react(mia, "🎉", true);
  expect(await itemOf(mia, ref)).toBeUndefined();
  await react(noa, "🎉", true);
  expect(await itemOf(mia, ref)).toMatchObject({ kind: "reaction", done: false, people: [noa.person], message: { ref } });
  expect(await itemOf(noa, ref)).toBeUndefined();
  const first = (await itemOf(mia, ref))?.at ?? 0;
  await mia.call(...mark(ref, true));
  expect((await itemOf(mia, ref))?.done).toBe(true);
  clock.advance(1);
  await react(owner, "👍", true);
  await react(noa, "👍", true);
  const second = await itemOf(mia, ref);
  expect(second).toMatchObject({ done: false });
  expect(second?.people.toSorted()).toEqual([noa.person, owner.person].toSorted());
  expect(second?.at).toBeGreaterThan(first);
  for (const [who, emoji] of [
    [noa, "🎉"],
    [noa, "👍"],
    [owner, "👍"],
  ] as const)
    await react(who, emoji, false);
  expect(await itemOf(mia, ref)).toBeUndefined();
});

test("reactions and calls to all are not counted, invitations are", async () => {
  const reader = await world.join(company, "member");
  const countOf = async () => {
    await world.services.settled();
    const actor = await world.services.companies.enterCompany(
      { account: reader.account, session: "", installationOwner: false, isConfirmed: true, isStrong: false, origin: { address: "", userAgent: "" } },
      company,
    );
    return actor && world.services.inbox.count(actor);
  };
  const made = await newChannel(mia, company, "counted", "private");
  expect(await countOf()).toBe(0);
  await mia.call("addChannelMember", { params: { company, channel: made.id, person: reader.person }, body: {} });
  expect(await countOf()).toBe(1);
  const own = await reader.call("postMessage", { params: { company, channel: made.id }, body: { text: "hi" } });
  await mia.call("react", { params: { company, channel: made.id, message: own.ref }, body: { emoji: "👋", on: true } });
  const all = await mia.call("postMessage", { params: { company, channel: made.id }, body: { text: "@channel welcome" } });
  for (const done of [true, false]) await reader.call(...mark(all.ref, done, made.id));
  expect(await itemOf(reader, own.ref, made.id)).toMatchObject({ kind: "reaction", done: false });
  expect(await countOf()).toBe(1);
});

test("who is put into a channel by somebody finds an invitation; not who joins, comes by a link, or is in a direct", async () => {
  const [reader, other] = [await world.join(company, "member"), await world.join(company, "member")];
  const made = await newChannel(mia, company, "invited", "private");
  const params = { company, channel: made.id };
  await mia.call("postMessage", { params, body: { text: "before" } });
  await mia.call("addChannelMember", { params: { ...params, person: reader.person }, body: { history: false } });
  expect(await itemOf(reader, "channel", made.id)).toMatchObject({ kind: "invitation", done: false, people: [mia.person], message: null });
  expect(await itemOf(mia, "channel", made.id)).toBeUndefined();
  expect(await other.refused(...mark("channel", true, made.id))).toBe("message_not_found");
  await reader.call(...mark("channel", true, made.id));
  expect((await itemOf(reader, "channel", made.id))?.done).toBe(true);

  await reader.call("leaveChannel", { params });
  expect(await itemOf(reader, "channel", made.id)).toBeUndefined();
  expect(await reader.refused(...mark("channel", false, made.id))).toBe("message_not_found");

  await other.call("joinChannel", { params: room, body: {} });
  await mia.call("openDirect", { params: { company }, body: { people: [other.person] } });
  const linked = await world.join(company, "member", [channel]);
  await world.services.settled();
  for (const who of [other, linked]) expect((await who.call("listInbox", { params: { company } })).items.filter((i) => i.kind === "invitation")).toEqual([]);
});

describe("teams", () => {
  const newTeam = async (name: string, people: readonly Caller[]) => {
    const team = (await owner.call("createTeam", { params: { company }, body: { name } })).id;
    for (const { person } of people) await owner.call("setTeamMember", { params: { company, team, person }, body: { role: "member" } });
    return team;
  };

  test("a team's members in the channel are addressed one by one; not who is elsewhere, and not from inside code", async () => {
    const elsewhere = await world.join(company, "member");
    const team = await newTeam("Crew", [mia, noa, elsewhere]);
    const message = await say(mia, `look, @{${team}}`);
    expect(message.teams).toEqual([team]);
    expect(message.mentions.toSorted()).toEqual([noa.person, owner.person].toSorted());
    expect(await itemOf(noa, message.ref)).toMatchObject({ kind: "mention", people: [mia.person] });
    expect(await itemOf(mia, message.ref)).toBeUndefined();
    await elsewhere.call("joinChannel", { params: room, body: {} });
    expect(await itemOf(elsewhere, message.ref)).toBeUndefined();
    expect(await say(mia, `\`@{${team}}\``)).toMatchObject({ teams: [], mentions: [] });
    const row = await world.services.core.port.get("message", [company, channel, message.post]);
    expect(JSON.stringify(row?.clear)).not.toContain(team);
  });

  test("an edit addresses whom it names, and a deleted message nobody", async () => {
    const team = await newTeam("Late", [noa]);
    const { ref } = await say(mia, "nobody yet");
    expect(await mia.call("editMessage", { params: at(ref), body: { text: `now @{${team}}` } })).toMatchObject({ teams: [team] });
    expect(await itemOf(noa, ref)).toMatchObject({ kind: "mention", done: false });
    expect(await mia.call("deleteMessage", { params: at(ref) })).toMatchObject({ teams: [], mentions: [] });
  });

  test("a guest addresses no team, and another company's team is nobody", async () => {
    const team = await newTeam("Closed", [noa]);
    const guest = await world.join(company, "guest");
    await mia.call("addChannelMember", { params: { ...room, person: guest.person }, body: {} });
    expect(await say(guest, `@{${team}}`)).toMatchObject({ teams: [], mentions: [] });
    const account = await world.newAccount();
    const other = await world.callerOf(account, await world.newCompany("Other", account));
    const theirs = await other.call("createTeam", { params: { company: (await world.services.companies.of(account))[0]?.id ?? "" }, body: { name: "Theirs" } });
    expect(await say(mia, `@{${theirs.id}}`)).toMatchObject({ teams: [], mentions: [] });
  });

  test("one of more than fifty is one row for its members, whoever they are now", async () => {
    const many: Caller[] = [];
    for (let i = 0; i <= largestMentioned; i++) many.push(await world.join(company, "member", [channel]));
    const [inside, left] = many as [Caller, Caller];
    const team = await newTeam("Everybody nearly", many.slice(0, -1));
    const before = (await world.services.core.port.list("broadcast", [company, channel], { limit: 100 })).length;
    const message = await say(mia, `@{${team}} all of you`);
    expect(message).toMatchObject({ teams: [team], mentions: [] });
    expect(await world.services.core.port.list("broadcast", [company, channel], { limit: 100 })).toHaveLength(before + 1);
    expect(await itemOf(inside, message.ref)).toMatchObject({ kind: "broadcast", done: false });
    await inside.call(...mark(message.ref, true));
    expect(await itemOf(inside, message.ref)).toMatchObject({ kind: "broadcast", done: true });
    expect(await itemOf(noa, message.ref)).toBeUndefined();
    expect(await noa.refused(...mark(message.ref, true))).toBe("message_not_found");
    await owner.call("removeTeamMember", { params: { company, team, person: left.person } });
    expect(await itemOf(left, message.ref)).toBeUndefined();
    expect(await say(mia, `@{${team}} @channel`)).toMatchObject({ teams: [team] });
    expect(await itemOf(noa, String(message.post + 1))).toMatchObject({ kind: "broadcast" });
  });
});
