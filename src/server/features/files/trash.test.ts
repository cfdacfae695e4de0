/** The trash over HTTP: who throws away and destroys what, and what lies inside of a folder. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { operationId, randomUUID } from "../../../crypto/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { placeOf } from "./below.ts";
import { File, FileVersion, FolderEntry } from "./files.records.ts";

let world: World;
let company: string;
let channel: string;
let params: { company: string; channel: string };
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
  params = { company, channel };
  for (const { person } of [noa, gus]) await mia.call("addChannelMember", { params: { ...params, person }, body: {} });
});
afterAll(() => world.close());

const newFile = async (who: Caller, name: string, folder = "top"): Promise<string> =>
  (await who.call("createFile", { params, body: { upload: await who.uploaded(name), name, folder } })).id;
const newFolder = async (who: Caller, name: string, folder = "top") => (await who.call("createFolder", { params, body: { name, folder } })).id;
const move = (who: Caller, file: string, folder: string) => who.call("changeFile", { params: { ...params, file }, body: { folder } });
const get = (file: string) => mia.call("getFile", { params: { ...params, file } });
const read = async (who: Caller, file: string) => {
  const reply = await fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/files/${file}/content`, { headers: { cookie: who.cookie } });
  return reply.ok ? reply.text() : reply.status;
};

/** What each page of a folder has, by names. */
async function pages(who: Caller, folder: "trash" | "messages", of = params, limit = 1): Promise<string[][]> {
  const told: string[][] = [];
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const page = await who.call("listFiles", { params: of, query: { folder, limit, ...(next === undefined ? {} : { next }) } });
    told.push(page.files.map(({ name }) => name));
    next = page.next ?? undefined;
  }
  return told;
}

test("a folder goes only with what is its thrower's to remove, however deep it lies", async () => {
  for (const owner of [gus, mia]) {
    const file = await newFile(owner, "the plan");
    const outer = await newFolder(gus, "outer");
    const inner = await newFolder(gus, "inner", outer);
    await move(gus, file, inner);
    const trashed = { params, body: { files: [outer] } };
    if (owner === gus) {
      await gus.call("trashFiles", trashed);
      await gus.call("purgeFiles", trashed);
      expect(await mia.refused("getFile", { params: { ...params, file } })).toBe("file_not_found");
    } else {
      expect(await gus.refused("trashFiles", trashed)).toBe("not_allowed");
      expect([(await get(outer)).state, await read(noa, file)]).toEqual(["live", "the plan"]);
      // Who manages the channel may.
      await mia.call("trashFiles", trashed);
      expect(await read(noa, file)).toBe(404);
    }
  }
});

test("what is somebody else's comes back to the top before a folder is destroyed", async () => {
  const outer = await newFolder(gus, "outer");
  const inner = await newFolder(gus, "inner", outer);
  const [hers, his, noas] = [await newFile(noa, "hers", inner), await newFile(gus, "his", inner), await newFolder(noa, "noas", outer)];
  const below = await newFile(noa, "below", noas);
  await mia.call("trashFiles", { params, body: { files: [outer] } });
  await gus.call("purgeFiles", { params, body: { files: [outer] } });
  await world.services.settled();
  for (const file of [outer, inner, his]) expect(await mia.refused("getFile", { params: { ...params, file } })).toBe("file_not_found");
  expect([(await get(hers)).folder, (await get(noas)).folder, (await get(below)).folder]).toEqual(["top", "top", noas]);
  expect([await read(noa, hers), await read(noa, below)]).toEqual(["hers", "below"]);
  const { files } = await noa.call("listFiles", { params });
  expect(files.map(({ id }) => id)).toEqual(expect.arrayContaining([hers, noas]));
});

test("of several all go, or none", async () => {
  const [one, other, two] = [await newFile(noa, "one"), await newFile(mia, "other"), await newFile(noa, "two")];
  const states = async () => Promise.all([one, other, two].map(async (file) => (await get(file)).state));
  const all = { params, body: { files: [one, other, two] } };
  expect(await noa.refused("trashFiles", all)).toBe("not_allowed");
  expect(await states()).toEqual(["live", "live", "live"]);
  await mia.call("trashFiles", all);
  // Of the trash nobody sees what he could not bring back.
  expect(await noa.refused("untrashFiles", all)).toBe("file_not_found");
  expect(await noa.refused("purgeFiles", all)).toBe("file_not_found");
  expect(await states()).toEqual(["trashed", "trashed", "trashed"]);
  await mia.call("untrashFiles", { params, body: { files: [two] } });
  expect(await mia.refused("purgeFiles", all)).toBe("invalid_request");
  expect(await states()).toEqual(["trashed", "trashed", "live"]);
  await mia.call("untrashFiles", all);
  expect(await states()).toEqual(["live", "live", "live"]);
});

test("nothing is moved or brought back deeper than one gets to", async () => {
  const chain = async (height: number) => {
    const folders: string[] = [];
    for (let i = 0; i < height; i++) folders.push(await newFolder(mia, `level ${i}`, folders.at(-1) ?? "top"));
    return folders;
  };
  const [low, high] = [await chain(16), await chain(16)];
  const file = await newFile(mia, "at the bottom", high.at(-1) ?? "");
  const to = { params: { ...params, file: high[0] ?? "" }, body: { folder: low.at(-1) ?? "" } };
  // 16 folders, 16 more and a file in them.
  expect(await mia.refused("changeFile", to)).toBe("invalid_request");
  expect([(await get(high[0] ?? "")).folder, await read(noa, file)]).toEqual(["top", "at the bottom"]);
  await mia.call("changeFile", { ...to, body: { folder: low.at(-2) ?? "" } });
  expect(await read(noa, file)).toBe("at the bottom");
  // Where it lay is deeper than it was.
  await mia.call("trashFiles", { params, body: { files: [high[0] ?? ""] } });
  const over = await newFolder(mia, "over");
  await move(mia, low[0] ?? "", over);
  await mia.call("untrashFiles", { params, body: { files: [high[0] ?? ""] } });
  expect([(await get(high[0] ?? "")).folder, await read(noa, file)]).toEqual(["top", "at the bottom"]);
});

