/** What is cleared away behind people's backs, and what is not: uploads that are gone on with, taken, in vain or given up. */
import { utimesSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { operationId, randomUUID } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { type Outcome, put } from "../../platform/records/sealed.ts";
import { File, FileVersion, FolderEntry, Upload } from "./files.records.ts";

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
  channel = (await newChannel(mia, company, "room", "private")).id;
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: {} });
});
afterAll(() => world.close());

/** Time goes by, and no timer takes notice. */
const pass = (ms: number) => clock.setWall(clock.now() + ms);
async function sweep(): Promise<void> {
  await world.services.sweep();
  await world.services.settled();
}

const octets = { "content-type": "application/offset+octet-stream" };
const headersOf = (who: Caller, more: Record<string, string>) => ({ cookie: who.cookie, origin: world.server.url, "tus-resumable": "1.0.0", ...more });
const ask = (who: Caller, method: string, id: string, more: Record<string, string> = {}, body?: Buffer) =>
  fetch(`${world.server.url}/api/companies/${company}/uploads${id && `/${id}`}`, {
    method,
    headers: headersOf(who, more),
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
const idIn = (reply: Response) => reply.headers.get("location")?.split("/").at(-1) ?? expect.fail(`no upload: ${reply.status}`);
const begin = async (who: Caller, size: number) => idIn(await ask(who, "POST", "", { "upload-length": String(size) }));
const fileOf = (who: Caller, upload: string, name: string, folder = "top") =>
  who.call("createFile", { params: { company, channel }, body: { upload, name, folder } });
const read = async (who: Caller, file: string) => {
  const reply = await fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/files/${file}/content`, { headers: { cookie: who.cookie } });
  return reply.ok ? reply.text() : reply.status;
};
const rowOf = (who: Caller, upload: string) => world.services.records.find(Upload, { company, person: who.person, upload });
const stateOf = async (who: Caller, upload: string) => (await rowOf(who, upload))?.state;

/** Does something once, after the sweep has read the row of an upload and before it acts on it. */
async function whileSwept(upload: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const { records } = world.services;
  const all = records.all.bind(records);
  let isDone = false;
  const spied = vi.spyOn(records, "all").mockImplementation(async function* (...given: Parameters<typeof all>) {
    for await (const row of all(...given)) {
      if (!isDone && given[0].name === Upload.name && "upload" in row && row.upload === upload) {
        isDone = true;
        await meanwhile();
      }
      yield row;
    }
  } as typeof records.all);
  try {
    await sweep();
  } finally {
    spied.mockRestore();
  }
  expect(isDone).toBe(true);
}

test("an upload that is taken while it is swept becomes its file", async () => {
  const upload = await mia.uploaded("the bytes of it");
  pass(8 * day);
  let file = "";
  await whileSwept(upload, async () => {
    file = (await fileOf(mia, upload, "kept.txt")).id;
  });
  expect([await read(mia, file), await stateOf(mia, upload)]).toEqual(["the bytes of it", "filed"]);
});

test("an upload that is gone on with on the eighth day is swept neither meanwhile nor after its last byte, and holds up no sweep", async () => {
  const upload = await begin(mia, 10);
  const [idle, unswept] = [await begin(mia, 10), await begin(noa, 10)];
  pass(8 * day);
  const append = vi.spyOn(world.services.files.uploads, "append");
  const answered = Promise.withResolvers<number>();
  const bringing = request(`${world.server.url}/api/companies/${company}/uploads/${upload}`, {
    method: "PATCH",
    headers: headersOf(mia, { ...octets, "upload-offset": "0", "content-length": "10" }),
  });
  bringing.on("response", (reply) => answered.resolve(reply.resume().statusCode ?? 0)).on("error", answered.reject);
  bringing.write("01234");
  await vi.waitFor(() => expect(append).toHaveBeenCalled(), 10_000);
  await whileSwept(upload, async () => undefined);
  bringing.end("56789");
  expect(await answered.promise).toBe(204);
  await sweep();
  expect(await Promise.all([stateOf(mia, upload), stateOf(mia, idle), stateOf(noa, unswept)])).toEqual(["whole", "ended", "ended"]);
  expect(await read(mia, (await fileOf(mia, upload, "late.txt")).id)).toBe("0123456789");
});

test("an upload that is taken again is not given back under whoever took it", async () => {
  const upload = await mia.uploaded("taken twice");
  const to = { channel, file: "0197a000-0000-7000-8000-000000000001" };
  const actor = { company, person: mia.person } as Parameters<World["services"]["files"]["uploads"]["take"]>[0];
  const { uploads } = world.services.files;
  await uploads.take(actor, upload, to);
  pass(2 * 3_600_000);
  await whileSwept(upload, () => uploads.take(actor, upload, to));
  expect(await stateOf(mia, upload)).toBe("filed");
  pass(2 * 3_600_000);
  await sweep();
  expect(await stateOf(mia, upload)).toBe("whole");
});

test("what was taken for a version that never came about waits again, then ends", async () => {
  const { id: file } = await fileOf(mia, await mia.uploaded("one"), "a.txt");
  const upload = await noa.uploaded("two, in vain");
  // As a process leaves it that dies between the two commits.
  const actor = { company, person: noa.person } as Parameters<World["services"]["files"]["uploads"]["take"]>[0];
  await world.services.files.uploads.take(actor, upload, { channel, file });
  pass(2 * 3_600_000);
  await sweep();
  expect(await stateOf(noa, upload)).toBe("whole");
  await noa.call("addVersion", { params: { company, channel, file }, body: { upload } });
  pass(8 * day);
  await sweep();
  expect([await stateOf(noa, upload), await read(mia, file)]).toEqual(["filed", "two, in vain"]);
});

test("what was taken for a file that was refused may be taken for another at once", async () => {
  const upload = await mia.uploaded("looks for a place");
  const elsewhere = (await newChannel(mia, company, "elsewhere", "private")).id;
  const nowhere = "0197a000-0000-7000-8000-000000000002";
  const standing = await rowOf(mia, upload);
  expect(await mia.refused("createFile", { params: { company, channel }, body: { upload, name: "a.txt", folder: nowhere } })).toBe("file_not_found");
  // It was not even taken.
  expect(await rowOf(mia, upload)).toEqual(standing);
  expect(await mia.call("createFile", { params: { company, channel: elsewhere }, body: { upload, name: "a.txt" } })).toMatchObject({ name: "a.txt" });
  expect(await mia.refused("createFile", { params: { company, channel }, body: { upload, name: "b.txt" } })).toBe("upload_not_found");
});

test("what was taken for a message that is refused is given back at once, and is the file of one that is not", async () => {
  const params = { company, channel };
  const uploads = [await mia.uploaded("one of two"), await mia.uploaded("two of two")];
  const { post: thread } = await mia.call("postMessage", { params, body: { text: "a thread" } });
  const reply = (to: number) => ({ params, body: { text: "look", thread: to, files: uploads.map((upload) => ({ upload, name: "x.txt" })) } });
  const states = () => Promise.all(uploads.map((upload) => stateOf(mia, upload)));
  expect(await mia.refused("postMessage", reply(thread + 1000))).toBe("message_not_found");
  expect(await states()).toEqual(["whole", "whole"]);
  expect((await mia.call("listUploads", { params: { company } })).uploads.map(({ id }) => id)).toEqual(expect.arrayContaining(uploads));
  const { files } = await mia.call("postMessage", reply(thread));
  expect([await read(noa, files[0]?.id ?? ""), await states()]).toEqual(["one of two", ["filed", "filed"]]);
});

test("what went hides nothing of what is there: it is listed, zipped, and destroyed; and the sweep forgets what went", async () => {
  const { id: folder } = await mia.call("createFolder", { params: { company, channel }, body: { name: "busy", folder: "top" } });
  const upload = await mia.uploaded("old and needed");
  const { id: file } = await fileOf(mia, upload, "old.txt", folder);
  const { records } = world.services;
  for (let first = 0; first < 10_000; first += 1000)
    await records.commit(
      operationId(),
      [],
      Array.from({ length: 1000 }, (_, i) =>
        put(FolderEntry, { company, channel, folder, place: 1_000_000 + first + i, file: randomUUID(), state: "gone" as const }, 2),
      ),
    );
  const params = { company, channel };
  const listed = async () => (await mia.call("listFiles", { params, query: { folder } })).files.map(({ name }) => name);
  expect(await listed()).toEqual(["old.txt"]);
  const zip = await fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/zip?files=${folder}`, { headers: { cookie: mia.cookie } });
  expect(Buffer.from(await zip.arrayBuffer()).includes("busy/old.txt")).toBe(true);
  await mia.call("trashFiles", { params, body: { files: [folder] } });
  await mia.call("purgeFiles", { params, body: { files: [folder] } });
  await world.services.settled();
  expect([(await records.find(File, { ...params, file }))?.state, await stateOf(mia, upload)]).toEqual(["purged", "ended"]);
  await sweep();
  expect(await records.list(FolderEntry, { ...params, folder }, { limit: 10 })).toEqual([]);
});

