import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { closeCodes } from "../../src/contract/index.ts";
import { TestClient } from "../realtime/world.ts";
import { type Child, firstOwner, newChannel, startChild } from "./child.ts";
import { readStored, upTo } from "./stored.ts";

const root = mkdtempSync(join(tmpdir(), "bastide-stop-"));
let child: Child | undefined;
afterAll(async () => {
  await child?.end("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

test("SIGTERM finishes writes, sends the sockets away and ends with 0", async () => {
  child = await startChild({ root });
  const owner = await firstOwner(child);
  const channel = await newChannel(owner, "news");
  const sockets = [new TestClient(child.url, owner.cookie, {}), new TestClient(child.url, owner.cookie, {})];
  await Promise.all(sockets.map(({ opened }) => opened));

  const client = createClient({ baseUrl: child.url, headers: { cookie: owner.cookie } });
  const acknowledged = new Map<string, number>();
  let refused = 0;
  const post = (text: string) =>
    client.call("postMessage", { params: { company: owner.company, channel }, body: { text, alsoInChannel: false } }).then(
      (message) => void acknowledged.set(text, message.post),
      () => void refused++,
    );
  // A few chains of posts: when the signal comes, each has one under way.
  let isOver = false;
  const chains = upTo(10).map(async (chain) => {
    for (let n = 0; !isOver; n++) await post(`${chain} ${n}`);
  });
  while (acknowledged.size < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  const code = await child.end("SIGTERM");
  isOver = true;
  await Promise.all(chains);

  expect(code).toBe(0);
  expect(child.complaints()).toBe("");
  for (const socket of sockets) {
    expect((await socket.next("bye")).reason).toBe("restart");
    expect(await socket.closed).toBe(closeCodes.restart);
  }
  const [stored] = await readStored(root, owner.company, [channel]);
  expect(stored?.seqs).toEqual(upTo(stored?.head.seq ?? 0));
  expect(stored?.posts.map(({ post: number }) => number)).toEqual(upTo(stored?.head.post ?? 0));
  const found = new Map(stored?.posts.map((row) => [row.text, row.post]));
  for (const [text, number] of acknowledged) expect(found.get(text), text).toBe(number);
  // Whoever was not answered was not written either: a write that had begun was finished, and answered.
  expect(found.size).toBe(acknowledged.size);
  expect(refused).toBeGreaterThan(0);
});
