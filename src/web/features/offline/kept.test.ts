import fc from "fast-check";
import { expect, test } from "vitest";
import { type Cache, emptyCache, emptyContents, type MessageRow, type MyChannelRow, type PersonRow, type Row } from "../../cache/index.ts";
import { type KeptEntry, keptChannel, keptState, most, nextIndex, restored } from "./kept.ts";

const person = (id: string): PersonRow => ({
  id,
  name: `name of ${id}`,
  handle: id,
  title: "",
  zone: null,
  status: null,
  kind: "person",
  role: "member",
  state: "active",
  createdAt: 0,
});
const row = (post: number, reply = 0): Row => {
  const message: MessageRow = {
    channel: "a",
    ref: reply ? `${post}.${reply}` : String(post),
    post,
    reply,
    author: `author ${post % 7}`,
    kind: "message",
    body: { kind: "markdown", text: `text ${post}` },
    changedOutside: false,
    mentions: [],
    teams: [],
    sentAt: post * 10 + reply,
    editedAt: null,
    deletedAt: null,
    version: 1,
    pinned: false,
    imported: false,
    shownAs: null,
    alsoIn: null,
    reactions: [],
    files: [],
    thread: null,
  };
  return { message, seen: 0 };
};
const mine = (id: string, fromPost = 1) => ({ id, fromPost, people: [] as string[] }) as unknown as MyChannelRow;
const cacheOf = (rows: readonly Row[], channels: readonly MyChannelRow[] = [mine("a")]): Cache => ({
  ...emptyCache,
  account: { id: "account", name: "Ana", email: null, emailConfirmedAt: null, installationOwner: false, createdAt: 0, companies: [] },
  build: "b1",
  people: new Map(["me", "other", ...Array.from({ length: 7 }, (_, i) => `author ${i}`)].map((id) => [id, person(id)])),
  companies: new Map([
    [
      "company",
      { id: "company", name: "Acme", me: "me", role: "member", directory: 3, inbox: 0, channels: new Map(channels.map((channel) => [channel.id, channel])) },
    ],
  ]),
  contents: new Map([
    [
      "a",
      { ...emptyContents, seq: 9, head: Math.max(0, ...rows.map(({ message }) => message.post)), rows: new Map(rows.map((row) => [row.message.ref, row])) },
    ],
  ]),
});
const facts = { at: 5, build: "b1", entry: "/assets/index-1.js" };

test("of a channel the end stays, with its people, and nothing from before the reader came", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 900 }), (count, fromPost) => {
      const kept = keptChannel(cacheOf(Array.from({ length: count }, (_, i) => row(i + 1))), mine("a", fromPost));
      const posts = kept?.rows.map(({ message }) => message.post) ?? [];
      const first = Math.max(fromPost, count - most.messages + 1);
      expect(posts).toEqual(Array.from({ length: Math.max(0, count - first + 1) }, (_, i) => first + i));
      const shown = new Set(kept?.rows.map(({ message }) => message.author));
      expect(new Set(kept?.people.map(({ id }) => id))).toEqual(shown);
    }),
  );
});

test("a reply stays with what it replies to", () => {
  const rows = [row(1), ...Array.from({ length: 300 }, (_, i) => row(i + 2)), row(1, 1), row(1, 2)];
  const refs = keptChannel(cacheOf(rows), mine("a"))?.rows.map(({ message }) => message.ref) ?? [];
  expect(refs).toHaveLength(203);
  expect(refs).toEqual(expect.arrayContaining(["1", "1.1", "1.2", "301"]));
});

test("what comes back is what was kept, and only in channels that are still the reader's", () => {
  const cache = cacheOf([row(1), row(2)]);
  const kept = keptChannel(cache, mine("a"))!;
  const state = JSON.parse(JSON.stringify(keptState(cache, facts, new Map())!)) as NonNullable<ReturnType<typeof keptState>>;
  const back = restored(state, new Map([["a", JSON.parse(JSON.stringify(kept)) as typeof kept]]), facts.entry);
  expect(back.contents).toEqual(cache.contents);
  expect(back.companies).toEqual(cache.companies);
  expect([back.asOf, back.build]).toEqual([5, "b1"]);
  expect([...(back.people?.keys() ?? [])].toSorted()).toEqual(["author 1", "author 2", "me"]);
  expect(restored(state, new Map([["b", kept]]), facts.entry).contents?.size).toBe(0);
  expect(restored(state, new Map(), "/assets/index-2.js").build).toBe(""); // another page: the server's build says nothing about it
});

test("the index holds the channels read last, few and fresh ones of the reader's own", () => {
  const names = fc.integer({ min: 0, max: 60 }).map((n) => `c${n}`);
  const entry = fc.record({ channel: names, slot: fc.uuid(), seq: fc.nat(), at: fc.integer({ min: 0, max: 2 * most.age }) });
  const entries = fc.uniqueArray(entry, { selector: ({ channel }) => channel, maxLength: 60 });
  fc.assert(
    fc.property(entries, fc.uniqueArray(names, { maxLength: 20 }), entries, fc.uniqueArray(names), (before, opened, kept, own) => {
      const now = 2 * most.age;
      const next = nextIndex(before, opened, kept, new Set(own), now);
      const has = (list: readonly KeptEntry[], name: string) => list.some(({ channel, at }) => channel === name && now - at < most.age);
      expect(next.length).toBeLessThanOrEqual(most.channels);
      expect(new Set(next.map(({ channel }) => channel)).size).toBe(next.length);
      for (const { channel, at } of next) expect([own.includes(channel), now - at < most.age]).toEqual([true, true]);
      const last = opened.findLast((name) => own.includes(name) && (has(kept, name) || (has(before, name) && !kept.some(({ channel }) => channel === name))));
      if (last !== undefined) expect(next[0]?.channel).toBe(last);
      for (const now of next) expect(kept.find(({ channel }) => channel === now.channel) ?? before.find(({ channel }) => channel === now.channel)).toEqual(now);
    }),
  );
});
