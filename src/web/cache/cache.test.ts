import fc from "fast-check";
import { expect, test } from "vitest";
import type { ServerFrame } from "../../contract/socket.ts";
import { applyFrame, applyMarker } from "./apply-frame.ts";
import { applyMessage, applyPage, changeMessage, openContents } from "./apply-messages.ts";
import { addPending, settlePending } from "./apply-outbox.ts";
import { type Cache, emptyCache, type MessageRow, type MyChannelRow, type Pending, type PersonRow } from "./state.ts";

const company = "company";
const me = "me";
const person = (id: string): PersonRow => ({
  id,
  name: id,
  handle: id,
  title: "",
  zone: null,
  status: null,
  kind: "person",
  role: "member",
  state: "active",
  createdAt: 0,
});
const channelRow = (id: string, over: Partial<MyChannelRow> = {}): MyChannelRow => ({
  id,
  kind: "public",
  team: null,
  name: id,
  topic: "",
  whoPosts: "everyone",
  whoAddressesAll: "everyone",
  shows: "messages",
  archived: false,
  protection: "server",
  createdAt: 0,
  seq: 0,
  post: 0,
  lastAt: null,
  starred: false,
  notices: "usual",
  may: { post: true, addressAll: true, manage: false, archive: false, erase: false },
  people: [],
  marker: 0,
  markerTurn: 0,
  unread: false,
  count: 0,
  muted: false,
  fromPost: 0,
  ...over,
});
const message = (ref: string, over: Partial<MessageRow> = {}): MessageRow => {
  const [post = 0, reply = 0] = ref.split(".").map(Number);
  return {
    channel: "a",
    ref,
    post,
    reply,
    author: "other",
    kind: "message",
    body: { kind: "markdown", text: `text ${ref}` },
    changedOutside: false,
    mentions: [],
    teams: [],
    sentAt: 0,
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
    ...over,
  };
};
const meFrame = (channels: MyChannelRow[]): ServerFrame => ({
  type: "me",
  account: { id: "account", name: "Me", email: null, emailConfirmedAt: null, installationOwner: false, createdAt: 0, companies: [] },
  companies: [{ id: company, name: "Company", person: person(me), channels, directory: 1, inbox: 0 }],
  at: 0,
  build: "1",
  readOnly: false,
});
type Event = Extract<ServerFrame, { type: "events" }>["events"][number];
const posted = (seq: number, row: MessageRow): Event => ({
  seq,
  kind: row.reply > 0 ? "replied" : "posted",
  post: row.post,
  reply: row.reply,
  person: row.author,
  at: 100 + seq,
  message: row,
});
const frame = (...events: Event[]): ServerFrame => ({ type: "events", company, channel: "a", seq: events.at(-1)?.seq ?? 0, events });
const start = (over: Partial<MyChannelRow> = {}, ...frames: ServerFrame[]): Cache =>
  [meFrame([channelRow("a", over)]), ...frames].reduce(applyFrame, emptyCache);
const loaded = (cache: Cache, messages: MessageRow[], seq = 0, asked: string[] = messages.map(({ ref }) => ref)) =>
  applyPage(cache, "a", { messages, asked, seq });
const rowOf = (cache: Cache) => cache.companies.get(company)?.channels.get("a");
const shown = (cache: Cache, ref: string) => cache.contents.get("a")?.rows.get(ref)?.message;
const textOf = (cache: Cache, ref: string) => (shown(cache, ref)?.body as { text: string } | undefined)?.text;

test("what `me` doesn't name is dropped, with its messages", () => {
  const before = loaded(start(), [message("1")]);
  const after = applyFrame(before, meFrame([channelRow("b")]));
  expect([...(after.companies.get(company)?.channels.keys() ?? [])]).toEqual(["b"]);
  expect(after.contents.has("a")).toBe(false);
});

