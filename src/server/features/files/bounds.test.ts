/** How much there may be of what: folders inside each other and things in one, room, pieces of an upload; the last one goes, one more is refused. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { operationId, randomUUID } from "../../../crypto/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { DEEPEST } from "./below.ts";
import { MOST_ENTRIES } from "./files.door.ts";
import { File, FileVersion, FolderEntry, Upload } from "./files.records.ts";
import { MOST_SEGMENTS } from "./segments.ts";

let world: World;
let company: string;
let params: { company: string; channel: string };
let mia: Caller;
let elsewhere: string;

beforeAll(async () => {
  world = await newWorld({ folders: makeFolders({ BASTIDE_STORAGE_PER_PERSON: "1M" }) });
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  params = { company, channel: (await newChannel(mia, company, "plans", "private")).id };
  elsewhere = (await newChannel(mia, company, "elsewhere", "private")).id;
});
afterAll(() => world.close());

const octets = { "content-type": "application/offset+octet-stream" };
const ask = (method: string, id: string, more: Record<string, string>, body?: string) =>
  fetch(`${world.server.url}/api/companies/${company}/uploads${id && `/${id}`}`, {
    method,
    headers: { cookie: mia.cookie, origin: world.server.url, "tus-resumable": "1.0.0", ...more },
    ...(body === undefined ? {} : { body }),
  });
const bring = async (id: string, offset: number, text: string) => {
  const reply = await ask("PATCH", id, { "upload-offset": String(offset), ...octets }, text);
  return reply.status < 400 ? reply.status : ((await reply.json()) as { code: string }).code;
};
const newFile = async (text: string) => (await mia.call("createFile", { params, body: { upload: await mia.uploaded(text), name: "a.txt" } })).id;
const newFolder = async (folder = "top") => (await mia.call("createFolder", { params, body: { name: "folder", folder } })).id;
const uploads = async () => {
  const found: unknown[] = [];
  for await (const { upload, state, size } of world.services.records.all(Upload, { company, person: mia.person })) found.push([upload, state, size]);
  return found;
};

/** Each way by which something is put into a folder. */
async function waysInto(folder: string): Promise<Readonly<Record<string, () => Promise<unknown>>>> {
  const [upload, moved, copied] = [await mia.uploaded("made"), await newFile("moved"), await newFile("copied")];
  return {
    createFile: () => mia.call("createFile", { params, body: { upload, name: "made.txt", folder } }),
    createFolder: () => mia.call("createFolder", { params, body: { name: "made", folder } }),
    changeFile: () => mia.call("changeFile", { params: { ...params, file: moved }, body: { folder } }),
    copyFile: () => mia.call("copyFile", { params: { ...params, file: copied }, body: { to: params.channel, folder } }),
  };
}
const answer = (way: () => Promise<unknown>): Promise<unknown> =>
  way().then(
    () => "done",
    ({ code, fields }: { code?: string; fields?: unknown }) => [code, fields],
  );
const rowsIn = async (folder: string) => (await world.services.records.list(FolderEntry, { ...params, folder }, { limit: 10_000 })).length;

/** By no way, and nothing of it stands: neither in the folder, nor taken or begun. */
async function refuses(folder: string, code: string, problem: string): Promise<void> {
  const ways = await waysInto(folder);
  const before = [await rowsIn(folder), await uploads()];
  for (const [name, way] of Object.entries(ways)) expect([name, await answer(way)]).toEqual([name, [code, [{ path: "body.folder", problem }]]]);
  expect([await rowsIn(folder), await uploads()]).toEqual(before);
}
async function takes(folder: string): Promise<void> {
  for (const [name, way] of Object.entries(await waysInto(folder))) expect([name, await answer(way)]).toEqual([name, "done"]);
}

test("things are put into a folder that is there, and into nothing else", async () => {
  const folder = await newFolder();
  await takes(folder);
  const trash = { params, body: { files: [folder] } };
  await mia.call("trashFiles", trash);
  for (const nowhere of [folder, await newFile("no folder"), randomUUID()]) await refuses(nowhere, "file_not_found", "not_found");
  await mia.call("untrashFiles", trash);
  await takes(folder);
});

