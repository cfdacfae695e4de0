/** The drive over HTTP: copies, zips, what is new, shared folders, one's own files, talk of a file, and the end of the trash. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBufferPromise } from "yauzl";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { randomBytes } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { FileNews, FileVersion } from "./files.records.ts";

const clock = manualClock(Date.now());
const day = 86_400_000;
let world: World;
let company: string;
let channel: string;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld({ clock });
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  channel = await shared("plans");
});
afterAll(() => world.close());

/** Time goes by, and no timer takes notice: a month has too many ticks. */
const pass = (ms: number) => clock.setWall(clock.now() + ms);

/** A private channel of both. */
async function shared(name: string): Promise<string> {
  const { id } = await newChannel(mia, company, name, "private");
  await mia.call("addChannelMember", { params: { company, channel: id, person: noa.person }, body: {} });
  return id;
}
async function newFile(who: Caller, name: string, bytes: Buffer | string = name, { to = channel, folder = "top" } = {}) {
  const upload = await who.uploaded(Buffer.from(bytes));
  return who.call("createFile", { params: { company, channel: to }, body: { upload, name, folder } });
}
const read = async (who: Caller, of: string, file: string) => {
  const reply = await fetch(`${world.server.url}/api/companies/${company}/channels/${of}/files/${file}/content`, { headers: { cookie: who.cookie } });
  return reply.ok ? Buffer.from(await reply.arrayBuffer()) : reply.status;
};
const objects = () => readdirSync(join(world.server.folders.config.data, "files", "objects", company), { recursive: true }).length;

test("a copy is sealed anew, is its maker's, and outlives what it was made of", async () => {
  const other = (await newChannel(noa, company, "elsewhere", "private")).id;
  const bytes = randomBytes(6_000_000);
  const file = await newFile(mia, "plan.bin", bytes);
  const params = { company, channel, file: file.id };
  const key = "a-copy-of-its-own";
  const copied = await noa.call("copyFile", { params, body: { to: other, name: "mine.bin" }, key });
  expect(copied).toMatchObject({ channel: other, name: "mine.bin", size: bytes.length, createdBy: noa.person, version: 1 });
  expect((await noa.call("copyFile", { params, body: { to: other, name: "mine.bin" }, key })).id).toBe(copied.id);
  const twice = { params, body: { to: other, name: "asked twice.bin" }, key: "a-request-that-was-sent-again" };
  const [asked, again] = await Promise.all([noa.call("copyFile", twice), noa.call("copyFile", twice)]);
  expect(again).toEqual(asked);
  expect(bytes.equals((await read(noa, other, asked.id)) as Buffer)).toBe(true);
  const beside = await noa.call("copyFile", { params, body: { to: channel } });
  expect([beside.name, beside.id === file.id]).toEqual(["plan.bin", false]);
  const { records } = world.services;
  const one = await records.find(FileVersion, { company, channel, file: file.id, number: 1 });
  const two = await records.find(FileVersion, { company, channel: other, file: copied.id, number: 1 });
  expect([two?.by, two?.sha256 === one?.sha256, two?.fileKey === one?.fileKey, two?.upload === one?.upload]).toEqual([noa.person, true, false, false]);
  await mia.call("trashFiles", { params, body: { files: [file.id] } });
  expect(await mia.refused("copyFile", { params, body: { to: channel } })).toBe("file_not_found");
  await mia.call("purgeFiles", { params, body: { files: [file.id] } });
  await world.services.settled();
  expect(bytes.equals((await read(noa, other, copied.id)) as Buffer)).toBe(true);
});

test("who copies reads there and writes here", async () => {
  const file = await newFile(mia, "plan.txt");
  const params = { company, channel, file: file.id };
  const hers = (await newChannel(mia, company, "hers", "private")).id;
  expect(await noa.refused("copyFile", { params, body: { to: hers } })).toBe("channel_not_found");
  await mia.call("addChannelMember", { params: { company, channel: hers, person: noa.person }, body: {} });
  await mia.call("updateChannel", { params: { company, channel: hers }, body: { whoPosts: "managers" } });
  expect(await noa.refused("copyFile", { params, body: { to: hers } })).toBe("not_allowed");
  await mia.call("updateChannel", { params: { company, channel: hers }, body: { whoPosts: "everyone" } });
  expect(await noa.refused("copyFile", { params, body: { to: hers, folder: file.id } })).toBe("file_not_found");
  expect((await noa.call("copyFile", { params, body: { to: hers } })).channel).toBe(hers);
  await mia.call("removeChannelMember", { params: { company, channel, person: noa.person } });
  expect(await noa.refused("copyFile", { params, body: { to: hers } })).toBe("channel_not_found");
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: { history: true } });
});

