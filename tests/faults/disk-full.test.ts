import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { ApiError, createClient, newKey } from "../../src/client/index.ts";
import { TestClient } from "../realtime/world.ts";
import { type Child, firstOwner, newChannel, type Owner, password, postForCookie, startChild } from "./child.ts";
import { readStored, upTo } from "./stored.ts";

const MiB = 1 << 20;

/** A disk of 64 MiB, and beside it what a server needs that writes to it. */
function smallDisk() {
  const root = mkdtempSync(join(tmpdir(), "bastide-full-"));
  const data = join(root, "small-disk");
  mkdirSync(data);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", data], { encoding: "utf8" });
  const whyNot = mounted.error?.message ?? (mounted.status === 0 ? undefined : mounted.stderr.trim() || `mount ended with ${mounted.status}`);
  const remove = () => {
    if (!whyNot) spawnSync("umount", [data]);
    rmSync(root, { recursive: true, force: true });
  };
  return { root, data, filler: join(data, "filler"), whyNot, remove };
}

const disks = [smallDisk(), smallDisk()] as const;
const [{ whyNot }] = disks;
if (whyNot) process.stderr.write(`\n!! NOT TESTED: a full disk. A tmpfs of 64 MiB can't be mounted here: ${whyNot}\n\n`);

let child: Child | undefined;
afterEach(() => child?.end("SIGKILL"));
afterAll(() => {
  for (const { remove } of disks) remove();
});

/** Takes all room that is left, to the last page. */
function fill(filler: string): void {
  for (let size = MiB; size >= 512; ) {
    try {
      appendFileSync(filler, Buffer.alloc(size, 0xff));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      size /= 2;
    }
  }
}

const messages = (url: string, { company }: Owner, channel: string) => `${url}/api/companies/${company}/channels/${channel}/messages`;

async function isAccepted(owner: Owner, channel: string, text: string): Promise<boolean> {
  try {
    await owner.client.call("postMessage", { params: { company: owner.company, channel }, body: { text, alsoInChannel: false }, key: newKey() });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === "storage_full") return false;
    throw error;
  }
}

