/** Files over HTTP: the tus protocol as a standard client speaks it, what becomes of it, and who may have it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DetailedError, Upload } from "tus-js-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { createDigest, randomBytes } from "../../../crypto/index.ts";

let world: World;
let company: string;
let channel: string;
let mia: Caller;
let noa: Caller;
let gus: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  gus = await world.join(company, "guest");
  channel = (await newChannel(mia, company, "plans", "private")).id;
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: {} });
});
afterAll(() => world.close());

const sha256 = (bytes: Uint8Array) => createDigest().update(bytes).digestBase64url();
const uploads = () => `${world.server.url}/api/companies/${company}/uploads`;
const idIn = (url: string | null) => url?.split("/").at(-1) ?? expect.fail("no upload");

/** Speaks the protocol by hand. */
const ask = (who: Caller, method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
  fetch(path.startsWith("http") ? path : world.server.url + path, {
    method,
    headers: { cookie: who.cookie, origin: world.server.url, "tus-resumable": "1.0.0", ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
const begin = async (who: Caller, size: number, more: Record<string, string> = {}) => {
  const made = await ask(who, "POST", uploads(), { "upload-length": String(size), ...more });
  expect([made.status, await made.text()]).toEqual([201, ""]);
  return made.headers.get("location") ?? expect.fail("no location");
};
const bring = (who: Caller, path: string, offset: number, bytes: Buffer) =>
  ask(who, "PATCH", path, { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" }, bytes);
const offsetOf = async (who: Caller, path: string) => Number((await ask(who, "HEAD", path)).headers.get("upload-offset"));

async function uploaded(who: Caller, bytes: Buffer): Promise<string> {
  const path = await begin(who, bytes.length);
  if (bytes.length > 0) expect((await bring(who, path, 0, bytes)).status).toBe(204);
  return idIn(path);
}

async function newFile(who: Caller, bytes: Buffer, name = "a file.txt", folder: string = "top") {
  const upload = await uploaded(who, bytes);
  return who.call("createFile", { params: { company, channel }, body: { upload, name, folder } });
}

const content = (who: Caller, file: string, headers: Record<string, string> = {}, query = "") =>
  fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/files/${file}/content${query}`, { headers: { cookie: who.cookie, ...headers } });

test("a standard client uploads, loses its connection, and goes on where it was", async () => {
  const bytes = randomBytes(12_000_000);
  let cuts = 0;
  const url = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: uploads(),
      headers: { cookie: mia.cookie, origin: world.server.url },
      chunkSize: 3_000_000,
      retryDelays: [0, 0, 0],
      metadata: { filename: "report.pdf" },
      onError: (error) => reject(error instanceof DetailedError ? new Error(error.originalResponse?.getBody()) : error),
      onSuccess: () => resolve(upload.url ?? ""),
      onChunkComplete: () => {
        // As when a lid is closed: what is under way is dropped, and asked for anew.
        if (cuts++ === 1) void upload.abort().then(() => upload.start());
      },
    });
    upload.start();
  });
  expect(cuts).toBeGreaterThan(2);
  const made = await mia.call("createFile", { params: { company, channel }, body: { upload: idIn(url), name: "report.pdf", sha256: sha256(bytes) } });
  expect(made).toMatchObject({ kind: "file", name: "report.pdf", size: bytes.length, version: 1, state: "live", createdBy: mia.person });
  const read = await content(noa, made.id);
  expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
});

test("bytes that came are kept when the connection breaks", async () => {
  const bytes = randomBytes(9_000_000);
  const path = await begin(mia, bytes.length);
  const { uploads } = world.services.files;
  const { append } = uploads;
  const cut = new AbortController();
  // Not before they came: what the network still holds of a broken connection nobody has.
  const spied = vi.spyOn(uploads, "append").mockImplementation((who, upload, offset, pieces) => append(who, upload, offset, watched(pieces)));
  async function* watched(pieces: AsyncIterable<Buffer>) {
    let came = 0;
    for await (const piece of pieces) {
      came += piece.length;
      yield piece;
      if (came === 7_000_000) cut.abort();
    }
  }
  const part = new ReadableStream({ start: (controller) => controller.enqueue(bytes.subarray(0, 7_000_000)) });
  const headers = {
    cookie: mia.cookie,
    origin: world.server.url,
    "tus-resumable": "1.0.0",
    "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
  };
  await expect(fetch(world.server.url + path, { method: "PATCH", headers, body: part, duplex: "half", signal: cut.signal } as RequestInit)).rejects.toThrow();
  spied.mockRestore();
  await expect.poll(() => offsetOf(mia, path), { timeout: 10_000 }).toBe(7_000_000);
  expect((await bring(mia, path, 7_000_000, bytes.subarray(7_000_000))).status).toBe(204);
  const file = await mia.call("createFile", { params: { company, channel }, body: { upload: idIn(path), name: "b", sha256: sha256(bytes) } });
  expect(Buffer.from(await (await content(mia, file.id)).arrayBuffer()).equals(bytes)).toBe(true);
});

test("bytes at another place, too many, and of somebody else are refused", async () => {
  const path = await begin(mia, 100);
  expect((await bring(mia, path, 10, randomBytes(5))).status).toBe(409);
  expect((await bring(mia, path, 0, randomBytes(101))).status).toBe(413);
  expect(await offsetOf(mia, path)).toBe(0);
  expect((await bring(noa, path, 0, randomBytes(100))).status).toBe(404);
  expect((await ask(noa, "HEAD", path)).status).toBe(404);
  expect((await ask(noa, "DELETE", path)).status).toBe(404);
  expect(await noa.refused("createFile", { params: { company, channel }, body: { upload: idIn(path), name: "mine" } })).toBe("upload_not_found");
  expect(await mia.refused("createFile", { params: { company, channel }, body: { upload: idIn(path), name: "early" } })).toBe("upload_incomplete");
  const stranger = await fetch(uploads(), { method: "POST", headers: { "tus-resumable": "1.0.0", "upload-length": "5" } });
  expect(stranger.status).toBe(401);
  const elsewhere = await fetch(uploads(), {
    method: "POST",
    headers: { cookie: mia.cookie, origin: "https://evil.example", "tus-resumable": "1.0.0", "upload-length": "5" },
  });
  expect(elsewhere.status).toBe(403);
  expect(elsewhere.headers.get("access-control-allow-origin")).toBe(null);
});

test("an upload is a file once, and one whose bytes are not those that were sent is none", async () => {
  const bytes = Buffer.from("hello there");
  const upload = await uploaded(mia, bytes);
  const make = (more: object = {}) => ({ params: { company, channel }, body: { upload, name: "x", ...more } });
  expect(await mia.refused("createFile", make({ sha256: sha256(Buffer.from("another")) }))).toBe("upload_broken");
  const key = "a-key-of-its-own";
  const made = await mia.call("createFile", { ...make({ sha256: sha256(bytes) }), key });
  expect(await mia.call("createFile", { ...make({ sha256: sha256(bytes) }), key })).toEqual(made);
  const other = (await newChannel(mia, company, "elsewhere", "private")).id;
  expect(await mia.refused("createFile", { params: { company, channel: other }, body: { upload, name: "x" } })).toBe("upload_not_found");
});

test("an empty file is a file", async () => {
  const made = await newFile(mia, Buffer.alloc(0), "empty");
  const read = await content(mia, made.id);
  expect([read.status, read.headers.get("content-length"), await read.text()]).toEqual([200, "0", ""]);
});

test("what was given up is gone, its bytes too, and nothing of another's", async () => {
  const [path, other] = [await begin(mia, 6_000_000), await begin(mia, 6_000_000)];
  const { objects } = world.services.core;
  for (const one of [path, other]) {
    await bring(mia, one, 0, randomBytes(5_900_000));
    // As a process leaves it that dies before anybody is told.
    await objects.begin(`${company}/${mia.person}/${idIn(one)}/1`);
  }
  const standing = async (one: string) => {
    const of = `${company}/${mia.person}/${idIn(one)}`;
    const found: string[] = [];
    for (const left of [objects.list(of), objects.begun(of)]) for await (const { key } of left) found.push(key);
    return found.length;
  };
  expect([await standing(path), await standing(other)]).toEqual([2, 2]);
  expect((await ask(mia, "DELETE", path)).status).toBe(204);
  expect((await ask(mia, "HEAD", path)).status).toBe(404);
  await world.services.settled();
  expect([await standing(path), await standing(other)]).toEqual([0, 2]);
  expect(readdirSync(join(world.server.folders.config.data, "files", "objects", company, mia.person))).not.toContain(idIn(path));
});

test("who is not in the channel sees, reads and changes nothing of its files", async () => {
  const made = await newFile(mia, Buffer.from("for the two of us"));
  const params = { company, channel, file: made.id };
  const stranger = await world.join(company, "administrator");
  for (const who of [gus, stranger]) {
    expect(await who.refused("getFile", { params })).toBe("channel_not_found");
    expect(await who.refused("listFiles", { params: { company, channel } })).toBe("channel_not_found");
    expect(await who.refused("changeFile", { params, body: { name: "mine" } })).toBe("channel_not_found");
    expect((await content(who, made.id)).status).toBe(404);
  }
  expect((await content(noa, made.id)).status).toBe(200);
  await mia.call("removeChannelMember", { params: { company, channel, person: noa.person } });
  expect((await content(noa, made.id)).status).toBe(404);
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: { history: false } });
  // Who came back without the past sees what came after him.
  expect((await content(noa, made.id)).status).toBe(404);
  const after = await newFile(mia, Buffer.from("after"));
  expect((await content(noa, after.id)).status).toBe(200);
  expect((await noa.call("listFiles", { params: { company, channel } })).files.map(({ id }) => id)).toEqual([after.id]);
  await mia.call("removeChannelMember", { params: { company, channel, person: noa.person } });
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: { history: true } });
  expect((await content(noa, made.id)).status).toBe(200);
});

test("ranges are read, and what would run is saved", async () => {
  const bytes = randomBytes(200_000);
  const made = await newFile(mia, bytes, "x.bin");
  const range = await content(mia, made.id, { range: "bytes=65530-131080" });
  expect([range.status, range.headers.get("content-range")]).toEqual([206, "bytes 65530-131080/200000"]);
  expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(65530, 131081))).toBe(true);
  const tag = range.headers.get("etag") ?? "";
  expect((await content(mia, made.id, { "if-none-match": tag })).status).toBe(304);
  const page = await newFile(mia, Buffer.from("<html><script>alert(1)</script>"), "nice.png");
  const read = await content(mia, page.id);
  expect([page.type, read.headers.get("content-type"), read.headers.get("x-content-type-options")]).toEqual([
    "text/html",
    "application/octet-stream",
    "nosniff",
  ]);
  expect(read.headers.get("content-disposition")).toMatch(/^attachment;/);
});

test("files come with a message: all at once or nothing, for who may read it and nobody else", async () => {
  const params = { company, channel };
  const [one, two] = [await uploaded(mia, Buffer.from("first")), await uploaded(mia, Buffer.from("second"))];
  const half = idIn(await begin(mia, 10));
  const attached = (...files: [string, string][]) => files.map(([upload, name]) => ({ upload, name }));
  const before = (await mia.call("listMessages", { params, query: {} })).last;
  expect(await mia.refused("postMessage", { params, body: { text: "look", files: attached([one, "a.txt"], [half, "b.txt"]) } })).toBe("upload_incomplete");
  expect(await mia.refused("postMessage", { params, body: { text: "", files: [] } })).toBe("invalid_request");
  expect(await mia.refused("postMessage", { params, body: { text: "", files: attached([one, "a.txt"], [one, "b.txt"]) } })).toBe("invalid_request");
  expect((await mia.call("listMessages", { params, query: {} })).last).toBe(before);
  const key = "a-message-with-two";
  const posted = await mia.call("postMessage", { params, body: { text: "", files: attached([one, "a.txt"], [two, "b.txt"]) }, key });
  expect(posted.files.map(({ name, size, here }) => [name, size, here])).toEqual([
    ["a.txt", 5, true],
    ["b.txt", 6, true],
  ]);
  expect((await mia.call("postMessage", { params, body: { text: "", files: attached([one, "a.txt"], [two, "b.txt"]) }, key })).ref).toBe(posted.ref);
  expect((await noa.call("getMessage", { params: { ...params, message: posted.ref } })).files).toEqual(posted.files);
  const id = posted.files[0]?.id ?? "";
  expect(await (await content(noa, id)).text()).toBe("first");
  const listed = await noa.call("listFiles", { params, query: { folder: "messages" } });
  const names = (files: readonly { name: string; thread: number | null }[]) => files.map(({ name, thread }) => `${name} of ${thread}`).toSorted();
  expect(names(listed.files.slice(0, 2))).toEqual([`a.txt of ${posted.post}`, `b.txt of ${posted.post}`]);
  // What came with one message stands on one page.
  const first = await noa.call("listFiles", { params, query: { folder: "messages", limit: 1 } });
  expect(names(first.files)).toEqual(names(listed.files.slice(0, 2)));
  await mia.call("editMessage", { params: { ...params, message: posted.ref }, body: { text: "with words" } });
  await mia.call("editMessage", { params: { ...params, message: posted.ref }, body: { text: "" } });
  // A reply's files are the thread's.
  const reply = await noa.call("postMessage", {
    params,
    body: { text: "mine", thread: posted.post, files: attached([await uploaded(noa, Buffer.from("third")), "c.txt"]) },
  });
  expect(reply.files.map(({ name }) => name)).toEqual(["c.txt"]);
  await mia.call("changeFile", { params: { ...params, file: id }, body: { name: "renamed.txt" } });
  expect((await noa.call("getMessage", { params: { ...params, message: posted.ref } })).files[0]?.name).toBe("renamed.txt");
  await mia.call("trashFiles", { params, body: { files: [id] } });
  expect((await noa.call("getMessage", { params: { ...params, message: posted.ref } })).files[0]?.here).toBe(false);
  const late = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...params, person: late.person }, body: { history: false } });
  expect((await content(late, posted.files[1]?.id ?? "")).status).toBe(404);
});

test("folders, names, moving, versions, trash and back", async () => {
  const params = { company, channel };
  const folder = await mia.call("createFolder", { params, body: { name: "2026" } });
  const inner = await mia.call("createFolder", { params, body: { name: "Q1", folder: folder.id } });
  const file = await newFile(mia, Buffer.from("one"), "notes.md", inner.id);
  expect(file).toMatchObject({ type: "text/markdown", folder: inner.id });
  const list = async (where: string) => (await mia.call("listFiles", { params, query: { folder: where } })).files.map(({ name }) => name);
  const listed = await mia.call("listFiles", { params, query: { folder: inner.id } });
  expect([listed.files.map(({ name }) => name), listed.path.map(({ name }) => name)]).toEqual([["notes.md"], ["2026", "Q1"]]);
  expect(await mia.refused("changeFile", { params: { ...params, file: folder.id }, body: { folder: inner.id } })).toBe("invalid_request");
  await mia.call("changeFile", { params: { ...params, file: file.id }, body: { folder: folder.id, name: "diary.md" } });
  expect([await list(inner.id), await list(folder.id)]).toEqual([[], ["Q1", "diary.md"]]);

  const upload = await uploaded(noa, Buffer.from("two"));
  const second = await noa.call("addVersion", { params: { ...params, file: file.id }, body: { upload } });
  expect(second).toMatchObject({ version: 2, size: 3 });
  expect(await (await content(mia, file.id)).text()).toBe("two");
  expect(await (await content(mia, file.id, {}, "?version=1")).text()).toBe("one");
  await mia.call("restoreVersion", { params: { ...params, file: file.id, number: 1 } });
  expect(await (await content(mia, file.id)).text()).toBe("one");
  const { versions } = await mia.call("listVersions", { params: { ...params, file: file.id } });
  expect(versions.map(({ number, by }) => [number, by])).toEqual([
    [3, mia.person],
    [2, noa.person],
    [1, mia.person],
  ]);

  // Somebody else's is not thrown away by who doesn't manage the channel.
  expect(await noa.refused("trashFiles", { params, body: { files: [folder.id] } })).toBe("not_allowed");
  await mia.call("trashFiles", { params, body: { files: [folder.id] } });
  expect([(await list("trash"))[0], (await list("top")).includes("2026")]).toEqual(["2026", false]);
  expect((await content(noa, file.id)).status).toBe(404);
  await mia.call("untrashFiles", { params, body: { files: [folder.id] } });
  expect(await (await content(noa, file.id)).text()).toBe("one");

  const objects = () => readdirSync(join(world.server.folders.config.data, "files", "objects", company), { recursive: true }).length;
  await mia.call("trashFiles", { params, body: { files: [folder.id] } });
  const before = objects();
  await mia.call("purgeFiles", { params, body: { files: [folder.id] } });
  await world.services.settled();
  expect(objects()).toBeLessThan(before);
  expect(await mia.refused("getFile", { params: { ...params, file: file.id } })).toBe("file_not_found");
  expect(await list("trash")).not.toContain("2026");
});

test("nothing of a name or of what is in it stands on the disk", async () => {
  const canary = "a-sentence-like-no-other-40917";
  await newFile(mia, Buffer.from(`${canary} `.repeat(300_000)), `${canary}.txt`);
  const open = await begin(mia, 20_000_000, { "upload-metadata": `filename ${Buffer.from(canary).toString("base64")}` });
  await bring(mia, open, 0, Buffer.from(`${canary} `.repeat(200_000)));
  const { root } = world.server.folders;
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.filter(({ parentPath, name }) => name.includes(canary) || readFileSync(join(parentPath, name)).includes(canary));
  expect([files.length > 5, found.map(({ name }) => name)]).toEqual([true, []]);
});
