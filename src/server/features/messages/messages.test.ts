import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { addressesAll, mentionedIn } from "./messages.mentions.ts";
import { editWindow } from "./messages.policy.ts";
import { Revision } from "./messages.records.ts";

let world: World;
let owner: Caller;
let mia: Caller;
let noa: Caller;
let company: string;
let channel: string;
let room: { company: string; channel: string };

beforeAll(async () => {
  world = await newWorld();
  ({ owner, company } = world);
  [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
  channel = (await newChannel(mia, company, "talk")).id;
  room = { company, channel };
  for (const one of [noa, owner]) await one.call("joinChannel", { params: room, body: {} });
});
afterAll(() => world.close());

const say = (who: Caller, text: string, more: { thread?: number; alsoInChannel?: boolean } = {}) =>
  who.call("postMessage", { params: room, body: { text, ...more } });
const at = (message: string) => ({ ...room, message });

describe("posting", () => {
  test("numbers are gap-free, whoever posts at once, and a refused post leaves no gap", async () => {
    const before = (await mia.call("listMessages", { params: room })).last;
    const outsider = await world.join(company, "member");
    const all = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) => (i % 10 === 0 ? outsider : i % 2 ? mia : noa).call("postMessage", { params: room, body: { text: `n ${i}` } })),
    );
    expect(all.filter((one) => one.status === "rejected")).toHaveLength(6);
    const { messages } = await mia.call("listMessages", { params: room, query: { after: before, limit: 200 } });
    expect(messages.map((m) => m.post)).toEqual(Array.from({ length: 54 }, (_, i) => before + 1 + i));
    const times = messages.map((m) => m.sentAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("a repeated post is one message; another text under its key is refused", async () => {
    const [a, b] = [
      await mia.call("postMessage", { params: room, body: { text: "twice" }, key: "post-key-1" }),
      await mia.call("postMessage", { params: room, body: { text: "twice" }, key: "post-key-1" }),
    ];
    expect(b.ref).toBe(a.ref);
    expect(await mia.refused("postMessage", { params: room, body: { text: "thrice" }, key: "post-key-1" })).toBe("key_reused");
    expect((await noa.call("postMessage", { params: room, body: { text: "twice" }, key: "post-key-1" })).ref).not.toBe(a.ref);
  });

  test("what is stored holds none of the text", async () => {
    const { ref } = await say(mia, "a needle in the haystack");
    const row = await world.services.core.port.get("message", [company, channel, Number(ref)]);
    expect(Buffer.from(row?.envelope ?? []).includes("needle")).toBe(false);
    expect(row?.clear).not.toContain("a needle in the haystack");
  });

  test("bad input names the field and writes nothing", async () => {
    const { last } = await mia.call("listMessages", { params: room });
    await expect(mia.call("postMessage", { params: room, body: { text: "   " } })).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ path: "body.text" }],
    });
    for (const text of ["x".repeat(40_001), "half of \ud83d"])
      expect(await mia.refused("postMessage", { params: room, body: { text } })).toBe("invalid_request");
    expect((await mia.call("listMessages", { params: room })).last).toBe(last);
  });
});

describe("threads", () => {
  test("replies are numbered in their thread, and the post tells of them", async () => {
    const root = await say(mia, "root");
    const replies = await Promise.all(["a", "b", "c"].map((text) => say(noa, text, { thread: root.post })));
    expect(replies.map((m) => m.reply).sort()).toEqual([1, 2, 3]);
    const thread = await mia.call("listReplies", { params: at(root.ref) });
    expect(thread.root.thread).toMatchObject({ replies: 3, people: [noa.person] });
    expect(thread.messages.map((m) => m.ref)).toEqual([1, 2, 3].map((n) => `${root.post}.${n}`));
    expect(await mia.refused("postMessage", { params: room, body: { text: "lost", thread: 9999 } })).toBe("message_not_found");
  });

  test("a reply shown in the channel too stands in both, each naming the other", async () => {
    const root = await say(mia, "big root");
    const reply = await say(noa, "for all", { thread: root.post, alsoInChannel: true });
    const { messages } = await mia.call("listMessages", { params: room });
    const twin = messages.at(-1);
    expect(reply.alsoIn).toBe(twin?.ref);
    expect(twin?.alsoIn).toBe(reply.ref);
  });
});