test("folders lie inside each other as deep as one gets to, and no deeper", async () => {
  const chain: string[] = [];
  while (chain.length < DEEPEST) chain.push(await newFolder(chain.at(-1)));
  await refuses(chain.at(-1) ?? "", "invalid_request", "too_deep");
  await takes(chain.at(-2) ?? "");
});

test("a folder holds so many things and no more; one that goes makes room", async () => {
  const folder = await newFolder();
  const last = await newFolder(folder);
  const filling = Array.from({ length: MOST_ENTRIES - 2 }, (_, i) => ({ ...params, folder, place: 1_000_000 + i, file: randomUUID(), state: "here" as const }));
  for (let first = 0; first < filling.length; first += 1000)
    await world.services.records.commit(
      operationId(),
      [],
      filling.slice(first, first + 1000).map((one) => put(FolderEntry, one)),
    );
  await newFolder(folder);
  await refuses(folder, "invalid_request", "too_many");
  await mia.call("trashFiles", { params, body: { files: [last] } });
  await newFolder(folder);
  await refuses(folder, "invalid_request", "too_many");
});

test("a copy needs room as what it is made of did, and is begun by nobody who has none", async () => {
  const file = await newFile("x".repeat(400_000));
  const copied = () => mia.call("copyFile", { params: { ...params, file }, body: { to: elsewhere } });
  const { id } = await copied();
  const before = await uploads();
  expect(await answer(copied)).toEqual(["quota_full", [{ path: "headers.upload-length", problem: "no_room_person" }]]);
  // As of a day when larger ones were taken.
  const { records } = world.services;
  const version = (await records.get(FileVersion, { ...params, file, number: 1 })) ?? expect.fail("no version");
  await records.commit(operationId(), [], [put(FileVersion, { ...version, size: 2 ** 50 }, version.version + 1)]);
  expect(await answer(copied)).toEqual(["too_large", [{ path: "headers.upload-length", problem: "too_big" }]]);
  await records.commit(operationId(), [], [put(FileVersion, version, version.version + 2)]);
  expect(await uploads()).toEqual(before);
  const gone = { params: { company, channel: elsewhere }, body: { files: [id] } };
  await mia.call("trashFiles", gone);
  await mia.call("purgeFiles", gone);
  await world.services.settled();
  expect(await answer(copied)).toBe("done");
});

test("an upload that is a file takes no byte more, and is not given up", async () => {
  const upload = await mia.uploaded("whole");
  expect(await bring(upload, 5, "")).toBe(204);
  const { id: file } = await mia.call("createFile", { params, body: { upload, name: "whole.txt" } });
  const before = await uploads();
  expect(await bring(upload, 5, "")).toBe("conflict");
  const ended = await ask("DELETE", upload, {});
  expect([ended.status, await ended.json()]).toMatchObject([404, { code: "upload_not_found" }]);
  await world.services.settled();
  expect(await uploads()).toEqual(before);
  expect((await world.services.records.get(File, { ...params, file }))?.state).toBe("live");
  const waiting = await mia.uploaded("whole");
  expect([(await ask("DELETE", waiting, {})).status, (await ask("HEAD", waiting, {})).status]).toEqual([204, 404]);
});

test("an upload that broke off so many times that nothing is added to it starts anew", async () => {
  const { records } = world.services;
  for (const pieces of [MOST_SEGMENTS - 1, MOST_SEGMENTS]) {
    const upload = await mia.uploaded("", MOST_SEGMENTS + 10);
    const row = (await records.get(Upload, { company, person: mia.person, upload })) ?? expect.fail("no upload");
    const broken = { ...row, segments: Array.from({ length: pieces }, () => ({ bytes: 1, isEnded: true })) };
    await records.commit(operationId(), [], [put(Upload, broken, row.version + 1)]);
    expect(await bring(upload, pieces, "on")).toBe(pieces < MOST_SEGMENTS ? 204 : "upload_broken");
    const offset = (await ask("HEAD", upload, {})).headers.get("upload-offset");
    expect(Number(offset)).toBe(pieces < MOST_SEGMENTS ? pieces + 2 : pieces);
  }
});
