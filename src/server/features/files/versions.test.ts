/** Versions over HTTP: how many are kept, what goes with the oldest, and what makes no new one. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { limits } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { File, FileVersion } from "./files.records.ts";

let world: World;
let company: string;
let params: { company: string; channel: string };
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  params = { company, channel: (await newChannel(mia, company, "plans", "private")).id };
  await mia.call("addChannelMember", { params: { ...params, person: noa.person }, body: {} });
});
afterAll(() => world.close());

const newFile = async (upload: string) => (await mia.call("createFile", { params, body: { upload, name: "a.txt" } })).id;
const addVersion = async (file: string, upload: string) => (await mia.call("addVersion", { params: { ...params, file }, body: { upload } })).version;
const restore = async (file: string, number: number) => (await mia.call("restoreVersion", { params: { ...params, file, number } })).version;
const versions = async (file: string) => (await mia.call("listVersions", { params: { ...params, file } })).versions.map(({ number }) => number);
const read = async (file: string, version: number) => {
  const path = `/api/companies/${company}/channels/${params.channel}/files/${file}/content?version=${version}`;
  const reply = await fetch(world.server.url + path, { headers: { cookie: mia.cookie } });
  return reply.ok ? reply.text() : reply.status;
};
const isOnDisk = (upload: string) => existsSync(join(world.server.folders.config.data, "files", "objects", company, mia.person, upload));

test("with one more than are kept, the oldest goes with its key and bytes, but for bytes that a later one has too", { timeout: 120_000 }, async () => {
  const uploads = [await mia.uploaded("one"), await mia.uploaded("two"), await mia.uploaded("three")] as const;
  const file = await newFile(uploads[0]);
  await addVersion(file, uploads[1]);
  await addVersion(file, uploads[2]);
  let newest = 3;
  while (newest < limits.versionsPerFile) newest = await restore(file, newest - 1);
  await world.services.settled();
  expect([(await versions(file)).length, (await versions(file)).at(-1), await read(file, 1), isOnDisk(uploads[0])]).toEqual([200, 1, "one", true]);
  newest = await restore(file, newest - 1);
  await world.services.settled();
  expect([(await versions(file)).length, (await versions(file)).at(-1), await read(file, 1), isOnDisk(uploads[0])]).toEqual([200, 2, 404, false]);
  const stored = await world.services.records.get(FileVersion, { ...params, file, number: 1 });
  expect(stored).toMatchObject({ state: "purged", fileKey: "", segments: [], sha256: "" });
  // The second one's bytes are those of later ones.
  await addVersion(file, await mia.uploaded("four"));
  await world.services.settled();
  expect([await read(file, 2), isOnDisk(uploads[1]), await read(file, 4), await read(file, newest + 1)]).toEqual([404, true, "two", "four"]);

  await mia.call("trashFiles", { params, body: { files: [file] } });
  await mia.call("purgeFiles", { params, body: { files: [file] } });
  await world.services.settled();
  expect(uploads.map(isOnDisk)).toEqual([false, false, false]);
  const rows = await world.services.records.list(FileVersion, { ...params, file }, { limit: 1000 });
  expect([rows.length, rows.filter(({ state, fileKey }) => state === "kept" || fileKey !== "")]).toEqual([newest + 1, []]);
});

test("a version whose bytes are the newest already is not made anew, and one whose bytes are others is", async () => {
  const file = await newFile(await mia.uploaded("same"));
  await addVersion(file, await mia.uploaded("same"));
  await addVersion(file, await mia.uploaded("other"));
  expect([await restore(file, 3), await restore(file, 2)]).toEqual([3, 4]);
  // Brought apart, but the same bytes.
  expect([await restore(file, 1), await restore(file, 3), await read(file, 5)]).toEqual([4, 5, "other"]);
});

test("who changed a file last is told, and it stays under the key of who brought it", async () => {
  const file = await newFile(await mia.uploaded("mine"));
  const of = { ...params, file };
  /** The key by which the row is sealed. */
  const keyOf = async (id: string) =>
    Buffer.from((await world.services.records.raw(File, { ...params, file: id }))?.envelope ?? [])
      .subarray(2, 6)
      .toString("hex");
  const hers = await noa.call("createFile", { params, body: { upload: await noa.uploaded("hers"), name: "b.txt" } });
  const before = await keyOf(file);
  expect(before).not.toBe(await keyOf(hers.id));
  const deeds = [
    () => noa.call("changeFile", { params: of, body: { name: "renamed.txt" } }),
    async () => noa.call("addVersion", { params: of, body: { upload: await noa.uploaded("another") } }),
    () => noa.call("restoreVersion", { params: { ...of, number: 1 } }),
  ];
  for (const [i, deed] of deeds.entries()) {
    await mia.call("changeFile", { params: of, body: { name: `mias ${i}.txt` } });
    expect((await mia.call("getFile", { params: of })).changedBy).toBe(mia.person);
    await deed();
    expect([await mia.call("getFile", { params: of }), await keyOf(file)]).toMatchObject([{ createdBy: mia.person, changedBy: noa.person }, before]);
  }
  // Whose the bytes are is another thing.
  expect((await mia.call("listVersions", { params: of })).versions.map(({ by }) => by)).toEqual([mia.person, noa.person, mia.person]);
});

test("who sees a file only because people talk of it has its versions from that one on, by whatever way", async () => {
  const of = { company, channel: (await newChannel(mia, company, "late", "private")).id };
  const made = async () => {
    const { id } = await mia.call("createFile", { params: of, body: { upload: await mia.uploaded("a first wording"), name: "a.txt" } });
    await mia.call("addVersion", { params: { ...of, file: id }, body: { upload: await mia.uploaded("of which they talk") } });
    return { ...of, file: id };
  };
  const before = await made();
  const late = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...of, person: late.person }, body: { history: false } });
  const after = await made();
  for (const params of [before, after]) {
    const isLate = params === before;
    if (isLate) expect(await late.refused("listVersions", { params })).toBe("file_not_found");
    await mia.call("discussFile", { params, body: {} });
    await mia.call("addVersion", { params, body: { upload: await mia.uploaded("a third") } });
    const path = (version: number) => `/api/companies/${company}/channels/${of.channel}/files/${params.file}/content?version=${version}`;
    const get = async (version: number) => {
      const reply = await fetch(world.server.url + path(version), { headers: { cookie: late.cookie } });
      return reply.ok ? reply.text() : reply.status;
    };
    expect([await get(1), await get(2), await get(3)]).toEqual([isLate ? 404 : "a first wording", "of which they talk", "a third"]);
    expect((await late.call("listVersions", { params })).versions.map(({ number }) => number)).toEqual(isLate ? [3, 2] : [3, 2, 1]);
    const restored = { params: { ...params, number: 1 } };
    if (isLate) expect(await late.refused("restoreVersion", restored)).toBe("file_not_found");
    else expect((await late.call("restoreVersion", restored)).version).toBe(4);
    const { records } = world.services;
    const row = (await records.get(File, params)) ?? expect.fail("no row");
    expect([row.current, row.talkOf]).toEqual([isLate ? 3 : 4, 2]);
    // A row of before that was kept.
    await records.commit(operationId(), [], [put(File, { ...row, talkOf: null }, row.version + 1)]);
    expect([await get(2), await get(3)]).toEqual([isLate ? 404 : "of which they talk", "a third"]);
  }
  expect(File.upcast({ name: "a", type: "" }, 1)).toEqual({ name: "a", type: "", talkOf: null });
});
