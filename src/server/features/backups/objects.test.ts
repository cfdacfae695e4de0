/** Files through a backup: over HTTP here, over HTTP there, and what was destroyed nowhere. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Folders, makeFolders, testServer } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";
import { randomBytes } from "../../../crypto/index.ts";
import { operations } from "../../operations.list.ts";
import { systemClock } from "../../platform/clock/index.ts";
import { migrations } from "../../platform/records/migrations/index.ts";
import { tablesOf } from "../../platform/records/migrations.ts";
import { restoreFolder } from "../../rescue.ts";
import { examineObjects } from "../files/index.ts";
import { type BackupReport, backUp } from "./index.ts";

let world: World;
let owner: Caller;
let company: string;
let channel: string;
let kit: string;
let bytes: Record<"first" | "second" | "trashed" | "late", Buffer>;
let files: Record<"kept" | "trashed" | "picture" | "purged" | "late", string>;
let unfinished: string;
/** An upload that no file names. */
let unnamed: string;
let report: BackupReport;
let there: Folders;

const objectsFolder = (folders: Folders) => join(folders.config.data, "files", "objects");
const objectsIn = (folders: Folders) => readdirSync(objectsFolder(folders), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
const quietly = { signal: new AbortController().signal, onProgress: () => undefined };

const newFile = async (name: string, body: Buffer) =>
  (await owner.call("createFile", { params: { company, channel }, body: { upload: await owner.uploaded(body), name } })).id;
const params = () => ({ company, channel });
async function purge(file: string): Promise<void> {
  await owner.call("trashFiles", { params: params(), body: { files: [file] } });
  await owner.call("purgeFiles", { params: params(), body: { files: [file] } });
}

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ owner, company } = world);
  channel = (await newChannel(owner, company, "plans")).id;
  ({ kit } = await owner.call("createKit", { body: { password } }));
  // Of more than one part, of one part, and of a few bytes.
  bytes = {
    first: randomBytes(12_000_000),
    second: Buffer.from("the second version speaks of quinces"),
    trashed: randomBytes(70_000),
    late: randomBytes(200_000),
  };
  const kept = await newFile("plan.txt", bytes.first);
  await owner.call("addVersion", { params: { ...params(), file: kept }, body: { upload: await owner.uploaded(bytes.second) } });
  const trashed = await newFile("trashed.bin", bytes.trashed);
  await owner.call("trashFiles", { params: params(), body: { files: [trashed] } });
  const picture = await newFile(
    "picture.png",
    await sharp(randomBytes(120_000), { raw: { width: 200, height: 200, channels: 3 } })
      .png()
      .toBuffer(),
  );
  const purged = await newFile("purged.bin", randomBytes(30_000));
  await purge(purged);
  unfinished = await owner.uploaded(bytes.late.subarray(0, 120_000), bytes.late.length);
  await owner.call("postMessage", { params: params(), body: { text: "we shall speak of medlars" } });
  files = { kept, trashed, picture, purged, late: await newFile("late.bin", bytes.late) };
  await world.services.feed.idle();
  await world.services.feed.idle();
  const { port, objects, root } = world.services.core;
  // Destroyed when the rows were read and before the objects are.
  const list = async function* (prefix: string) {
    await purge(files.late);
    await world.services.feed.idle();
    unnamed = await owner.uploaded(randomBytes(5000));
    yield* objects.list(prefix);
  };
  const store = { tables: tablesOf(migrations), store: migrations.length, version: "test", now: Date.now, handled: () => world.services.feed.handled() };
  report = await world.services.files.leftovers.keeping(() =>
    backUp({ port, root, ...store, objects: { list, read: objects.read } }, { file: join(world.server.folders.root, "one.backup"), force: false, ...quietly }),
  );
  there = makeFolders();
}, 120_000);
afterAll(async () => {
  await world.close();
  there.remove();
});

test("a backup holds back what is destroyed meanwhile, and then lets it go", async () => {
  const { objects, port } = world.services.core;
  expect(report.objects).toBeGreaterThan(6);
  expect(report.objectBytes).toBeGreaterThan(12_000_000);
  expect(await examineObjects(port, objects)).toMatchObject({ missing: 0, leftovers: { objects: 0, bytes: 0 } });
  expect(await owner.refused("getFile", { params: { ...params(), file: files.late } })).toBe("file_not_found");
});

test("a flipped byte in an object refuses the whole restore", async () => {
  const file = readFileSync(report.file);
  const at = file.indexOf('{"key":"') + 2000;
  file[at] = (file[at] as number) ^ 1;
  const changed = join(world.server.folders.root, "changed.backup");
  writeFileSync(changed, file);
  const folders = makeFolders();
  const restored = restoreFolder({ config: folders.config, clock: systemClock, file: changed, kit, ...quietly });
  await expect(restored).rejects.toMatchObject({ code: "input_broken" });
  expect(() => readdirSync(folders.config.data)).toThrow("ENOENT");
  folders.remove();
});

