/** Previews and texts of files over HTTP: what is made of honest files, what hostile ones end in, and what is left of them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { randomBytes } from "../../../crypto/index.ts";
import { programFolder } from "../../config/index.ts";
import { workerUrl } from "../../workers.ts";
import { FilePreview, FileText, FileVersion } from "./files.records.ts";
import { createPreviews } from "./previews.service.ts";
import { PreviewProcess, usualBounds } from "./previews-process.ts";

let world: World;
let company: string;
let channel: string;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  channel = (await newChannel(mia, company, "pictures", "private")).id;
});
afterAll(() => world.close());

/** Previews are made, and what they brought is in the index. */
async function followed(): Promise<void> {
  await world.services.feed.idle();
  await world.services.feed.idle();
}
async function newFile(name: string, bytes: Buffer): Promise<string> {
  const { id } = await mia.call("createFile", { params: { company, channel }, body: { upload: await mia.uploaded(bytes), name } });
  await followed();
  return id;
}
const preview = (who: Caller, file: string, query = "", headers: Record<string, string> = {}) =>
  fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/files/${file}/preview${query}`, { headers: { cookie: who.cookie, ...headers } });
const textRow = (file: string, number = 1) => world.services.records.find(FileText, { company, channel, file, number });
const found = async (text: string) =>
  (await mia.call("search", { params: { company }, body: { text, filters: { kind: "file" } } })).hits.map(({ file }) => file?.id);

const noise = (width: number, height: number) => sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

/** A page that says so, with its content as it is given. */
function pdf(content: Buffer, filter = ""): Buffer {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
  ];
  const head = objects.map((object, i) => `${i + 1} 0 obj${object}endobj\n`).join("");
  return Buffer.concat([
    Buffer.from(`%PDF-1.4\n${head}4 0 obj<</Length ${content.length}${filter}>>\nstream\n`),
    content,
    Buffer.from("\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"),
  ]);
}
const saying = (text: string) => Buffer.from(`BT /F1 18 Tf 20 100 Td (${text}) Tj ET`);

function docx(body: Buffer): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, xml: Buffer | string) => zip.addBuffer(Buffer.from(xml), name);
  const types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
  add(
    "[Content_Types].xml",
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${types}"/></Types>`,
  );
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  add("_rels/.rels", `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}" Target="word/document.xml"/></Relationships>`);
  add("word/document.xml", body);
  zip.end();
  return buffer(zip.outputStream);
}
const word = (text: string) =>
  Buffer.from(
    `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
  );

test("an image has small pictures: turned the right way, without what stood beside its pixels, for who may read it", async () => {
  const photo = await noise(1600, 800)
    .withMetadata({ orientation: 6, exif: { IFD0: { Artist: "a-canary-of-the-camera" } } })
    .jpeg()
    .toBuffer();
  expect(photo.includes("a-canary-of-the-camera")).toBe(true);
  const file = await newFile("photo.jpg", photo);
  const widths = await Promise.all(
    ["", "?width=400", "?width=5000&version=1"].map(async (query) => {
      const reply = await preview(mia, file, query);
      expect([reply.status, reply.headers.get("content-type"), reply.headers.get("x-content-type-options")]).toEqual([200, "image/webp", "nosniff"]);
      const bytes = Buffer.from(await reply.arrayBuffer());
      const { width, height, exif, orientation } = await sharp(bytes).metadata();
      expect([exif, orientation, bytes.includes("a-canary-of-the-camera")]).toEqual([undefined, undefined, false]);
      return [width, height];
    }),
  );
  expect(widths).toEqual([
    [160, 320],
    [480, 960],
    [480, 960],
  ]);
  const tag = (await preview(mia, file)).headers.get("etag") ?? "";
  expect((await preview(mia, file, "", { "if-none-match": tag })).status).toBe(304);
  expect((await preview(mia, file, "?version=2")).status).toBe(404);
  expect((await preview(noa, file)).status).toBe(404);
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: { history: true } });
  expect((await preview(noa, file)).status).toBe(200);
  await mia.call("removeChannelMember", { params: { company, channel, person: noa.person } });
  expect((await preview(noa, file)).status).toBe(404);
  const rows = await world.services.records.list(FilePreview, { company, channel, file }, { limit: 10 });
  expect(rows.map(({ width, pixelsWide, pixelsHigh, state }) => [width, pixelsWide, pixelsHigh, state])).toEqual([
    [320, 800, 1600, "made"],
    [960, 800, 1600, "made"],
  ]);
});

test("a file is found by the text in it, by its newest version alone, and by nothing once it is thrown away", async () => {
  const files = {
    pdf: await newFile("scan.pdf", pdf(saying("the rhododendron blooms"))),
    docx: await newFile("letter.docx", await docx(word("dear chrysanthemum of mine"))),
    markdown: await newFile("notes.md", Buffer.from("# On the hydrangea\n\nIt is *blue*.")),
    text: await newFile("plain.txt", Buffer.from("the edelweiss grows high")),
  };
  expect(await found("rhododendron")).toEqual([files.pdf]);
  expect(await found("chrysanthemum")).toEqual([files.docx]);
  expect(await found("hydrangea")).toEqual([files.markdown]);
  expect(await found('"edelweiss grows"')).toEqual([files.text]);
  expect(await found('"grows edelweiss"')).toEqual([]);
  expect((await preview(mia, files.pdf)).status).toBe(400);

  await mia.call("addVersion", { params: { company, channel, file: files.text }, body: { upload: await mia.uploaded(Buffer.from("the gentian grows low")) } });
  await followed();
  expect([await found("edelweiss"), await found("gentian")]).toEqual([[], [files.text]]);
  await mia.call("trashFiles", { params: { company, channel }, body: { files: [files.text] } });
  await followed();
  expect(await found("gentian")).toEqual([]);
  await mia.call("untrashFiles", { params: { company, channel }, body: { files: [files.text] } });
  await followed();
  expect(await found("gentian")).toEqual([files.text]);
  expect((await noa.call("search", { params: { company }, body: { text: "rhododendron" } })).hits).toEqual([]);
});

test("with a file that is found by its text comes what stands around the word, and with one that is found by its name nothing", async () => {
  const long = `${"barley ".repeat(3000)}\n\nhere the   saxifrage stands ${"and rye ".repeat(3000)}`;
  await newFile("field.txt", Buffer.from(long));
  await newFile("saxifrage.bin", randomBytes(500));
  const hits = async (text: string) => (await mia.call("search", { params: { company }, body: { text } })).hits.map(({ around, marks }) => ({ around, marks }));
  const [byName, byText] = await hits("saxifrages");
  expect(byName).toEqual({ around: null, marks: ["saxifrage"] });
  expect(byText).toEqual({ around: expect.stringMatching(/^… (barley )+barley\nhere the saxifrage stands and rye (and rye )+.*…$/), marks: ["saxifrage"] });
  expect(byText?.around?.length).toBeLessThan(420);
  expect((await hits("field"))[0]).toEqual({ around: null, marks: ["field"] });
});

test("what was purged leaves neither picture nor text, and nothing of either ever stood on the disk", async () => {
  const words = "a-sentence-about-the-bougainvillea";
  const text = await newFile("secret.txt", Buffer.from(words));
  const image = await newFile("secret.png", await noise(500, 500).png().toBuffer());
  expect([(await textRow(text))?.text, (await preview(mia, image)).status]).toEqual([words, 200]);
  const { root } = world.server.folders;
  const stored = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(stored.filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes("bougainvillea"))).toEqual([]);
  for (const files of [[text], [image]]) {
    await mia.call("trashFiles", { params: { company, channel }, body: { files } });
    await mia.call("purgeFiles", { params: { company, channel }, body: { files } });
  }
  await followed();
  expect(await textRow(text)).toMatchObject({ state: "purged", text: "" });
  const rows = await world.services.records.list(FilePreview, { company, channel, file: image }, { limit: 10 });
  expect(rows.map(({ state, image }) => [state, image])).toEqual([
    ["purged", ""],
    ["purged", ""],
  ]);
  expect([(await preview(mia, image)).status, await found("bougainvillea")]).toEqual([404, []]);
});

/** A PNG whose header says that it is so large. */
function claimedPng(width: number, height: number): Promise<Buffer> {
  return noise(64, 64)
    .png()
    .toBuffer()
    .then((png) => {
      png.writeUInt32BE(width, 16);
      png.writeUInt32BE(height, 20);
      return png;
    });
}

test("bombs and broken files end in no preview, and what comes after them has one", { timeout: 120_000 }, async () => {
  const spaces = Buffer.alloc(300_000_000, " ");
  const bomb = deflateSync(spaces, { level: 1 });
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>`);
  const jpeg = await noise(600, 600).jpeg().toBuffer();
  const hostile: Record<string, Buffer> = {
    "claims.png": await claimedPng(60_000, 60_000),
    "flat.png": await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: "white" } })
      .png({ compressionLevel: 1 })
      .toBuffer(),
    "cut.jpg": jpeg.subarray(0, 3000),
    "picture.svg": svg,
    "bomb.pdf": pdf(bomb, "/Filter/FlateDecode"),
    "twice.pdf": pdf(deflateSync(bomb), "/Filter[/FlateDecode/FlateDecode]"),
    "broken.pdf": Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(50_000)]),
    "bomb.docx": await docx(spaces.subarray(0, 100_000_000)),
    "broken.docx": (await docx(word("cut off"))).subarray(0, 300),
  };
  for (const [name, bytes] of Object.entries(hostile)) {
    const file = await newFile(name, bytes);
    const row = await textRow(file);
    expect([name, (await preview(mia, file)).status, row?.text.trim() ?? "", row?.state ?? "done"]).toEqual([name, 400, "", "done"]);
  }
  const after = await newFile("after.png", await noise(400, 400).png().toBuffer());
  expect((await preview(mia, after)).status).toBe(200);
});