test("a purge whose commit is refused is tried again, and what was brought back meanwhile stays", async () => {
  const params = { company, channel };
  const upload = await mia.uploaded("to be destroyed");
  const { id: file } = await fileOf(mia, upload, "gone.txt");
  await mia.call("trashFiles", { params, body: { files: [file] } });
  await world.services.settled();
  const { records } = world.services;
  const commit = records.commit.bind(records);
  const refused: Outcome = { status: "refused", expectation: { record: File, key: { company, channel, file }, version: 1 } };
  const spied = vi.spyOn(records, "commit").mockImplementationOnce(async () => refused);
  await mia.call("purgeFiles", { params, body: { files: [file] } });
  expect((await records.find(FileVersion, { ...params, file, number: 1 }))?.state).toBe("purged");
  const { id: other } = await fileOf(mia, await mia.uploaded("comes back"), "back.txt");
  await mia.call("trashFiles", { params, body: { files: [other] } });
  await world.services.settled();
  spied.mockImplementationOnce(async () => {
    spied.mockImplementation(commit);
    await mia.call("untrashFiles", { params, body: { files: [other] } });
    return refused;
  });
  expect(await mia.refused("purgeFiles", { params, body: { files: [other] } })).toBe("invalid_request");
  spied.mockRestore();
  expect(await read(mia, other)).toBe("comes back");
});