test("elsewhere every byte is there again, search finds again, and what was destroyed stays gone", async () => {
  const restored = await restoreFolder({ config: there.config, clock: systemClock, file: report.file, kit, ...quietly });
  expect(restored).toMatchObject({ digest: report.digest, rows: report.rows });
  // That of the upload that began later is left out.
  expect(restored.objects).toBe(report.objects - 1);
  expect(objectsIn(there)).toBe(restored.objects);
  const server = await testServer({ folders: there });
  try {
    const { client, cookie } = await signIn(server.url, "olga the owner");
    const read = async (file: string, query = "") => {
      const reply = await fetch(`${server.url}/api/companies/${company}/channels/${channel}/files/${file}/content${query}`, { headers: { cookie } });
      return reply.ok ? Buffer.from(await reply.arrayBuffer()) : reply.status;
    };
    const isSame = async (file: string, wanted: Buffer, query = "") => expect(wanted.equals((await read(file, query)) as Buffer)).toBe(true);
    await isSame(files.kept, bytes.second);
    await isSame(files.kept, bytes.first, "?version=1");
    await isSame(files.late, bytes.late);
    await client.call("untrashFiles", { params: params(), body: { files: [files.trashed] } });
    await isSame(files.trashed, bytes.trashed);
    expect(await read(files.purged)).toBe(404);
    const preview = await fetch(`${server.url}/api/companies/${company}/channels/${channel}/files/${files.picture}/preview`, { headers: { cookie } });
    expect([preview.status, preview.headers.get("content-type")]).toEqual([200, "image/webp"]);
    await expect.poll(async () => (await client.call("getJobs", { params: { company } })).search.state, { timeout: 20_000 }).toBe("whole");
    const found = async (text: string) => (await client.call("search", { params: { company }, body: { text } })).hits.length;
    expect([await found("medlars"), await found("quinces"), await found("picture")]).toEqual([1, 1, 1]);
    // What was under way goes on.
    const asked = await fetch(`${server.url}/api/companies/${company}/uploads/${unfinished}`, {
      method: "HEAD",
      headers: { cookie, "tus-resumable": "1.0.0" },
    });
    const offset = Number(asked.headers.get("upload-offset"));
    expect(offset).toBe(120_000);
    const patched = await fetch(`${server.url}/api/companies/${company}/uploads/${unfinished}`, {
      method: "PATCH",
      headers: { cookie, origin: server.url, "tus-resumable": "1.0.0", "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
      body: new Uint8Array(bytes.late.subarray(offset)),
    });
    expect(patched.status).toBe(204);
    const finished = await client.call("createFile", { params: params(), body: { upload: unfinished, name: "finished.bin" } });
    await isSame(finished.id, bytes.late);
    // Nobody waits for what the journal of the old store held.
    await server.services.feed.idle();
    expect((await server.services.feed.standing()).flatMap(({ lag }) => lag).filter((lag) => lag > 0)).toEqual([]);
  } finally {
    await server.close();
  }
});

test("an index that is lost is filled again behind the next start, and no other one is", async () => {
  const start = async () => {
    const server = await testServer({ folders: there });
    const { client } = await signIn(server.url, "olga the owner");
    await expect.poll(async () => (await client.call("getJobs", { params: { company } })).search.state, { timeout: 20_000 }).toBe("whole");
    const { hits } = await client.call("search", { params: { company }, body: { text: "medlars" } });
    await server.close();
    return hits.length;
  };
  rmSync(join(there.config.data, "index"), { recursive: true });
  expect(await start()).toBe(1);
  expect(await start()).toBe(1);
});

test("what a killed process had held back goes at the next start; what nothing names is counted, and goes by command", async () => {
  const { objects, port } = world.services.core;
  const { config, root } = world.server.folders;
  const stray = `${company}/${owner.person}/${crypto.randomUUID()}/0`;
  await objects.put(stray, Buffer.from("left"));
  expect((await examineObjects(port, objects)).leftovers).toEqual({ objects: 1, bytes: 4 });
  expect(await operations.run("files.sweep", world.services, {})).toEqual({ objects: 1, bytes: 4 });
  await objects.put(stray, Buffer.from("left"));
  await world.services.files.leftovers.heal(quietly.signal);
  expect(await objects.size(stray)).toBe(4);
  await port.writeMeta("objects-held", Buffer.from("held"), await port.readMeta("objects-held"));
  await world.services.files.leftovers.heal(quietly.signal);
  expect(await objects.size(stray)).toBe(undefined);
  const examined = async () => {
    const env = { PATH: process.env["PATH"], HOME: root, BASTIDE_DATA: config.data, BASTIDE_LISTEN: "127.0.0.1:0" };
    const parts = { BASTIDE_STATE: join(root, "state"), BASTIDE_CONFIG: join(root, "config") };
    const program = join(import.meta.dirname, "../../../cli/main.ts");
    const run = promisify(execFile)(process.execPath, [program, "doctor", "--json"], { env: { ...env, ...parts } });
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    return (JSON.parse(stdout) as { findings: { check: string }[] }).findings.find(({ check }) => check === "files");
  };
  expect(await examined()).toMatchObject({ state: "good", mend: null });
  await objects.put(stray, Buffer.from("left"));
  expect(await examined()).toMatchObject({ state: "good", message: expect.stringContaining("1 objects (4 bytes)"), mend: "bastide files sweep" });
  await objects.delete(stray);
  // Of a version: what is still being brought, or named by no file, is nobody's loss.
  for await (const { key } of objects.list(`${company}/${owner.person}`)) {
    if (key.includes(unfinished) || key.includes(unnamed)) continue;
    await objects.delete(key);
    break;
  }
  expect(await examineObjects(port, objects)).toMatchObject({ missing: 1, first: [expect.stringContaining(channel)] });
  expect(await examined()).toMatchObject({ state: "broken", kind: "store_damaged", message: expect.stringContaining(channel), mend: "bastide restore FILE" });
});

async function signIn(baseUrl: string, login: string) {
  const response = await fetch(`${baseUrl}/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), origin: baseUrl },
    body: JSON.stringify({ login, password }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { cookie, client: createClient({ baseUrl, headers: { cookie } }) };
}
