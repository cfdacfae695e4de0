import { expect, test } from "vitest";
import type { MyChannelRow } from "../../cache/index.ts";
import { usual } from "../preferences/use-preferences.ts";
import { arrange } from "./arrange.ts";

const row = (id: string, over: Partial<MyChannelRow> = {}) =>
  ({ id, kind: "public", name: id, createdAt: 0, lastAt: 0, archived: false, starred: false, muted: false, unread: false, count: 0, ...over }) as MyChannelRow;
const own = (id: string, channels: string[], collapsed = false) => ({ id, name: id, channels, collapsed });
const shown = (rows: MyChannelRow[], sideBar: Partial<typeof usual.sideBar> = {}, current?: string) => {
  const { sections, ordered, all } = arrange(rows, { ...usual.sideBar, ...sideBar }, ({ name }) => name, current);
  expect(ordered).toEqual(sections.flatMap(({ rows }) => rows));
  expect(all.map(({ id }) => id).toSorted()).toEqual(rows.flatMap(({ id, archived }) => (archived ? [] : [id])).toSorted());
  return sections.map(({ id, rows }) => `${id}: ${rows.map(({ id }) => id).join(" ")}`.trim());
};

test("channels by name with numbers as numbers, directs by activity, archived ones nowhere", () => {
  const rows = [
    row("room-10"),
    row("room-9"),
    row("old", { archived: true }),
    row("ana", { kind: "direct", lastAt: 1 }),
    row("leo", { kind: "direct", lastAt: 2 }),
  ];
  expect(shown(rows)).toEqual(["channels: room-9 room-10", "direct: leo ana"]);
});

test("a shared folder stands in the drive, unless it has news or a star", () => {
  const rows = [
    row("quiet", { shows: "files" }),
    row("said", { shows: "files", unread: true }),
    row("starred", { shows: "files", starred: true }),
    row("talk", { shows: "messages" }),
  ];
  expect(arrange(rows, usual.sideBar, ({ name }) => name, undefined).all.map(({ id }) => id)).toEqual(["starred", "said", "talk"]);
});

test("by activity", () => {
  expect(shown([row("a", { lastAt: 1 }), row("b", { lastAt: 3 }), row("c", { lastAt: null, createdAt: 2 })], { sort: "recent" })).toEqual([
    "channels: b c a",
    "direct:",
  ]);
});

test("starred ones first, then own sections in their order, each channel once", () => {
  const rows = [row("a"), row("b", { starred: true }), row("c"), row("leo", { kind: "direct" })];
  expect(shown(rows, { sections: [own("two", ["c", "leo", "left"]), own("one", ["b"])] })).toEqual([
    "starred: b",
    "two: c leo",
    "one:",
    "channels: a",
    "direct:",
  ]);
});

test("unread only: what is new and where the reader is, and no empty sections", () => {
  const rows = [
    row("a", { unread: true }),
    row("b"),
    row("c", { unread: true, muted: true }),
    row("d", { unread: true, muted: true, count: 1 }),
    row("leo", { kind: "direct" }),
  ];
  expect(shown(rows, { unreadOnly: true, folded: [], sections: [own("one", ["b"])] })).toEqual(["channels: a d"]);
  expect(shown(rows, { unreadOnly: true, folded: [], sections: [own("one", ["b"])] }, "b")).toEqual(["one: b", "channels: a d"]);
});

test("a collapsed section shows what is new in it", () => {
  expect(shown([row("a", { unread: true }), row("b"), row("c")], { sections: [own("one", ["a", "b"], true)] })).toEqual(["one: a", "channels: c", "direct:"]);
});