test("a post of somebody else makes the channel unread; only a mention or a direct message counts", () => {
  const plain = applyFrame(start(), frame(posted(1, message("1"))));
  expect(rowOf(plain)).toMatchObject({ unread: true, count: 0, post: 1, seq: 1, lastAt: 101 });
  expect(rowOf(applyFrame(start(), frame(posted(1, message("1", { mentions: [me] })))))).toMatchObject({ unread: true, count: 1 });
  expect(rowOf(applyFrame(start({ kind: "direct" }), frame(posted(1, message("1")))))).toMatchObject({ unread: true, count: 1 });
});

test("own posts, system lines, edits, reactions and what is read already are no news", () => {
  expect(rowOf(applyFrame(start(), frame(posted(1, message("1", { author: me })))))).toMatchObject({ unread: false, post: 1 });
  expect(rowOf(applyFrame(start(), frame(posted(1, message("1", { kind: "system" })))))).toMatchObject({ unread: false });
  expect(rowOf(applyFrame(start(), frame({ ...posted(1, message("1")), kind: "edited" })))).toMatchObject({ unread: false, post: 0 });
  expect(rowOf(applyFrame(start({ marker: 5 }), frame(posted(1, message("3")))))).toMatchObject({ unread: false });
});

test("the marker goes forward only, and reading the last post clears the channel", () => {
  const unread = applyFrame(start(), frame(posted(1, message("1")), posted(2, message("2", { mentions: [me] }))));
  const half = applyMarker(unread, company, "a", 1);
  expect(rowOf(half)).toMatchObject({ marker: 1, unread: true, count: 1 });
  const all = applyMarker(half, company, "a", 2);
  expect(rowOf(all)).toMatchObject({ marker: 2, unread: false, count: 0 });
  expect(applyMarker(all, company, "a", 1)).toEqual(all);
});

test("a page that is older than an event doesn't cover it, whatever the order", () => {
  const old = message("1");
  const edited = message("1", { version: 2, body: { kind: "markdown", text: "edited" } });
  const eventFirst = loaded(applyFrame(loaded(start(), [message("2")], 3), frame({ ...posted(4, edited), kind: "edited" })), [old], 3);
  const pageFirst = applyFrame(loaded(start(), [old, message("2")], 3), frame({ ...posted(4, edited), kind: "edited" }));
  expect(textOf(eventFirst, "1")).toBe("edited");
  expect(textOf(pageFirst, "1")).toBe("edited");
});

test("reactions don't grow the version: the newer sight of the row wins", () => {
  const reacted = message("1", { reactions: [{ emoji: "👍", count: 1, people: [me] }] });
  const cache = applyFrame(loaded(start(), [message("1")], 1), frame({ ...posted(2, reacted), kind: "reacted" }));
  expect(shown(loaded(cache, [message("1")], 1), "1")?.reactions).toHaveLength(1);
});

test("a reply moves its root's summary", () => {
  const cache = applyFrame(
    loaded(start(), [message("1")]),
    frame(posted(1, message("1.1", { author: "lea" })), posted(2, message("1.2", { author: "lea" })), posted(3, message("1.3", { author: me }))),
  );
  expect(shown(cache, "1")?.thread).toEqual({ replies: 3, lastAt: 103, people: ["lea", me] });
  expect(cache.contents.get("a")?.replyHeads.get(1)).toBe(3);
  expect(rowOf(cache)).toMatchObject({ post: 0, unread: false });
});

test("a reply that the channel shows too is a post of the channel", () => {
  const event = { ...posted(1, message("1.1")), twin: message("2", { alsoIn: "1.1" }) };
  const cache = applyFrame(loaded(start({ post: 1, marker: 1 }), [message("1")]), frame(event));
  expect(shown(cache, "2")?.alsoIn).toBe("1.1");
  expect(rowOf(cache)).toMatchObject({ post: 2, unread: true });
});