async function unzipped(reply: Response): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(await reply.arrayBuffer()));
  const found: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) found[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString();
  return found;
}
const zip = (who: Caller, of: string, ...files: string[]) =>
  fetch(`${world.server.url}/api/companies/${company}/channels/${of}/zip?files=${files.join(",")}`, { headers: { cookie: who.cookie } });

test("a zip has what the caller may see, under names that a disk takes, no two the same", async () => {
  const of = await shared("zipped");
  const before = await newFile(mia, "same.txt", "early", { to: of });
  const folder = await mia.call("createFolder", { params: { company, channel: of }, body: { name: "../2026" } });
  await mia.call("createFolder", { params: { company, channel: of }, body: { name: "empty", folder: folder.id } });
  await newFile(mia, "SAME.txt", "hidden", { to: of, folder: folder.id });
  await mia.call("removeChannelMember", { params: { company, channel: of, person: noa.person } });
  await mia.call("addChannelMember", { params: { company, channel: of, person: noa.person }, body: { history: false } });
  const late = await mia.call("createFolder", { params: { company, channel: of }, body: { name: "late" } });
  for (const [name, text] of [
    ["same.txt", "one"],
    ["Same.txt", "two"],
    ["CON", "three"],
    ["a/b\\c", "four"],
    ["gone.txt", "thrown away"],
  ] as const) {
    const { id } = await newFile(mia, name, text, { to: of, folder: late.id });
    if (name === "gone.txt") await mia.call("trashFiles", { params: { company, channel: of }, body: { files: [id] } });
  }
  await newFile(noa, "big.bin", Buffer.alloc(7_000_000, "x"), { to: of, folder: late.id });
  const whole = await zip(mia, of, before.id, folder.id, late.id);
  expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "application/zip"]);
  const found = await unzipped(whole);
  const names = [
    "same.txt",
    "_2026/",
    "_2026/empty/",
    "_2026/SAME.txt",
    "late/",
    "late/same.txt",
    "late/Same (2).txt",
    "late/_CON",
    "late/a_b_c",
    "late/big.bin",
  ];
  expect(Object.keys(found).toSorted()).toEqual(names.toSorted());
  expect([found["late/same.txt"], found["late/Same (2).txt"], found["late/big.bin"]?.length]).toEqual(["one", "two", 7_000_000]);
  // Who came later sees the later folder, and nothing of the earlier ones.
  expect((await zip(noa, of, before.id)).status).toBe(404);
  const hers = await zip(noa, of, late.id);
  expect(hers.headers.get("content-disposition")).toMatch(/^attachment; filename="late\.zip"/);
  expect(Object.keys(await unzipped(hers))).toHaveLength(6);
  expect((await zip(noa, of, "not-an-id")).status).toBe(400);
  await mia.call("removeChannelMember", { params: { company, channel: of, person: noa.person } });
  expect((await zip(noa, of, late.id)).status).toBe(404);
});

test("what is new stands first, of the caller's channels and of nothing else", async () => {
  const of = await shared("news");
  const files: Awaited<ReturnType<typeof newFile>>[] = [];
  for (const name of ["one", "two", "three"]) {
    files.push(await newFile(mia, name, name, { to: of }));
    pass(1000);
  }
  const [one, two, three] = files;
  const hidden = await newFile(mia, "hidden", "hidden", { to: (await newChannel(mia, company, "hidden", "private")).id });
  pass(1000);
  await noa.call("changeFile", { params: { company, channel: of, file: one?.id ?? "" }, body: { name: "one again" } });
  const recent = async (who: Caller, limit = 3) => {
    const { files, covered } = await who.call("listRecentFiles", { params: { company }, query: { limit } });
    expect(covered.scopes).toBe(covered.of);
    return files.map(({ name }) => name);
  };
  expect(await recent(noa)).toEqual(["one again", "three", "two"]);
  expect((await recent(mia)).slice(0, 2)).toEqual(["one again", hidden.name]);
  await mia.call("trashFiles", { params: { company, channel: of }, body: { files: [three?.id ?? ""] } });
  expect((await recent(noa, 2))[1]).toBe("two");
  pass(1000);
  await noa.call("addVersion", { params: { company, channel: of, file: two?.id ?? "" }, body: { upload: await noa.uploaded(Buffer.from("2")) } });
  expect((await recent(noa, 1))[0]).toBe("two");
  await noa.call("changeFile", { params: { company, channel: of, file: one?.id ?? "" }, body: { name: "one once more" } });
  pass(1000);
  await noa.call("restoreVersion", { params: { company, channel: of, file: two?.id ?? "", number: 1 } });
  expect((await recent(noa, 1))[0]).toBe("two");
  await mia.call("removeChannelMember", { params: { company, channel: of, person: noa.person } });
  expect(await recent(noa, 50)).not.toContain("two");
});

