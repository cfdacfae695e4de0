import { afterAll, beforeAll, expect, test } from "vitest";
import { operationId } from "../../src/crypto/index.ts";
import { surelyCommit } from "../../src/server/platform/records/surely.ts";
import { makeWorld, type Somebody, type World } from "./world.ts";

let world: World;
let anna: Somebody;
let company: string;
beforeAll(async () => {
  world = await makeWorld();
  anna = await world.join("anna");
  ({ company } = world);
});
afterAll(() => world.close());

const seqs = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq);
const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);

test("a post reaches every member's sockets once, in order, as HTTP shows it", async () => {
  const channel = await world.channel(world.owner, "posts", [anna]);
  const clients = await Promise.all([world.connect(world.owner), world.connect(anna), world.connect(anna)]);
  await Promise.all(range(0, 30).map((i) => world.post(i % 2 ? anna : world.owner, channel, `message ${i}`)));
  const { messages } = await anna.client.call("listMessages", { params: { company, channel }, query: { limit: 30 } });
  for (const client of clients) {
    await client.until(() => client.events(channel).length >= 30);
    const events = client.events(channel);
    expect(seqs(events)).toEqual(range(events[0]?.seq as number, 30));
    expect(events.map(({ message }) => message)).toEqual(messages);
  }
});

test("replies, edits, reactions, pins and deletes bring the row as it is now", async () => {
  const channel = await world.channel(world.owner, "changes", [anna]);
  const client = await world.connect(anna);
  const post = await world.post(world.owner, channel, "first");
  const message = { company, channel, message: String(post) };
  await world.post(anna, channel, "a reply", post);
  await anna.client.call("postMessage", { params: { company, channel }, body: { text: "shown in both", thread: post, alsoInChannel: true } });
  await anna.client.call("react", { params: message, body: { emoji: "👍", on: true } });
  await anna.client.call("pinMessage", { params: message, body: { pinned: true } });
  await world.owner.client.call("editMessage", { params: message, body: { text: "edited" } });
  await world.owner.client.call("deleteMessage", { params: message });
  await client.until(() => client.events(channel).some(({ kind }) => kind === "deleted"));
  const events = client.events(channel);
  expect(events.map(({ kind, message }) => [kind, message?.ref])).toEqual([
    ["posted", "1"],
    ["replied", "1.1"],
    ["replied", "1.2"],
    ["reacted", "1"],
    ["pinned", "1"],
    ["edited", "1"],
    ["deleted", "1"],
  ]);
  expect(events[2]?.twin).toMatchObject({ ref: "2", alsoIn: "1.2", body: { text: "shown in both" } });
  expect(events[3]?.message).toMatchObject({ reactions: [{ emoji: "👍", count: 1, people: [anna.person] }], thread: { replies: 2 } });
  expect(events[6]?.message).toMatchObject({ body: null });
});

test("a message that was changed outside comes with its mark, in its place", async () => {
  const channel = await world.channel(world.owner, "tampered", [anna]);
  const before = (await world.connect(anna)).all("me")[0]?.companies[0]?.channels.find(({ id }) => id === channel)?.seq as number;
  const posts = [await world.post(world.owner, channel, "one"), await world.post(world.owner, channel, "two")];
  const { records, core } = world.server.services;
  const row = (await core.port.get("message", [company, channel, posts[0] as number])) ?? expect.fail("no row");
  const envelope = Buffer.from(row.envelope);
  envelope[40] = (envelope[40] ?? 0) ^ 1;
  const change = { opId: operationId(), digest: null, expect: [], put: [{ ...row, envelope, version: 2 }] };
  await surelyCommit(core.port, records.shardOf(channel), change);
  const late = await world.connect(anna, { sync: { [channel]: before } });
  await late.until(() => late.events(channel).length >= 2);
  expect(late.events(channel).map(({ message }) => [message?.ref, message?.changedOutside, message?.body?.kind])).toEqual([
    ["1", true, undefined],
    ["2", false, "markdown"],
  ]);
});