test("uploads that ended are forgotten after a month, and parts that were never told after a day", async () => {
  const upload = await begin(mia, 10);
  expect((await ask(mia, "DELETE", upload)).status).toBe(204);
  const { objects } = world.services.core;
  const lost = `${company}/${mia.person}/${await begin(mia, 10)}/0`;
  const data = join(world.server.folders.config.data, "files", "begun", await objects.begin(lost), "data");
  utimesSync(data, clock.now() / 1000, clock.now() / 1000);
  const begun = async () => {
    const keys: string[] = [];
    for await (const { key } of objects.begun(company)) keys.push(key);
    return keys;
  };
  await sweep();
  expect([await begun(), await stateOf(mia, upload)]).toEqual([[lost], "ended"]);
  pass(2 * day);
  await sweep();
  expect(await begun()).toEqual([]);
  pass(31 * day);
  await sweep();
  expect(await stateOf(mia, upload)).toBe(undefined);
});

test("one sweep that fails keeps no other from being done", async () => {
  mia = await world.callerOf(mia.account, company);
  const upload = await begin(mia, 10);
  pass(8 * day);
  const failing = vi.spyOn(world.services.records.port, "scan").mockRejectedValueOnce(new Error("a scan failed"));
  await expect(world.services.sweep()).rejects.toThrow("a scan failed");
  failing.mockRestore();
  expect(await stateOf(mia, upload)).toBe("ended");
});

test("what lies in a folder that is brought back while its time is over stays, and goes with one that is not", async () => {
  [mia, noa] = [await world.callerOf(mia.account, company), await world.callerOf(noa.account, company)];
  const params = { company, channel };
  const { records } = world.services;
  for (const isBroughtBack of [true, false]) {
    const { id: folder } = await mia.call("createFolder", { params, body: { name: "old", folder: "top" } });
    const { id: inner } = await mia.call("createFolder", { params, body: { name: "inner", folder } });
    const { id: file } = await fileOf(noa, await noa.uploaded("hers"), "hers.txt", inner);
    await mia.call("trashFiles", { params, body: { files: [folder] } });
    await world.services.settled();
    pass(31 * day);
    [mia, noa] = [await world.callerOf(mia.account, company), await world.callerOf(noa.account, company)];
    const commit = records.commit.bind(records);
    let isDone = false;
    // The first that the sweep does to the file: its versions.
    const spied = vi.spyOn(records, "commit").mockImplementation(async (...given) => {
      if (!isDone && given[2].some(({ record, fields }) => record.name === FileVersion.name && fields["file"] === file)) {
        isDone = true;
        if (isBroughtBack) await mia.call("untrashFiles", { params, body: { files: [folder] } });
      }
      return commit(...given);
    });
    await sweep().finally(() => spied.mockRestore());
    expect([isDone, await read(noa, file), (await records.find(FileVersion, { ...params, file, number: 1 }))?.state]).toEqual(
      isBroughtBack ? [true, "hers", "kept"] : [true, 404, "purged"],
    );
  }
});