test("a process that overruns its time or its room, or crashes, is ended, and the next file has a new one", { timeout: 30_000 }, async () => {
  const page = () => ({ kind: "pdf" as const, bytes: new Uint8Array(pdf(saying("a word"))) });
  const patient = new PreviewProcess();
  const [first, second] = await Promise.all([patient.draw(page()), patient.draw(page())]);
  expect([first?.text.trim(), second?.text.trim(), patient.started]).toEqual(["a word", "a word", 1]);
  // As when what decodes pictures reads where it must not.
  const crashing = patient.draw(page());
  await Promise.resolve();
  process.kill(patient.pid ?? 0, "SIGSEGV");
  expect(await crashing).toBe(undefined);
  expect([(await patient.draw(page()))?.text.trim(), patient.started]).toEqual(["a word", 2]);
  await patient.stop();
  await expect(patient.draw(page())).rejects.toThrow("stopped");
  for (const bounds of [
    { ...usualBounds, time: 1 },
    { ...usualBounds, memory: 1 },
  ]) {
    const strict = new PreviewProcess(bounds);
    expect([await strict.draw(page()), await strict.draw(page()), strict.started]).toEqual([undefined, undefined, 2]);
    await strict.stop();
  }
});

test("the process reads the program and nothing else: no key part, no other process", async () => {
  const patient = new PreviewProcess();
  await patient.draw({ kind: "text", bytes: new Uint8Array(Buffer.from("begun")) });
  // What it was really started with.
  const [node = "", ...flags] = readFileSync(`/proc/${patient.pid}/cmdline`, "utf8").split("\0");
  await patient.stop();
  const read = (path: string): string => {
    const code = `try { require("node:fs").readFileSync(process.argv[1]); console.log("read") } catch ({ code }) { console.log(code) }`;
    return execFileSync(node, [...flags.filter((flag) => flag.startsWith("--")), "-e", code, path], { env: {}, encoding: "utf8" }).trim();
  };
  const key = join(mkdtempSync(join(tmpdir(), "part-")), "installation.key");
  writeFileSync(key, "a part");
  const own = fileURLToPath(workerUrl("preview"));
  const outside = [key, `/proc/${process.pid}/environ`, "/proc/self/environ", "/etc/passwd", join(programFolder, ".git")];
  try {
    expect([own, ...outside].map(read)).toEqual(["read", ...outside.map(() => "ERR_ACCESS_DENIED")]);
  } finally {
    rmSync(dirname(key), { recursive: true });
  }
});

test("a version during which the process was stopped in order is looked into again, however often that was", async () => {
  const { records, core, files } = world.services;
  const file = await newFile("words.pdf", pdf(saying("found at last")));
  await world.services.settled();
  const version = (await records.raw(FileVersion, { company, channel, file, number: 1 })) ?? expect.fail("no version");
  await records.erase(FileText, [{ company, channel, file, number: 1 }]);
  const follow = async (previewProcess: PreviewProcess) => {
    const { consumer } = createPreviews({ records, objects: core.objects, files: files.files, process: previewProcess });
    await consumer.handle([{ shard: 0, number: 1, opId: "", at: 0, rows: [version] }] as unknown as Parameters<typeof consumer.handle>[0]);
  };
  for (let i = 0; i < 4; i++) {
    const stopped = new PreviewProcess();
    await stopped.stop();
    await expect(follow(stopped)).rejects.toThrow("stopped");
  }
  const goingOn = new PreviewProcess();
  await follow(goingOn);
  await goingOn.stop();
  expect((await textRow(file))?.text.trim()).toBe("found at last");
});
