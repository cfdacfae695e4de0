import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ApiError, type Client, createClient, createSocket, newKey, type Socket, UnreachableError } from "../../src/client/index.ts";
import type { ServerFrame } from "../../src/contract/index.ts";
import { cuttingProxy, seeded } from "./cutting-proxy.ts";
import { callForCookie, password } from "./world.ts";

const clients = 20;
const postsEach = 100;
const cuts = 200;
const kills = 5;

const seed = Number(process.env["TORTURE_SEED"] ?? Date.now() % 2 ** 31);
const random = seeded(seed);
const root = mkdtempSync(join(tmpdir(), "bastide-torture-"));
let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

async function startChild(port: number): Promise<{ url: string; firstRun: string | null }> {
  const own = spawn(process.execPath, [join(import.meta.dirname, "torture.server.ts"), root, String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  child = own;
  const [line] = (await Promise.race([
    once(createInterface({ input: own.stdout }), "line"),
    once(own, "exit").then(() => Promise.reject(new Error("the server did not start"))),
  ])) as [string];
  return JSON.parse(line) as { url: string; firstRun: string | null };
}

/** Somebody who posts his lines one after the other, whatever happens to the connection, and keeps what he hears. */
class Writer {
  readonly heard: string[] = [];
  /** Text → ref, as it was acknowledged. */
  readonly acknowledged = new Map<string, string>();
  snapshots = 0;
  /** From the first `me` on nothing may be missed. */
  readonly greeted: Promise<void>;
  #greet: () => void = () => undefined;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #place: { company: string; channel: string };

  constructor(url: string, cookie: string, place: { company: string; channel: string }) {
    this.#place = place;
    this.greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    this.#client = createClient({ baseUrl: url, headers: { cookie } });
    this.#socket = createSocket({
      url: `${url.replace("http", "ws")}/api/socket`,
      WebSocket: class extends WebSocket {
        constructor(address: string) {
          super(address, { headers: { cookie } });
        }
      },
      client: this.#client,
      onFrame: (frame) => this.#take(frame),
      // The client's patience in fast motion.
      after: (ms, work) => {
        const timer = setTimeout(work, ms / 5);
        return () => clearTimeout(timer);
      },
      random,
    });
  }

  async write(name: string, onPosted: () => void): Promise<void> {
    for (let i = 0; i < postsEach; i++) {
      const text = `${name} ${i}`;
      const key = newKey();
      for (;;) {
        try {
          const posted = await this.#socket.call("postMessage", { params: this.#place, body: { text, alsoInChannel: false }, key });
          this.acknowledged.set(text, posted.ref);
          break;
        } catch (error) {
          const isPassing =
            error instanceof UnreachableError || (error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 409));
          if (!isPassing) throw error;
          await new Promise((resolve) => setTimeout(resolve, 20 + random() * 80));
        }
      }
      onPosted();
    }
  }

  /** Resolves once so many posts were heard; what was missed comes by itself. */
  async hears(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  stop(): void {
    this.#socket.stop();
  }

  #take(frame: ServerFrame): void {
    if (frame.type === "me") this.#greet();
    if (frame.type === "snapshot") this.snapshots++;
    if (frame.type !== "events" || frame.channel !== this.#place.channel) return;
    for (const { kind, message } of frame.events)
      if (kind === "posted" && message?.body?.kind === "markdown") this.heard.push(`${message.ref} ${message.body.text}`);
  }
}

test(`${clients} clients, ${clients * postsEach} posts, ${cuts} cuts, ${kills} kills: everybody's list is the store's (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  process.stdout.write(`torture seed ${seed}: repeat with TORTURE_SEED=${seed}\n`);
  const first = await startChild(0);
  const port = Number(new URL(first.url).port);
  const token = new URL(first.url + (first.firstRun ?? "")).hash.replace(/^#(token=)?/, "");
  const owner = await callForCookie(first.url, "POST", "/api/setup/account", { token, name: "owner", password });
  const client = createClient({ baseUrl: first.url, headers: { cookie: owner.cookie } });
  const { id: company } = await client.call("createCompany", { body: { name: "Torture", start: "empty" } });
  const { id: channel } = await client.call("createChannel", { params: { company }, body: { name: "wheel", kind: "private", team: null, topic: "" } });
  const invite = await client.call("createInvite", { params: { company }, body: { role: "member", channels: [channel], hours: 1, uses: clients } });
  const inviteToken = new URL(invite.url).hash.replace(/^#(token=)?/, "");
  const people: { cookie: string }[] = [];
  for (let i = 0; i < clients; i++)
    people.push(await callForCookie(first.url, "POST", "/api/invites/accept", { token: inviteToken, account: { name: `writer ${i}`, password } }));

  const proxy = await cuttingProxy(random, cuts);
  proxy.target = port;
  const writers = people.map(({ cookie }) => new Writer(proxy.url, cookie, { company, channel }));
  let posted = 0;
  let killed = 0;
  let restarting: Promise<unknown> = Promise.resolve();
  const onPosted = () => {
    posted++;
    if (killed >= kills || posted < ((killed + 1) * clients * postsEach) / (kills + 1)) return;
    killed++;
    const dying = child as ChildProcess;
    restarting = once(dying, "exit").then(() => startChild(port));
    dying.kill("SIGKILL");
  };
  await Promise.all(writers.map(({ greeted }) => greeted));
  await Promise.all(writers.map((writer, i) => writer.write(`w${i}`, onPosted)));
  await restarting;
  proxy.heal();
  await Promise.all(writers.map((writer) => writer.hears(clients * postsEach)));

  const stored: string[] = [];
  for (let after = 0; ; ) {
    const { messages, last } = await client.call("listMessages", { params: { company, channel }, query: { after, limit: 200 } });
    for (const { ref, body } of messages) if (body?.kind === "markdown") stored.push(`${ref} ${body.text}`);
    after = messages.at(-1)?.post ?? last;
    if (after >= last) break;
  }
  for (const writer of writers) writer.stop();
  await proxy.close();
  expect(stored).toHaveLength(clients * postsEach);
  for (const writer of writers) {
    expect(writer.heard).toEqual(stored);
    for (const [text, ref] of writer.acknowledged) expect(stored[Number(ref) - 1]).toBe(`${ref} ${text}`);
  }
  expect({ killed, cuts: proxy.cuts(), snapshots: writers.reduce((sum, { snapshots }) => sum + snapshots, 0) }).toEqual({ killed: kills, cuts, snapshots: 0 });
});