test("a page around a time begins at the first message sent then or later, within what the member may read", async () => {
  const made = await newChannel(mia, company, "dated");
  const dated = { company, channel: made.id };
  const sent: number[] = [];
  for (let i = 0; i < 9; i++) sent.push((await mia.call("postMessage", { params: dated, body: { text: `dated ${i}` } })).sentAt);
  const found = async (who: Caller, at: number) => (await who.call("listMessages", { params: dated, query: { at, limit: 4 } })).found ?? 0;
  for (const at of [0, ...sent.flatMap((time) => [time - 1, time, time + 1]), 9e12]) {
    const first = sent.findIndex((time) => time >= at);
    expect([at, await found(mia, at)]).toEqual([at, first < 0 ? sent.length : first + 1]);
  }
  const { messages } = await mia.call("listMessages", { params: dated, query: { at: sent[4] ?? 0, limit: 4 } });
  expect(messages.map(({ post }) => post)).toContain(await found(mia, sent[4] ?? 0));
  expect((await mia.call("listMessages", { params: dated })).found).toBeUndefined();
  const later = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...dated, person: later.person }, body: { history: false } });
  const after = await mia.call("postMessage", { params: dated, body: { text: "after" } });
  expect(await found(later, 0)).toBe(after.post);
  expect(await mia.refused("listMessages", { params: dated, query: { at: -1 } })).toBe("invalid_request");
  const outsider = await world.join(company, "guest");
  expect(await outsider.refused("listMessages", { params: dated, query: { at: 0 } })).toBe("channel_not_found");
});

describe("editing and deleting", () => {
  test("a reply that stands in the channel too is edited and deleted in both", async () => {
    const root = await say(mia, "root of both");
    const reply = await say(mia, "in two places", { thread: root.post, alsoInChannel: true });
    const twin = reply.alsoIn ?? "";
    await mia.call("editMessage", { params: at(reply.ref), body: { text: "changed in both" } });
    expect((await noa.call("getMessage", { params: at(twin) })).body).toEqual({ kind: "markdown", text: "changed in both" });
    await mia.call("deleteMessage", { params: at(twin) });
    expect((await noa.call("getMessage", { params: at(reply.ref) })).body).toBeNull();
    const { rows } = await world.services.core.port.scan("revision", undefined, 1000);
    const opened = await Promise.all(rows.map((row) => world.services.records.open(Revision, row)));
    expect(opened.filter((r) => r.post === root.post && r.reply === reply.reply).map((r) => r.body)).toEqual([{ kind: "markdown", text: "" }]);
  });

  test("the author edits, the earlier text stays in the history, a stale version is refused", async () => {
    const message = await say(mia, "frist");
    const edited = await mia.call("editMessage", { params: at(message.ref), body: { text: "first", version: 1 } });
    expect(edited.editedAt).not.toBeNull();
    expect(await mia.refused("editMessage", { params: at(message.ref), body: { text: "1st", version: 1 } })).toBe("conflict");
    expect(await noa.refused("editMessage", { params: at(message.ref), body: { text: "mine" } })).toBe("not_allowed");
    const { revisions } = await noa.call("listRevisions", { params: at(message.ref) });
    expect(revisions.map((r) => r.body)).toEqual([{ kind: "markdown", text: "frist" }]);
  });

  test("deleting leaves an empty row, its earlier texts too, and nobody else's hand does it", async () => {
    const message = await say(mia, "regret");
    await mia.call("editMessage", { params: at(message.ref), body: { text: "regret more" } });
    expect(await noa.refused("deleteMessage", { params: at(message.ref) })).toBe("not_allowed");
    const gone = await mia.call("deleteMessage", { params: at(message.ref) });
    expect(gone).toMatchObject({ body: null, mentions: [] });
    expect((await noa.call("listRevisions", { params: at(message.ref) })).revisions).toEqual([]);
    const stored = await world.services.records.list(Revision, room, {
      from: { post: message.post },
      to: { post: message.post },
      limit: 10,
    });
    expect(stored.map((r) => r.body)).toEqual([{ kind: "markdown", text: "" }]);
    expect(await mia.refused("editMessage", { params: at(message.ref), body: { text: "back" } })).toBe("message_not_found");
  });

  test("the edit window is a day", () => expect(editWindow).toBe(86_400_000));
});

