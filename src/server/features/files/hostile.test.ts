/** Bad input through the whole way, upload to file to content to preview: a clear refusal or an inert file, and the server goes on. */
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { createDigest, randomBytes } from "../../../crypto/index.ts";

let world: World;
let company: string;
let channel: string;
let mia: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  channel = (await newChannel(mia, company, "in-box", "private")).id;
});
afterAll(() => world.close());

const begin = (headers: Record<string, string>, body?: Buffer) =>
  fetch(`${world.server.url}/api/companies/${company}/uploads`, {
    method: "POST",
    headers: { cookie: mia.cookie, origin: world.server.url, "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream", ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
const idIn = (reply: Response) => reply.headers.get("location")?.split("/").at(-1) ?? expect.fail(`no upload: ${reply.status}`);
const create = (upload: string, name: string, sha256?: string) =>
  mia.call("createFile", { params: { company, channel }, body: { upload, name, ...(sha256 ? { sha256 } : {}) } });
const refused = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => expect.fail("it was not refused"),
    (error: { code?: string }) => error.code ?? String(error),
  );
const at = (file: string, what: string) =>
  fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/files/${file}/${what}`, { headers: { cookie: mia.cookie } });

/** What a browser may show in the application's origin, and does not run. */
const harmless = /^(image\/(png|jpeg|gif|webp|avif)|(video|audio)\/[a-z0-9]+|text\/plain; charset=utf-8|application\/octet-stream)$/;

/** Reads it as a browser would. @returns its type and whether it is shown or saved */
async function inert(file: string, bytes: Buffer): Promise<[string | null, string | undefined]> {
  const reply = await at(file, "content");
  const type = reply.headers.get("content-type");
  expect([reply.status, reply.headers.get("x-content-type-options")]).toEqual([200, "nosniff"]);
  expect(reply.headers.get("content-security-policy")).toContain("sandbox");
  expect(type).toMatch(harmless);
  expect(Buffer.from(await reply.arrayBuffer()).equals(bytes)).toBe(true);
  return [type, reply.headers.get("content-disposition")?.split(";")[0]];
}

test.each([
  ["../../etc/passwd", "_.._etc_passwd"],
  ["..\\..\\windows\\system.ini", "_.._windows_system.ini"],
  ["a\0b.txt", "ab.txt"],
  ["invoice\u202efdp.exe", "invoicefdp.exe"],
  ["CON", "_CON"],
  ["nul.txt", "_nul.txt"],
  ["trailing...", "trailing"],
  [".htaccess", "htaccess"],
  ['a"; filename="b.exe', "a_; filename=_b.exe"],
  ["line\r\nset-cookie: x=y", "lineset-cookie_ x=y"],
  ["x".repeat(255), "x".repeat(200)],
  ["ü".repeat(250), "ü".repeat(100)],
])("the name %j is saved as %j", async (name, saved) => {
  const bytes = Buffer.from("a text");
  const { id } = await create(await mia.uploaded(bytes), name);
  await inert(id, bytes);
  const reply = await at(id, "content");
  const [, extended = ""] = /filename\*=UTF-8''([^;]*)$/.exec(reply.headers.get("content-disposition") ?? "") ?? [];
  expect([decodeURIComponent(extended), reply.headers.get("set-cookie")]).toEqual([saved, null]);
  const zip = await fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/zip?files=${id}`, { headers: { cookie: mia.cookie } });
  expect(Buffer.from(await zip.arrayBuffer()).includes(Buffer.from(saved))).toBe(true);
});

test.each([["x".repeat(4096)], [""], ["\0"], ["\u202e\u2066"], [" \t "]])("the name %j is refused, and the upload waits for another", async (name) => {
  const upload = await mia.uploaded(Buffer.from("a text"));
  expect(await refused(create(upload, name))).toBe("invalid_request");
  expect((await create(upload, "a name")).size).toBe(6);
});