async function untilAccepted(owner: Owner, channel: string, text: string): Promise<void> {
  const freed = performance.now();
  while (!(await isAccepted(owner, channel, text))) {
    expect(performance.now() - freed).toBeLessThan(10_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.skipIf(whyNot !== undefined)("on a full disk of 64 MiB posting is refused, all else goes on, and room mends it", async () => {
  const [{ root, data, filler }] = disks;
  child = await startChild({ root, data });
  const { url } = child;
  const owner = await firstOwner(child);
  const channel = await newChannel(owner, "news");
  const acknowledged: string[] = [];
  const postUntilRefused = async (name: string) => {
    for (let n = 0; n < 2000; n++) {
      const text = `${name} ${n} ${"x".repeat(2000)}`;
      if (!(await isAccepted(owner, channel, text))) return;
      acknowledged.push(text);
    }
    throw new Error("the disk was never full");
  };
  for (let n = 0; n < 20; n++) acknowledged.push(`before ${n}`);
  for (const text of acknowledged) expect(await isAccepted(owner, channel, text)).toBe(true);
  const socket = new TestClient(url, owner.cookie, {});
  await socket.opened;

  fill(filler);
  await postUntilRefused("filling");
  expect((await socket.next("state")).readOnly).toBe(true);

  const refused = await fetch(messages(url, owner, channel), {
    method: "POST",
    headers: { cookie: owner.cookie, "content-type": "application/json", "idempotency-key": newKey() },
    body: JSON.stringify({ text: "no room", alsoInChannel: false }),
  });
  expect(refused.status).toBe(507);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect(refused.headers.get("retry-after")).toBe("10");
  expect(await refused.json()).toMatchObject({ code: "storage_full", status: 507 });

  // Reading goes on.
  const read = await owner.client.call("listMessages", { params: { company: owner.company, channel }, query: { limit: 10 } });
  expect(read.messages.at(-1)?.body).toMatchObject({ text: acknowledged.at(-1) });
  expect(read.last).toBe(acknowledged.length);
  // Signing in goes on, and the new session is good for everything but writing.
  const cookie = await postForCookie(`${url}/api/sessions`, { login: "owner", password });
  const again = createClient({ baseUrl: url, headers: { cookie } });
  expect((await again.call("getAccount")).companies).toHaveLength(1);
  // Sockets go on: the one that was open answers calls, a new one opens and hears of the banner at once.
  socket.send({ type: "call", id: 1, endpoint: "listMessages", params: { company: owner.company, channel }, query: {} });
  expect((await socket.next("reply", ({ id }) => id === 1)).status).toBe(200);
  const late = new TestClient(url, cookie, {});
  await late.opened;
  expect((await late.next("me")).readOnly).toBe(true);
  const readiness = await fetch(`${url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.text()).toContain("storage_full");
  expect((await fetch(`${url}/livez`)).status).toBe(200);

  rmSync(filler);
  await untilAccepted(owner, channel, "room again");
  acknowledged.push("room again");
  for (const one of [socket, late]) expect((await one.next("state", ({ readOnly }) => !readOnly)).readOnly).toBe(false);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await isAccepted(owner, channel, "and more")).toBe(true);
  acknowledged.push("and more");
  for (const one of [socket, late]) one.socket.terminate();

  expect(await child.end("SIGTERM")).toBe(0);
  const [stored] = await readStored(root, owner.company, [channel], { BASTIDE_DATA: data });
  expect(stored?.seqs).toEqual(upTo(stored?.head.seq ?? 0));
  expect(stored?.posts.map(({ text }) => text)).toEqual(acknowledged);
});

/** tus by hand, so that the client tries nothing again. */
const tus = ({ url }: Child, { cookie, company }: Owner, method: string, id = "", more: Record<string, string> = {}, body?: Uint8Array<ArrayBuffer>) =>
  fetch(`${url}/api/companies/${company}/uploads${id && `/${id}`}`, {
    method,
    headers: { cookie, origin: url, "tus-resumable": "1.0.0", ...more },
    ...(body ? { body } : {}),
  });
const begin = (server: Child, owner: Owner, size: number) => tus(server, owner, "POST", "", { "upload-length": String(size) });
const idOf = (reply: Response) => reply.headers.get("location")?.split("/").at(-1) ?? expect.fail(`no upload: ${reply.status}`);
const bring = (server: Child, owner: Owner, id: string, bytes: number, offset = 0) =>
  tus(server, owner, "PATCH", id, { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" }, new Uint8Array(bytes));

test.skipIf(whyNot !== undefined)("on a full disk people make room, search and find a server that starts", async () => {
  const [, { root, data, filler }] = disks;
  let server = await startChild({ root, data });
  child = server;
  const { company, client, cookie } = await firstOwner(server);
  const owner = { company, client, cookie };
  const [channel, watched] = [await newChannel(owner, "news"), await newChannel(owner, "watched")];
  for (const at of [channel, watched]) expect(await isAccepted(owner, at, "the lighthouse is on")).toBe(true);
  await client.call("updateChannel", { params: { company, channel: watched }, body: { sensitive: true } });

  // 64 MiB have no room for 63: that is told before a byte is sent.
  const tooLarge = await begin(server, owner, 63 * MiB);
  expect(tooLarge.status).toBe(413);
  expect(await tooLarge.json()).toMatchObject({ code: "quota_full", fields: [{ path: "headers.upload-length", problem: "no_room_disk" }] });
  const whole = idOf(await begin(server, owner, 8 * MiB));
  expect((await bring(server, owner, whole, 8 * MiB)).status).toBe(204);
  const { id: file } = await client.call("createFile", { params: { company, channel }, body: { upload: whole, name: "large.bin" } });
  const half = idOf(await begin(server, owner, 8 * MiB));
  expect((await bring(server, owner, half, 6 * MiB)).status).toBe(204);
  const search = async (at: string, on: Owner): Promise<number> =>
    (await on.client.call("search", { params: { company }, body: { text: "lighthouse", filters: { in: [at] } } })).hits.length;
  await expect.poll(() => search(channel, owner)).toBe(1);

  // What was begun while there was room is refused when the rest of it would leave none.
  const { bavail, bsize } = statfsSync(data);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - 3 * MiB, 0xff));
  expect((await bring(server, owner, half, 2 * MiB, 6 * MiB)).status).toBe(413);
  const offset = async (on: Child) => (await tus(on, owner, "HEAD", half)).headers.get("upload-offset");
  expect(await offset(server)).toBe(String(6 * MiB));
  expect(await isAccepted(owner, channel, "of the reserve")).toBe(true);

  // A full disk is started on; what stopped has given room back, which is taken, too.
  fill(filler);
  expect(await server.end("SIGTERM")).toBe(0);
  fill(filler);
  server = await startChild({ root, data });
  child = server;
  const now = { ...owner, client: createClient({ baseUrl: server.url, headers: { cookie } }) };
  expect(await (await fetch(`${server.url}/readyz`)).text()).toContain("storage_full");
  expect(await isAccepted(now, channel, "no room")).toBe(false);
  expect((await now.client.call("listMessages", { params: { company, channel }, query: { limit: 10 } })).messages).toHaveLength(2);
  // Searching goes on; who reads in a watched channel can't be written down, so nothing of it is shown.
  expect([await search(channel, now), await search(watched, now)]).toEqual([1, 0]);

  // An upload that is given up makes room.
  const objects = () => readdirSync(join(data, "files"), { recursive: true, encoding: "utf8" }).filter((name) => /\.o$|data$/.test(name)).length;
  expect(await offset(server)).toBe(String(6 * MiB));
  const before = objects();
  expect((await tus(server, owner, "DELETE", half)).status).toBe(204);
  await expect.poll(objects).toBeLessThan(before);
  await untilAccepted(now, channel, "room again");
  expect(await search(watched, now)).toBe(1);

  // So does what is destroyed, on a disk that is full again and after a kill.
  fill(filler);
  expect(await isAccepted(now, channel, "no room")).toBe(false);
  await server.end("SIGKILL");
  server = await startChild({ root, data });
  child = server;
  const again = { ...owner, client: createClient({ baseUrl: server.url, headers: { cookie } }) };
  expect(await isAccepted(again, channel, "no room")).toBe(false);
  for (const way of ["trashFiles", "purgeFiles"] as const)
    await again.client.call(way, { params: { company, channel }, body: { files: [file] }, key: newKey() });
  await expect.poll(objects).toBe(0);
  await untilAccepted(again, channel, "and again");
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
  const { entries } = await again.client.call("listAudit", { params: { company }, query: {} });
  expect(entries.filter(({ action }) => action.startsWith("file.")).map(({ action, result }) => [action, result])).toEqual([
    ["file.purge", "done"],
    ["file.trash", "done"],
  ]);
  expect(await server.end("SIGTERM")).toBe(0);
});