describe("reactions and pins", () => {
  test("a message takes fifty kinds of reactions and no more; one that stands is still joined", async () => {
    const message = await say(mia, "react to me");
    const react = (emoji: string) => ["react", { params: at(message.ref), body: { emoji, on: true } }] as const;
    for (let i = 0; i < 50; i++) await mia.call(...react(`:e${i}:`));
    expect(await noa.refused(...react(":one-more:"))).toBe("invalid_request");
    expect((await noa.call(...react(":e1:"))).reactions).toHaveLength(50);
  });

  test("one each, taken back and given again, and another message's reaction has another token", async () => {
    const [one, two] = [await say(mia, "like me"), await say(mia, "me too")];
    for (const ref of [one.ref, two.ref]) await noa.call("react", { params: at(ref), body: { emoji: "👍", on: true } });
    await noa.call("react", { params: at(one.ref), body: { emoji: "👍", on: true } });
    expect((await mia.call("react", { params: at(one.ref), body: { emoji: "👍", on: true } })).reactions).toEqual([
      { emoji: "👍", count: 2, people: [noa.person, mia.person] },
    ]);
    expect((await noa.call("react", { params: at(one.ref), body: { emoji: "👍", on: false } })).reactions).toEqual([
      { emoji: "👍", count: 1, people: [mia.person] },
    ]);
    const rows = await world.services.core.port.list("reaction", [company, channel], { from: [one.post], to: [two.post], limit: 10 });
    expect(new Set(rows.map((row) => row.key[4])).size).toBe(2);
  });

  test.each(["👍", "👍🏽", "🇫🇷", "1️⃣", "❤️", "👩‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", ":party-parrot:", ":+1::skin-tone-3:"])("%s is a reaction", async (emoji) => {
    const { ref } = await say(mia, "what do you think?");
    expect((await noa.call("react", { params: at(ref), body: { emoji, on: true } })).reactions).toMatchObject([{ emoji }]);
  });

  const words = ["yes", "", "1", "👍👍", "👍 yes", "🇫", "👍\u0336", "👍\u{e0061}", ":two words:", ":Party:", ":a:b:", "❤️".repeat(30), "\ud83d"];
  test.each(words)("%j is none", async (emoji) => {
    const { ref } = await say(mia, "what do you think?");
    await expect(noa.call("react", { params: at(ref), body: { emoji, on: true } })).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ path: "body.emoji" }],
    });
    expect((await mia.call("getMessage", { params: at(ref) })).reactions).toEqual([]);
  });

  test("the same emoji from two keyboards is one reaction", async () => {
    const { ref } = await say(mia, "what do you think?");
    await noa.call("react", { params: at(ref), body: { emoji: "❤", on: true } });
    await mia.call("react", { params: at(ref), body: { emoji: "❤️", on: true } });
    await owner.call("react", { params: at(ref), body: { emoji: "👍\ufe0f", on: true } });
    const { reactions } = await owner.call("react", { params: at(ref), body: { emoji: "👍", on: true } });
    expect(reactions.map(({ emoji, count }) => [emoji, count])).toEqual([
      ["❤️", 2],
      ["👍", 1],
    ]);
  });

  test("pins come newest first and go again", async () => {
    const [one, two] = [await say(mia, "pin me"), await say(mia, "and me")];
    for (const ref of [one.ref, two.ref]) await noa.call("pinMessage", { params: at(ref), body: { pinned: true } });
    expect((await mia.call("listPins", { params: room })).messages.map((m) => m.ref)).toEqual([two.ref, one.ref]);
    await noa.call("pinMessage", { params: at(two.ref), body: { pinned: false } });
    expect((await mia.call("listPins", { params: room })).messages.map((m) => m.ref)).toEqual([one.ref]);
  });
});