test("what was asked for and isn't there becomes a hole, until it comes", () => {
  const cache = loaded(start(), [message("1"), message("3")], 0, ["1", "2", "3"]);
  expect([...(cache.contents.get("a")?.holes ?? [])]).toEqual(["2"]);
  expect([...(loaded(cache, [message("2")]).contents.get("a")?.holes ?? [])]).toEqual([]);
});

test("a snapshot drops the rows and keeps the head; the socket goes on from its seq", () => {
  const cache = applyFrame(loaded(start(), [message("1")]), { type: "snapshot", company, channel: "a", seq: 90, post: 70 });
  expect(cache.contents.get("a")).toMatchObject({ seq: 90, head: 70 });
  expect(cache.contents.get("a")?.rows.size).toBe(0);
});

const pending = (key: string, text: string): Pending => ({ key, company, channel: "a", thread: 0, text, at: 0, state: "sending", reason: "" });

test("a pending post becomes the message once, whether the answer or the event comes first", () => {
  const own = message("1", { author: me, body: { kind: "markdown", text: "hello" } });
  const waiting = loaded(addPending(start(), pending("k1", "hello")), [message("9")]);
  const answer = (cache: Cache) => settlePending(applyMessage(cache, own), "k1", own);
  const event = (cache: Cache) => applyFrame(cache, frame(posted(1, own)));
  for (const done of [event(answer(waiting)), answer(event(waiting))]) {
    expect(done.outbox).toEqual([]);
    expect(textOf(done, "1")).toBe("hello");
    expect(done.born.get("a/1")).toBe("k1");
  }
});

test("in an empty channel on screen, too, a post is there as soon as it is no longer pending", () => {
  const own = message("1", { author: me, body: { kind: "markdown", text: "hello" } });
  const open = openContents(addPending(start(), pending("k1", "hello")), "a");
  expect(textOf(applyFrame(open, frame(posted(1, own))), "1")).toBe("hello");
  expect(textOf(settlePending(applyMessage(addPending(start(), pending("k1", "hello")), own), "k1", own), "1")).toBe("hello");
});

test("of two equal pending posts an event takes the first, and the answers then find their own", () => {
  const twice = addPending(addPending(start(), pending("k1", "ok")), pending("k2", "ok"));
  const first = applyFrame(loaded(twice, []), frame(posted(1, message("1", { author: me, body: { kind: "markdown", text: "ok" } }))));
  expect(first.outbox.map(({ key }) => key)).toEqual(["k2"]);
});

test("a change shown before the answer gives way to it", () => {
  const cache = changeMessage(loaded(start(), [message("1")], 5), "a", "1", (row) => ({ ...row, pinned: true }));
  expect(shown(cache, "1")?.pinned).toBe(true);
  expect(shown(applyMessage(cache, message("1", { version: 1, pinned: false })), "1")?.pinned).toBe(false);
});

test("pages and events in any order and any cut give the same rows", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 25 }), fc.infiniteStream(fc.boolean()), (edits, coins) => {
      // A history of edits; the truth after `n` of them is what a page with seq `n` holds.
      const truth = (n: number) =>
        Array.from({ length: 12 }, (_, i) => {
          const times = edits.slice(0, n).filter((post) => post === i + 1).length;
          return message(String(i + 1), { version: 1 + times, body: { kind: "markdown", text: `v${times}` } });
        });
      let cache = loaded(start({ post: 12 }), truth(0), 0);
      edits.forEach((post, n) => {
        if (coins.next().value) cache = loaded(cache, truth(n), n);
        const row = truth(n + 1)[post - 1];
        if (row) cache = applyFrame(cache, frame({ ...posted(n + 1, row), kind: "edited" }));
        if (coins.next().value) cache = loaded(cache, truth(n).slice(3, 9), n);
      });
      for (const row of truth(edits.length)) expect(textOf(cache, row.ref)).toBe((row.body as { text: string }).text);
    }),
  );
});
