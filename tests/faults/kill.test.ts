import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ApiError, type Client, createClient, newKey, UnreachableError } from "../../src/client/index.ts";
import { seeded } from "../fixtures/seeded.ts";
import { type Child, firstOwner, newChannel, startChild } from "./child.ts";
import { readStored, upTo } from "./stored.ts";

const kills = 20;
const writers = 8;
const seed = Number(process.env["BASTIDE_SEED"] ?? Date.now() % 2 ** 31);
const random = seeded(seed);
const root = mkdtempSync(join(tmpdir(), "bastide-kill-"));
let child: Child | undefined;
afterAll(async () => {
  await child?.end("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** The load: what it was told, it keeps in lists of its own. */
class Load {
  /** Text → where it was acknowledged to be. */
  readonly acknowledged = new Map<string, { channel: string; post: number }>();
  /** Every text that was ever sent. */
  readonly sent: string[] = [];
  /** Resolves when there is a server to talk to. */
  up: Promise<unknown> = Promise.resolve();
  #isOver = false;
  readonly #company: string;

  constructor(company: string) {
    this.#company = company;
  }

  /** @param isPatient sends again, under the same key, what was not answered; else goes on with the next text */
  async write(client: Client, name: string, channels: readonly string[], isPatient: boolean): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const text = `${name} ${n}`;
      this.sent.push(text);
      const channel = channels[n % channels.length] as string;
      const key = newKey();
      while (!(await this.#sendOnce(client, channel, text, key)) && isPatient) await this.up;
      await this.up;
    }
  }

  async #sendOnce(client: Client, channel: string, text: string, key: string): Promise<boolean> {
    try {
      const { post } = await client.call("postMessage", { params: { company: this.#company, channel }, body: { text, alsoInChannel: false }, key });
      this.acknowledged.set(text, { channel, post });
      return true;
    } catch (error) {
      if (error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500)) return false;
      throw error;
    }
  }

  finish(): void {
    this.#isOver = true;
  }
}

test(`kill -9 ×${kills} under load keeps every acknowledged message, once, without a gap (seed ${seed})`, { timeout: 180_000 }, async () => {
  process.stderr.write(`kill seed: ${seed} (again with BASTIDE_SEED=${seed})\n`);
  const first = await startChild({ root });
  child = first;
  const owner = await firstOwner(first);
  const channels = [await newChannel(owner, "one"), await newChannel(owner, "two"), await newChannel(owner, "three")];
  // Ended in good order once, a server leaves its compiled code behind; a killed one never does.
  await child.end("SIGTERM");
  child = await startChild({ root, port: first.port });
  const load = new Load(owner.company);
  const clients = upTo(writers).map((n) => ({ n, client: createClient({ baseUrl: first.url, headers: { cookie: owner.cookie } }) }));
  const writing = clients.map(({ n, client }) => load.write(client, `writer ${n}`, channels, n % 2 === 0));

  for (let killed = 0; killed < kills; killed++) {
    const before = load.acknowledged.size;
    // At least something of this server's life was acknowledged, then it dies at any moment.
    while (load.acknowledged.size < before + writers) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, random() * 300));
    const { promise, resolve } = Promise.withResolvers<void>();
    load.up = promise;
    await child.end("SIGKILL");
    child = await startChild({ root, port: first.port });
    resolve();
  }
  load.finish();
  await Promise.all(writing);
  expect(await child.end("SIGTERM")).toBe(0);

  const stored = await readStored(root, owner.company, channels);
  for (const { head, seqs, posts } of stored) {
    expect(seqs).toEqual(upTo(head.seq));
    expect(posts.map(({ post }) => post)).toEqual(upTo(head.post));
  }
  const found = new Map(stored.flatMap(({ posts }, at) => posts.map(({ post, text }) => [text, { channel: channels[at], post }])));
  expect(found.size).toBe(stored.reduce((sum, { posts }) => sum + posts.length, 0));
  expect([...found.keys()].filter((text) => !load.sent.includes(text))).toEqual([]);
  expect(load.acknowledged.size).toBeGreaterThanOrEqual(kills * writers);
  for (const [text, place] of load.acknowledged) expect(found.get(text), text).toEqual(place);
  const unanswered = load.sent.length - load.acknowledged.size;
  process.stderr.write(`kill: ${load.acknowledged.size} acknowledged, ${unanswered} never answered, ${found.size} stored\n`);
});
