/** An index that was lost is filled again, whatever dies meanwhile. */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { asked, bastide, newPlace } from "../cli/program.ts";
import { type Child, firstOwner, newChannel, type Owner, startChild } from "./child.ts";
import { upTo } from "./stored.ts";

const messages = 2400;
const writers = 16;
const place = newPlace();
const folder = join(place.root, "data/index");
let child: Child | undefined;
afterAll(async () => {
  await child?.end("SIGKILL");
  place.remove();
});

interface Done {
  readonly rows: number;
  readonly documents: number;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
/** Of files that are still there when they are looked at. */
const bytesOfIndex = (): number => readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);

async function killLater(pid: number, bytes: number): Promise<void> {
  while (bytesOfIndex() < bytes) await pause();
  process.kill(pid, "SIGKILL");
}

const post = async ({ client, company }: Owner, channel: string, text: string) =>
  (await client.call("postMessage", { params: { company, channel }, body: { text } })).post;

/** Places of all messages that have the word. */
async function found({ client, company }: Owner, text: string): Promise<number[]> {
  const posts: number[] = [];
  for (let next: string | null | undefined; next !== null; ) {
    const page = await client.call("search", { params: { company }, body: { text, limit: 50, ...(next ? { next } : {}) } });
    posts.push(...page.hits.flatMap(({ message }) => message?.post ?? []));
    next = page.next;
  }
  return posts.sort((a, b) => a - b);
}

/** The same people at a server that was started again. */
const at = (owner: Owner, { url }: Child): Owner => ({ ...owner, client: createClient({ baseUrl: url, headers: { cookie: owner.cookie } }) });

test("bastide search reindex, killed -9 in the middle, goes on where it was; a server that is killed while it fills its index, too", {
  timeout: 180_000,
}, async () => {
  const first = await startChild({ root: place.root });
  child = first;
  const owner = await firstOwner(child);
  const channel = await newChannel(owner, "one");
  for (let n = 0; n < messages; n += writers) await Promise.all(upTo(writers).map((i) => post(owner, channel, `kumquat number ${n + i}`)));
  expect(await child.end("SIGTERM")).toBe(0);
  for (const name of readdirSync(folder)) rmSync(join(folder, name));

  // Dies when it has written something of it.
  const { status } = await bastide(place, ["search", "reindex"], {
    onWords: (pid) => void killLater(pid, bytesOfIndex() + 150_000),
  });
  expect(status).toBe(null);

  child = await startChild({ root: place.root });
  const during = at(owner, child);
  const late = await post(during, channel, "a quince, while it is filled");
  await expect.poll(() => found(during, "quince")).toEqual([late]);
  await child.end("SIGKILL");

  const rest = await asked<Done>(place, ["search", "reindex"]);
  child = await startChild({ root: place.root });
  const after = at(owner, child);
  expect(await found(after, "kumquat")).toEqual(upTo(messages));
  expect(await found(after, "quince")).toEqual([late]);
  const whole = await asked<Done>(place, ["search", "reindex"]);
  expect(whole.documents).toBe(messages + 1);
  expect(rest.rows).toBeLessThan(whole.rows);
  expect(await found(after, "kumquat")).toEqual(upTo(messages));
});