test("lengths that are none, too large, or not true are refused, and what came is kept", async () => {
  for (const length of ["-1", "1e3", "five", "0x10", " ", "9".repeat(30)])
    expect([length, (await begin({ "upload-length": length })).status]).toEqual([length, 400]);
  expect((await begin({ "upload-length": String(2 ** 50) })).status).toBe(413);
  expect((await begin({ "upload-length": "3" }, Buffer.from("four"))).status).toBe(413);
  const short = idIn(await begin({ "upload-length": "100" }, Buffer.from("ten bytes.")));
  expect(await refused(create(short, "short"))).toBe("upload_incomplete");
  const whole = await mia.uploaded(Buffer.from("whole"));
  expect(await refused(create(whole, "w", createDigest().update(Buffer.from("other")).digestBase64url()))).toBe("upload_broken");
  expect(await refused(create(whole, "w", "not-a-hash"))).toBe("invalid_request");
  expect((await create(whole, "w", createDigest().update(Buffer.from("whole")).digestBase64url())).size).toBe(5);
  const empty = await create(await mia.uploaded(Buffer.alloc(0)), "empty.png");
  expect(await inert(empty.id, Buffer.alloc(0))).toEqual([expect.any(String), expect.any(String)]);
});

const script = "<script>fetch('/api/me').then(alert)</script>";
/** A page of so many points, that runs a program when it is opened. */
const pdf = (side: number) =>
  Buffer.from(
    `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${side} ${side}]>>endobj\ntrailer<</Root 1 0 R>>\n`,
  );
/** A text that is a thousand times as large as its file. */
function docx(bytes: number): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("<Types/>"), "[Content_Types].xml");
  zip.addBuffer(Buffer.alloc(bytes, " "), "word/document.xml");
  zip.end();
  return buffer(zip.outputStream);
}
async function png(side: number): Promise<Buffer> {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  return bytes;
}
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

test("what is two things at once, or far more than it seems, is inert, and the server goes on", { timeout: 120_000 }, async () => {
  const saved = ["application/octet-stream", "attachment"];
  const cases: readonly (readonly [string, Buffer, readonly unknown[]])[] = [
    ["gif-and-html.gif", Buffer.concat([gif, Buffer.from(script)]), ["image/gif", "inline"]],
    ["gif-and-html.html", Buffer.concat([gif, Buffer.from(script)]), ["image/gif", "inline"]],
    ["html.png", Buffer.from(`<html>${script}`), saved],
    ["late.txt", Buffer.from(`${"word ".repeat(2000)}${script}`), ["text/plain; charset=utf-8", "inline"]],
    ["svg.jpg", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`), saved],
    ["xml.txt", Buffer.from(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`), saved],
    ["billion.svg", Buffer.from(`<!DOCTYPE s [<!ENTITY a "${"a".repeat(1000)}"><!ENTITY b "${"&a;".repeat(1000)}">]><svg>&b;</svg>`), saved],
    ["script.pdf", pdf(300), saved],
    ["page.pdf", pdf(1e12), saved],
    ["html-and-pdf.pdf", Buffer.concat([Buffer.from("<html>"), pdf(300), Buffer.from(script)]), saved],
    ["bomb.docx", await docx(60_000_000), saved],
    ["huge.png", await png(2 ** 31 - 1), ["image/png", "inline"]],
    ["none.png", await png(0), ["image/png", "inline"]],
    ["noise.jpg", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(20_000)]), ["image/jpeg", "inline"]],
    ["noise.mp4", Buffer.concat([Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "latin1"), randomBytes(20_000)]), ["video/mp4", "inline"]],
    ["zip-and-html.html", Buffer.concat([await docx(10), Buffer.from(script)]), saved],
  ];
  for (const [name, bytes, wanted] of cases) {
    const { id } = await create(await mia.uploaded(bytes), name);
    await world.services.feed.idle();
    expect([name, ...(await inert(id, bytes))]).toEqual([name, ...wanted]);
    const preview = await at(id, "preview");
    expect([name, preview.status === 200 ? preview.headers.get("content-type") : preview.status]).toEqual([name, name.startsWith("gif-") ? "image/webp" : 400]);
  }
  const last = await sharp({ create: { width: 64, height: 64, channels: 3, background: "blue" } })
    .png()
    .toBuffer();
  const { id } = await create(await mia.uploaded(last), "after.png");
  await world.services.feed.idle();
  expect((await at(id, "preview")).status).toBe(200);
});