test("a file that is changed all the time hides no other, and leaves one row", async () => {
  const of = await shared("changes");
  const params = { company, channel: of };
  const made: string[] = [];
  for (const name of ["one", "two", "three", "four", "five"]) {
    made.push((await newFile(mia, name, name, { to: of })).id);
    pass(1000);
  }
  const [, , gone, , busy] = made as [string, string, string, string, string];
  for (let i = 0; i < 12; i++) {
    pass(1000);
    await noa.call("changeFile", { params: { ...params, file: busy }, body: { name: `five ${i}` } });
  }
  const recent = async (limit: number) => (await noa.call("listRecentFiles", { params: { company }, query: { limit } })).files.map(({ name }) => name);
  expect(await recent(5)).toEqual(["five 11", "four", "three", "two", "one"]);
  await mia.call("trashFiles", { params, body: { files: [gone] } });
  expect(await recent(4)).toEqual(["five 11", "four", "two", "one"]);
  await mia.call("purgeFiles", { params, body: { files: [gone] } });
  const rows = async () => (await world.services.records.list(FileNews, params, { limit: 100 })).map(({ file }) => file);
  expect((await rows()).length).toBe(17);
  await world.services.sweep();
  expect([await rows(), await recent(4)]).toEqual([made.filter((file) => file !== gone), ["five 11", "four", "two", "one"]]);
});

test("a shared folder is a private channel that says so, and one's own drive is the talk with oneself", async () => {
  const body = { name: "contracts", kind: "private", shows: "files" } as const;
  const folder = await mia.call("createChannel", { params: { company }, body });
  expect([folder.shows, folder.kind]).toEqual(["files", "private"]);
  expect(await mia.refused("createChannel", { params: { company }, body: { ...body, kind: "public" } })).toBe("invalid_request");
  expect(await noa.refused("getChannel", { params: { company, channel: folder.id } })).toBe("channel_not_found");
  await mia.call("updateChannel", { params: { company, channel: folder.id }, body: { topic: "signed ones" } });
  const own = await mia.call("openDirect", { params: { company }, body: { people: [mia.person] } });
  expect([own.kind, own.people, own.shows, own.may.post]).toEqual(["direct", [], "messages", true]);
  expect((await mia.call("openDirect", { params: { company }, body: { people: [mia.person] } })).id).toBe(own.id);
  const file = await newFile(mia, "diary.txt", "dear diary", { to: own.id });
  expect([await read(mia, own.id, file.id), await read(noa, own.id, file.id)]).toEqual([Buffer.from("dear diary"), 404]);
  const { channels } = await mia.call("listMyChannels", { params: { company } });
  const told = new Map(channels.map(({ id, shows, people, kind }) => [id, { shows, people, kind }]));
  expect([told.get(folder.id)?.shows, told.get(own.id)]).toEqual(["files", { shows: "messages", people: [], kind: "direct" }]);
});

test("people talk of a file under one post, made once; who may read the post sees the file", async () => {
  const of = await shared("talk");
  const file = await newFile(mia, "draft.md", "# Draft", { to: of });
  const params = { company, channel: of, file: file.id };
  expect(file.thread).toBe(null);
  const { thread } = await noa.call("discussFile", { params, body: { text: "what of this?" } });
  const [again, other] = await Promise.all([noa.call("discussFile", { params, body: {} }), mia.call("discussFile", { params, body: { text: "lost" } })]);
  expect([again.thread, other.thread]).toEqual([thread, thread]);
  const { messages } = await mia.call("listMessages", { params: { company, channel: of }, query: {} });
  expect(messages.map(({ body, author, files }) => [body, author, files.map(({ id, name }) => [id, name])])).toEqual([
    [{ kind: "markdown", text: "what of this?" }, noa.person, [[file.id, "draft.md"]]],
  ]);
  expect((await mia.call("getFile", { params })).thread).toBe(thread);
  // Where it lies stays.
  expect((await mia.call("listFiles", { params, query: {} })).files.map(({ id }) => id)).toEqual([file.id]);
  const two = await newFile(mia, "two.md", "# Two", { to: of });
  const [first, second] = await Promise.all([mia, noa].map((who) => who.call("discussFile", { params: { ...params, file: two.id }, body: {} })));
  expect([first?.thread === second?.thread, (await mia.call("listMessages", { params, query: {} })).messages.length]).toEqual([true, 2]);
  const late = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...params, person: late.person }, body: { history: false } });
  expect(await late.refused("discussFile", { params, body: {} })).toBe("file_not_found");
  const old = await newFile(mia, "old.md", "# Old", { to: of });
  const later = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...params, person: later.person }, body: { history: false } });
  expect(await later.refused("getFile", { params: { ...params, file: old.id } })).toBe("file_not_found");
  const talk = await mia.call("discussFile", { params: { ...params, file: old.id }, body: {} });
  expect((await later.call("listMessages", { params, query: {} })).messages.flatMap(({ files }) => files.map(({ id }) => id))).toEqual([old.id]);
  expect(await later.call("getFile", { params: { ...params, file: old.id } })).toMatchObject({ name: "old.md", thread: talk.thread });
  expect(await later.refused("getFile", { params })).toBe("file_not_found");
  const three = await newFile(mia, "three.md", "# Three", { to: of });
  await mia.call("updateChannel", { params, body: { whoPosts: "managers" } });
  expect(await late.refused("discussFile", { params: { ...params, file: three.id }, body: {} })).toBe("not_allowed");
  expect((await mia.call("discussFile", { params: { ...params, file: three.id }, body: {} })).thread).toBe(4);
  expect((await late.call("discussFile", { params: { ...params, file: three.id }, body: {} })).thread).toBe(4);
  const folder = await mia.call("createFolder", { params, body: { name: "a folder" } });
  expect(await mia.refused("discussFile", { params: { ...params, file: folder.id }, body: {} })).toBe("file_not_found");
});

