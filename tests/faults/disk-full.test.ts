import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ApiError, createClient, newKey } from "../../src/client/index.ts";
import { TestClient } from "../realtime/world.ts";
import { type Child, firstOwner, newChannel, type Owner, password, postForCookie, startChild } from "./child.ts";
import { readStored, upTo } from "./stored.ts";

const MiB = 1 << 20;
const root = mkdtempSync(join(tmpdir(), "bastide-full-"));
const data = join(root, "small-disk");
mkdirSync(data);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", data], { encoding: "utf8" });
const whyNot = mounted.error?.message ?? (mounted.status === 0 ? undefined : mounted.stderr.trim() || `mount ended with ${mounted.status}`);
if (whyNot) process.stderr.write(`\n!! NOT TESTED: a full disk. A tmpfs of 64 MiB can't be mounted here: ${whyNot}\n\n`);

let child: Child | undefined;
afterAll(async () => {
  await child?.end("SIGKILL");
  if (!whyNot) spawnSync("umount", [data]);
  rmSync(root, { recursive: true, force: true });
});

const filler = join(data, "filler");

/** Takes all room that is left, to the last page. */
function fill(): void {
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

test.skipIf(whyNot !== undefined)("on a full disk of 64 MiB posting is refused, all else goes on, and room mends it", async () => {
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

  fill();
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
  const freed = performance.now();
  while (!(await isAccepted(owner, channel, "room again"))) {
    expect(performance.now() - freed).toBeLessThan(10_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
