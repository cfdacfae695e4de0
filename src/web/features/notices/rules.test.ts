import { expect, test } from "vitest";
import type { MessageRow } from "../../cache/index.ts";
import { concerns, isQuiet, levelIn } from "./rules.ts";

const row = { kind: "public", muted: false, notices: "usual" } as const;
const message = { author: "ana", kind: "message", reply: 0, mentions: [] as string[], body: { kind: "markdown", text: "hello" } } as unknown as MessageRow;

test("the channel's own level goes before the usual one, and muted before both", () => {
  expect(levelIn(row, "mentions")).toBe("mentions");
  expect(levelIn({ ...row, notices: "all" }, "none")).toBe("all");
  expect(levelIn({ ...row, notices: "all", muted: true }, "all")).toBe("none");
});

test("mentions: what names the reader, and direct messages", () => {
  expect(concerns(message, row, "leo", "mentions")).toBe(false);
  expect(concerns({ ...message, mentions: ["leo"] }, row, "leo", "mentions")).toBe(true);
  expect(concerns(message, { ...row, kind: "direct" }, "leo", "mentions")).toBe(true);
  expect(concerns(message, { ...row, kind: "direct" }, "leo", "none")).toBe(false);
  expect(concerns({ ...message, mentions: ["leo"] }, { ...row, muted: true }, "leo", "mentions")).toBe(false);
});

test("all: every message of others, but not each reply", () => {
  expect(concerns(message, row, "leo", "all")).toBe(true);
  expect(concerns({ ...message, reply: 3 }, row, "leo", "all")).toBe(false);
  expect(concerns(message, row, "ana", "all")).toBe(false);
  expect(concerns({ ...message, kind: "system" }, row, "leo", "all")).toBe(false);
  expect(concerns({ ...message, body: null }, row, "leo", "all")).toBe(false);
});

test("quiet hours go by the reader's zone, and over midnight", () => {
  const at = Date.UTC(2026, 0, 10, 22, 30); // 23:30 in Paris, 07:30 in Tokyo
  const quiet = { from: "23:00", to: "07:00" };
  expect(isQuiet(null, "Europe/Paris", at)).toBe(false);
  expect(isQuiet(quiet, "Europe/Paris", at)).toBe(true);
  expect(isQuiet(quiet, "Asia/Tokyo", at)).toBe(false);
  expect(isQuiet({ from: "07:00", to: "08:00" }, "Asia/Tokyo", at)).toBe(true);
  expect(isQuiet(quiet, "Europe/Paris", Date.UTC(2026, 0, 10, 6, 0))).toBe(false); // 07:00 sharp: over
  expect(isQuiet({ from: "08:00", to: "08:00" }, "Europe/Paris", at)).toBe(true);
});