test("what lay in the trash for thirty days is destroyed, with its bytes", async () => {
  const params = { company, channel };
  const folder = await mia.call("createFolder", { params, body: { name: "old" } });
  const inner = await newFile(mia, "inner.bin", randomBytes(100_000), { folder: folder.id });
  const kept = await newFile(mia, "kept.bin", randomBytes(100_000));
  await mia.call("trashFiles", { params, body: { files: [folder.id] } });
  const trashed = await mia.call("getFile", { params: { ...params, file: folder.id } });
  expect(trashed.goesAt).toBe(trashed.changedAt + 30 * day);
  expect((await mia.call("getFile", { params: { ...params, file: kept.id } })).goesAt).toBe(null);
  const before = objects();
  pass(30 * day - 1000);
  // No session is that old.
  mia = await world.callerOf(mia.account, company);
  await mia.call("trashFiles", { params, body: { files: [kept.id] } });
  await world.services.sweep();
  expect((await mia.call("getFile", { params: { ...params, file: folder.id } })).state).toBe("trashed");
  pass(1000);
  await world.services.sweep();
  await world.services.settled();
  for (const file of [folder.id, inner.id]) expect(await mia.refused("getFile", { params: { ...params, file } })).toBe("file_not_found");
  expect(objects()).toBeLessThan(before);
  await mia.call("untrashFiles", { params, body: { files: [kept.id] } });
  expect(await read(mia, channel, kept.id)).toHaveLength(100_000);
});

test("two who move folders into each other at once make no ring of them", async () => {
  const channel = await shared("rings");
  const folderIn = async (name: string, folder: string) => (await mia.call("createFolder", { params: { company, channel }, body: { name, folder } })).id;
  for (let i = 0; i < 6; i++) {
    const [a, b] = [await folderIn(`a${i}`, "top"), await folderIn(`b${i}`, "top")];
    const [y, x] = [await folderIn("y", a), await folderIn("x", b)];
    const moved = await Promise.allSettled([
      mia.call("changeFile", { params: { company, channel, file: a }, body: { folder: x } }),
      noa.call("changeFile", { params: { company, channel, file: b }, body: { folder: y } }),
    ]);
    expect(moved.filter(({ status }) => status === "fulfilled").length).toBe(1);
  }
});

test("HEAD tells of bytes what GET would, and reads none", async () => {
  const channel = await shared("heads");
  const file = await newFile(mia, "ten.txt", "0123456789", { to: channel });
  const { upload } = (await world.services.records.find(FileVersion, { company, channel, file: file.id, number: 1 })) ?? expect.fail("no version");
  await world.services.core.objects.delete(`${company}/${mia.person}/${upload}/0`);
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/${path}`, { method: "HEAD", headers: { cookie: mia.cookie, ...headers } });
  const whole = await ask(`files/${file.id}/content`);
  expect([whole.status, whole.headers.get("content-length"), whole.headers.get("accept-ranges"), await whole.text()]).toEqual([200, "10", "bytes", ""]);
  const part = await ask(`files/${file.id}/content`, { range: "bytes=2-4" });
  expect([part.status, part.headers.get("content-length"), part.headers.get("content-range")]).toEqual([206, "3", "bytes 2-4/10"]);
  const zip = await ask(`zip?files=${file.id}`);
  expect([zip.status, zip.headers.get("content-type"), await zip.text()]).toEqual([200, "application/zip", ""]);
});