test("a client that was away gets what it missed once, and then the stream", async () => {
  const channel = await world.channel(world.owner, "away", [anna]);
  const first = await world.connect(anna);
  const posts = await Promise.all(range(0, 5).map((i) => world.post(world.owner, channel, `before ${i}`)));
  await first.until(() => first.events(channel).length >= 5);
  const last = first.events(channel).at(-1)?.seq as number;
  first.socket.terminate();
  await world.owner.client.call("react", { params: { company, channel, message: String(posts[0]) }, body: { emoji: "🎉", on: true } });
  await Promise.all(range(0, 40).map((i) => world.post(world.owner, channel, `missed ${i}`)));
  const writing = Promise.all(range(0, 40).map((i) => world.post(world.owner, channel, `meanwhile ${i}`)));
  const second = await world.connect(anna, { sync: { [channel]: last } });
  await writing;
  await second.until(() => second.events(channel).length >= 81);
  expect(seqs(second.events(channel))).toEqual(range(last + 1, 81));
  expect(second.events(channel)[0]?.message).toMatchObject({ ref: String(posts[0]), reactions: [{ emoji: "🎉" }] });
});

test("clients that come and go while others write miss nothing and get nothing twice", async () => {
  const channel = await world.channel(world.owner, "coming-and-going", [anna]);
  const start = (await world.connect(anna)).all("me")[0]?.companies[0]?.channels.find(({ id }) => id === channel)?.seq as number;
  let isWriting = true;
  const writing = (async () => {
    for (let i = 0; i < 60; i++) await Promise.all(range(0, 5).map((n) => world.post(world.owner, channel, `${i}.${n}`)));
    isWriting = false;
  })();
  const heard: number[] = [];
  while (isWriting) {
    const client = await world.connect(anna, { sync: { [channel]: start + heard.length } });
    const enough = heard.length + 7;
    await Promise.race([client.until(() => heard.length + client.events(channel).length > enough), writing]);
    client.socket.terminate();
    heard.push(...seqs(client.events(channel)));
  }
  await writing;
  const rest = await world.connect(anna, { sync: { [channel]: start + heard.length } });
  await rest.until(() => heard.length + rest.events(channel).length >= 300);
  expect([...heard, ...seqs(rest.events(channel))]).toEqual(range(start + 1, 300));
});

test("too far behind, or ahead of the store: a snapshot", async () => {
  const channel = await world.channel(world.owner, "snapshots", [anna]);
  const { writer } = world.server.services;
  const change = () => writer.append(company, channel, { id: operationId(), digest: null }, () => ({ expects: [], puts: [], event: { kind: "changed" } }));
  for (let i = 0; i < 21; i++) await Promise.all(range(0, 100).map(change));
  const [behind, ahead, near] = await Promise.all([
    world.connect(anna, { sync: { [channel]: 1 } }),
    world.connect(anna, { sync: { [channel]: 1_000_000 } }),
    world.connect(anna, { sync: { [channel]: 600 } }),
  ]);
  for (const client of [behind, ahead]) expect(await client.next("snapshot", (frame) => frame.channel === channel)).toMatchObject({ post: 0, company });
  await near.until(() => near.events(channel).length >= 1502);
  expect(seqs(near.events(channel))).toEqual(range(601, 1502));
  expect(near.all("snapshot")).toEqual([]);
});

test("a person's own changes reach his other sockets", async () => {
  const channel = await world.channel(world.owner, "own", [anna]);
  const post = await world.post(world.owner, channel, `@{${anna.person}} look`);
  const client = await world.connect(anna);
  await anna.client.call("markRead", { params: { company, channel }, body: { post } });
  expect((await client.next("me.channel", (frame) => frame.channel.marker === post)).channel).toMatchObject({ id: channel, unread: false, count: 0 });
  await anna.client.call("setChannelPreference", { params: { company, channel }, body: { muted: true } });
  await client.next("me.channel", (frame) => frame.channel.muted);
  await world.post(world.owner, channel, `@{${anna.person}} again`);
  expect((await client.next("me.inbox")).count).toBeGreaterThan(0);
});