test("who is taken out while he destroys destroys no more than he had", async () => {
  for (const isTakenOut of [false, true]) {
    const who = await world.join(company, "member");
    await mia.call("addChannelMember", { params: { ...params, person: who.person }, body: {} });
    const folder = await newFolder(who, "folder");
    const files = [await newFile(who, "first"), await newFile(who, "second"), folder];
    const [inFolder, others] = [await newFile(who, "inside", folder), await newFile(noa, "noas", folder)];
    await mia.call("trashFiles", { params, body: { files } });
    await world.services.settled();
    const { records } = world.services;
    const commit = records.commit.bind(records);
    let isFirst = true;
    // After the first file's versions, before the file itself.
    const spied = vi.spyOn(records, "commit").mockImplementation(async (...given) => {
      const outcome = await commit(...given);
      if (isFirst && given[2].some(({ record, fields }) => record.name === FileVersion.name && fields["file"] === files[0])) {
        isFirst = false;
        if (isTakenOut) await mia.call("removeChannelMember", { params: { ...params, person: who.person } });
      }
      return outcome;
    });
    const purged = who.call("purgeFiles", { params, body: { files } }).then(
      () => "done",
      (error: { code?: string }) => error.code,
    );
    expect([await purged, isFirst]).toEqual([isTakenOut ? "channel_not_found" : "done", false]);
    spied.mockRestore();
    const states = await Promise.all([...files, inFolder].map(async (file) => (await records.get(File, { ...params, file }))?.state));
    expect(states).toEqual(isTakenOut ? ["trashed", "trashed", "trashed", "live"] : ["purged", "purged", "purged", "purged"]);
    expect((await records.get(File, { ...params, file: others }))?.folder).toBe(isTakenOut ? folder : channel);
    expect((await records.get(FileVersion, { ...params, file: files[1] ?? "", number: 1 }))?.state).toBe(isTakenOut ? "kept" : "purged");
  }
});

test("pages tell of others' trash neither how much there is nor where it lies", async () => {
  const of = { company, channel: (await newChannel(mia, company, "pages", "private")).id };
  await mia.call("addChannelMember", { params: { ...of, person: noa.person }, body: {} });
  const told: Record<string, string[][]> = {};
  const trashed: string[] = [];
  const trash = async (who: Caller, name: string) => {
    const { id } = await who.call("createFolder", { params: of, body: { name } });
    await who.call("trashFiles", { params: of, body: { files: [id] } });
    trashed.unshift(name);
  };
  await trash(noa, "noas 1");
  await trash(noa, "noas 2");
  told["before"] = await pages(noa, "trash", of);
  for (const name of ["first", "second", "third"]) await trash(mia, name);
  expect(await pages(noa, "trash", of)).toEqual(told["before"]);
  await trash(noa, "noas 3");
  expect([told["before"], await pages(noa, "trash", of), await pages(noa, "trash", of, 2)]).toEqual([
    [["noas 2"], ["noas 1"]],
    [["noas 3"], ["noas 2"], ["noas 1"]],
    [["noas 3", "noas 2"], ["noas 1"]],
  ]);
  expect(await pages(mia, "trash", of)).toEqual(trashed.map((name) => [name]));
  // A place is good for whom and where it was told.
  const query = { folder: "trash" as const, limit: 1 };
  const { next } = await noa.call("listFiles", { params: of, query });
  expect(await noa.call("listFiles", { params: of, query: { ...query, next: next ?? "" } })).toMatchObject({ files: [{ name: "noas 2" }] });
  expect(await mia.refused("listFiles", { params: of, query: { ...query, next: next ?? "" } })).toBe("invalid_request");
  expect(await noa.refused("listFiles", { params, query: { ...query, next: next ?? "" } })).toBe("invalid_request");
  // So much of it that a page ends on the way.
  const folder = placeOf(of.channel, "trash");
  const entries = Array.from({ length: 5001 }, (_, i) => put(FolderEntry, { ...of, folder, place: 1_000_000 + i, file: randomUUID(), state: "here" as const }));
  for (let first = 0; first < entries.length; first += 1000) await world.services.records.commit(operationId(), [], entries.slice(first, first + 1000));
  const long = await pages(noa, "trash", of, 200);
  expect([long.length, long.flat()]).toEqual([2, ["noas 3", "noas 2", "noas 1"]]);
});

test("who came later turns no pages over what came with messages before him", async () => {
  const of = { company, channel: (await newChannel(mia, company, "late pages", "private")).id };
  const send = async (name: string, more: { thread?: number } = {}) =>
    mia.call("postMessage", { params: of, body: { text: "look", files: [{ upload: await mia.uploaded(name), name }], ...more } });
  const early = await send("early");
  await send("early too");
  const late = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...of, person: late.person }, body: { history: false } });
  expect(await pages(late, "messages", of)).toEqual([[]]);
  await send("first");
  await send("in an old thread", { thread: early.post });
  const back = early.files[0]?.id ?? "";
  await mia.call("trashFiles", { params: of, body: { files: [back] } });
  await mia.call("untrashFiles", { params: of, body: { files: [back] } });
  await send("second");
  expect(await pages(late, "messages", of)).toEqual([["second"], ["first"]]);
  expect(await pages(mia, "messages", of)).toEqual([["second"], ["early"], ["in an old thread"], ["first"], ["early too"]]);
});
