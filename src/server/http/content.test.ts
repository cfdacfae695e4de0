import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerContent, Content, savedName } from "./content.ts";

const bytes = Buffer.from("0123456789");
const content = (more: Partial<Content> = {}) =>
  new Content({
    name: "a file.txt",
    type: "text/plain",
    size: bytes.length,
    tag: "tag-1",
    read: async function* (start, end) {
      yield bytes.subarray(start, end);
    },
    still: async () => undefined,
    ...more,
  });
const read = async (reply: ReturnType<typeof answerContent>) => {
  const parts: Buffer[] = [];
  for await (const part of reply.body ?? []) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

describe("ranges", () => {
  test.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-30", "0123456789", "bytes 0-9/10"],
    ["bytes=5-400", "56789", "bytes 5-9/10"],
  ])("%s", async (range, text, told) => {
    const reply = answerContent(content(), { range });
    expect([reply.status, reply.headers["content-range"], reply.headers["content-length"]]).toEqual([206, told, String(text.length)]);
    expect(await read(reply)).toBe(text);
  });

  test.each(["bytes=10-", "bytes=99-100", "bytes=-0"])("%s is beyond it", (range) => {
    const reply = answerContent(content(), { range });
    expect([reply.status, reply.headers["content-range"], reply.body]).toEqual([416, "bytes */10", undefined]);
  });

  test.each(["bytes=4-2", "bytes=0-1,3-4", "bytes=", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=0-1;"])("%s is answered by the whole", async (range) => {
    const reply = answerContent(content(), { range });
    expect([reply.status, await read(reply)]).toEqual([200, "0123456789"]);
  });

  test("a part of what was another file is answered by the whole", async () => {
    const asked = { range: "bytes=1-2", "if-range": '"tag-0"' };
    expect(await read(answerContent(content(), asked))).toBe("0123456789");
    expect(await read(answerContent(content(), { ...asked, "if-range": '"tag-1"' }))).toBe("12");
  });

  test("an empty file has no range", async () => {
    const empty = content({ size: 0 });
    expect(answerContent(empty, { range: "bytes=0-" }).status).toBe(416);
    expect([answerContent(empty, {}).status, answerContent(empty, {}).headers["content-length"]]).toEqual([200, "0"]);
  });
});

test("what the caller has is not sent again", () => {
  for (const tag of ['"tag-1"', 'W/"tag-1"', '"x", "tag-1"', "*"]) expect(answerContent(content(), { "if-none-match": tag }).status).toBe(304);
  expect(answerContent(content(), { "if-none-match": '"tag-2"' }).status).toBe(200);
});

test.each(["text/html", "image/svg+xml", "application/pdf", "application/xml", "application/javascript", "text/css", "IMAGE/PNG", ""])(
  "%j is saved, never shown",
  (type) => {
    const { headers } = answerContent(content({ type }), {});
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["content-disposition"]).toMatch(/^attachment;/);
    expect(headers["content-security-policy"]).toContain("sandbox");
  },
);

test("an image is shown, with nothing allowed beside it", () => {
  const { headers } = answerContent(content({ type: "image/png", name: "p.png" }), {});
  expect([headers["content-type"], headers["content-disposition"]]).toEqual(["image/png", "inline; filename=\"p.png\"; filename*=UTF-8''p.png"]);
});

test.each([
  ["../../etc/passwd", "_.._etc_passwd"],
  ["C:\\Windows\\x.dll", "C__Windows_x.dll"],
  [".htaccess", "htaccess"],
  ["CON.txt", "_CON.txt"],
  ["a\u202etxt.exe", "atxt.exe"],
  ["nul", "_nul"],
  ["a\0b\r\nSet-Cookie: x", "abSet-Cookie_ x"],
  ["...", "file"],
  ["  ", "file"],
  ["Übersicht „Q3“.pdf", "Übersicht „Q3“.pdf"],
])("%j is saved as %j", (name, saved) => {
  expect(savedName(name)).toBe(saved);
});

test("whatever a file is called, its header is one line of ASCII and its saved name fits a file system", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 4000 })), (name) => {
      const saved = savedName(name);
      expect(Buffer.byteLength(saved)).toBeLessThanOrEqual(200);
      expect(saved.length).toBeGreaterThan(0);
      expect(/[/\\\p{Cc}]|^\.|[. ]$/u.test(saved)).toBe(false);
      const header = answerContent(content({ name }), {}).headers["content-disposition"] ?? "";
      expect(/^[\x20-\x7e]+$/.test(header)).toBe(true);
      const [, extended = ""] = /filename\*=UTF-8''(.*)$/.exec(header) ?? [];
      expect(decodeURIComponent(extended)).toBe(saved);
    }),
  );
});