test("names of channels and people, and who is here, are told as they change", async () => {
  const channel = await world.channel(world.owner, "old-name", [anna]);
  const client = await world.connect(anna);
  await world.owner.client.call("updateChannel", { params: { company, channel }, body: { name: "new-name" } });
  await client.next("me.channel", (frame) => frame.channel.id === channel && frame.channel.name === "new-name");
  await world.owner.client.call("updateMyProfile", { params: { company }, body: { title: "chief" } });
  await client.next("me.people", (frame) => frame.people.some(({ id, title }) => id === world.owner.person && title === "chief"));
  const bert = await world.join("bert");
  const other = await world.connect(bert);
  await client.next("presence", (frame) => frame.here.includes(bert.person));
  other.socket.close();
  await client.next("presence", (frame) => frame.gone.includes(bert.person));
});

test("away is who is at none of his clients; an outsider to a guest's channels is not told of", async () => {
  const guest = await world.join("away-guest", "guest");
  const cora = await world.join("cora");
  const { channels } = await cora.client.call("listMyChannels", { params: { company } });
  for (const { id } of channels) await cora.client.call("leaveChannel", { params: { company, channel: id } });
  const [witness, outsider, laptop, phone] = await Promise.all([world.connect(anna), world.connect(guest), world.connect(cora), world.connect(cora)]);
  const told = () => witness.all("presence").flatMap(({ here, away, gone }) => [...tell("here", here), ...tell("away", away), ...tell("gone", gone)]);
  const tell = (state: string, people: readonly string[]) => (people.includes(cora.person) ? [state] : []);
  await witness.until(() => told().length === 1);
  laptop.send({ type: "away", away: true });
  await world.owner.client.call("updateMyProfile", { params: { company }, body: { title: "one tick later" } });
  await witness.next("me.people", ({ people }) => people.some(({ title }) => title === "one tick later"));
  phone.send({ type: "away", away: true });
  await witness.until(() => told().length === 2);
  const late = await world.connect(anna);
  expect(await late.next("presence", ({ whole }) => whole === true)).toMatchObject({ away: [cora.person] });
  phone.send({ type: "away", away: false });
  await witness.until(() => told().length === 3);
  phone.socket.close();
  await witness.until(() => told().length === 4);
  laptop.socket.close();
  await witness.until(() => told().length === 5);
  expect(told()).toEqual(["here", "away", "here", "away", "gone"]);
  expect(JSON.stringify(outsider.all("presence"))).not.toContain(cora.person);
});

test("typing is passed on to the channel's other members only", async () => {
  const channel = await world.channel(world.owner, "typing", [anna]);
  const bert = await world.join("bert-the-typist");
  const [owner, listener, own, outside] = await Promise.all([world.connect(world.owner), world.connect(anna), world.connect(world.owner), world.connect(bert)]);
  // Who has not heard of the channel's events yet is not told who types either.
  await world.post(world.owner, channel, "first");
  for (const client of [owner, listener, own]) await client.until(() => client.events(channel).length > 0);
  outside.send({ type: "typing", company, channel });
  owner.send({ type: "typing", company, channel });
  owner.send({ type: "typing", company, channel });
  expect(await listener.next("typing")).toEqual({ type: "typing", company, channel, person: world.owner.person });
  await world.post(world.owner, channel, "done");
  for (const client of [listener, own]) await client.until(() => client.events(channel).length > 1);
  expect(listener.all("typing")).toHaveLength(1);
  expect([...own.all("typing"), ...outside.all("typing")]).toEqual([]);
});

test("the gateway failed at nothing in all this", () => {
  expect(world.errors).toEqual([]);
});

test("who may read the log hears that it has grown, coalesced; members hear nothing", async () => {
  const [reader, member] = [await world.connect(world.owner), await world.connect(anna)];
  const { size } = await world.owner.client.call("listAudit", { params: { company }, query: { limit: 1 } });
  for (const i of range(0, 10)) await world.channel(anna, `grown-${i}`);
  await world.server.services.audit.idle();
  const now = (await world.owner.client.call("listAudit", { params: { company }, query: { limit: 1 } })).size;
  expect(now).toBe(size + 20);
  await reader.next("log", (frame) => frame.company === company && frame.size === now);
  expect(reader.all("log").length).toBeLessThan(20);
  await world.owner.client.call("renameCompany", { params: { company }, body: { name: "Example" } });
  expect(member.all("log")).toEqual([]);
});