describe("inbox", () => {
  test("whom a message addresses finds it, under today's rights", async () => {
    const message = await say(mia, `look here @{${noa.person}} and \`@{${owner.person}}\``);
    await world.services.settled();
    const items = async (who: Caller) => (await who.call("listInbox", { params: { company } })).items.map((item) => item.message?.ref);
    expect(await items(noa)).toContain(message.ref);
    expect(await items(owner)).not.toContain(message.ref);
    const mine = (await noa.call("listMyChannels", { params: { company } })).channels.find((c) => c.id === channel);
    expect(mine?.count).toBeGreaterThan(0);
    await noa.call("markInboxDone", { params: { company, channel, message: message.ref }, body: { done: true } });
    expect((await noa.call("listInbox", { params: { company } })).items.find((i) => i.message?.ref === message.ref)?.done).toBe(true);
    await noa.call("leaveChannel", { params: room });
    expect(await items(noa)).toEqual([]);
    await noa.call("joinChannel", { params: room, body: {} });
  });

  test("replies reach who wrote in the thread, and @channel reaches all by one row", async () => {
    const root = await say(mia, "who is in?");
    const reply = await say(noa, "me", { thread: root.post });
    const all = await say(noa, "@channel lunch");
    await world.services.settled();
    const items = (await mia.call("listInbox", { params: { company } })).items;
    expect(items.find((i) => i.message?.ref === reply.ref)?.kind).toBe("reply");
    expect(items.find((i) => i.message?.ref === all.ref)?.kind).toBe("broadcast");
    expect(await world.services.core.port.list("broadcast", [company, channel], { limit: 10 })).toHaveLength(1);
  });

  test("a page is full while there is more, whatever was deleted or lies in a channel that was left", async () => {
    const reader = await world.join(company, "member");
    const rooms: string[] = [];
    for (const name of ["inbox-kept", "inbox-left"]) {
      const made = await newChannel(mia, company, name);
      await reader.call("joinChannel", { params: { company, channel: made.id }, body: {} });
      rooms.push(made.id);
    }
    const [kept = "", left = ""] = rooms;
    const post = (channel: string, text: string) => mia.call("postMessage", { params: { company, channel }, body: { text } });
    const old = [await post(kept, `@{${reader.person}} one`), await post(kept, "@channel two")];
    for (let i = 0; i < 8; i++) {
      const gone = await post(kept, `@channel never mind ${i}`);
      await mia.call("deleteMessage", { params: { company, channel: kept, message: gone.ref } });
      await post(left, `@{${reader.person}} elsewhere ${i}`);
    }
    await reader.call("leaveChannel", { params: { company, channel: left } });
    await world.services.settled();
    const { items } = await reader.call("listInbox", { params: { company }, query: { limit: 2 } });
    expect(items.map((item) => item.message?.ref)).toEqual(old.map((message) => message.ref).reverse());
    expect((await reader.call("listInbox", { params: { company }, query: { limit: 1 } })).items.map((item) => item.kind)).toEqual(["broadcast"]);
  });

  test("a row of somebody else's message can't be made by marking it", async () => {
    expect(await noa.refused("markInboxDone", { params: { company, channel, message: "424242" }, body: { done: true } })).toBe("message_not_found");
  });
});

test("mentions are read outside of code only", () => {
  const id = "0b0f2c1e-8a4e-4d8e-9d8e-000000000001";
  expect(mentionedIn(`hi @{${id}} @{${id}}`)).toEqual([id]);
  expect(mentionedIn(`\`@{${id}}\` and\n\`\`\`\n@{${id}}\n\`\`\``)).toEqual([]);
  expect([addressesAll("@channel now"), addressesAll("mail@channel.org"), addressesAll("`@here`"), addressesAll("(@here)")]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
