/** The main job as a program does it, from the printed link to an import: against a server in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { createClient } from "../../../src/client/index.ts";
import { generateExport } from "../../fixtures/slack-generator.ts";

export interface Lines {
  readonly firstRun: URL;
  readonly url: string;
}

/** Folders of a server of its own, as environment. */
export function ownFolders(): { root: string; env: Record<string, string>; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "bastide-lab-"));
  const env = { BASTIDE_DATA: join(root, "data"), BASTIDE_STATE: join(root, "state"), BASTIDE_CONFIG: join(root, "config"), BASTIDE_LISTEN: "127.0.0.1:0" };
  return { root, env, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** A tracer passes no signal on: what it traces is told itself. */
function programOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "strace" ? children.split(" ").map(Number) : [pid];
}

/** Starts a command that serves, and waits for its two lines. */
export async function served(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ child: ChildProcess; lines: Lines; stop(): Promise<void> }> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk));
  const lines = await new Promise<Lines>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${err.slice(-2000)}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk;
      const [, firstRun] = /^First run: (\S+)$/m.exec(out) ?? [];
      const [, url] = /^Ready: (\S+)$/m.exec(out) ?? [];
      if (firstRun && url) resolve({ firstRun: new URL(firstRun), url });
    });
  });
  return {
    child,
    lines,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      for (const pid of programOf(child.pid ?? 0)) process.kill(pid, "SIGTERM");
      await ended;
    },
  };
}

const password = "four quiet words here";

/** Signs a request with the session that the reply before gave. */
function remembering(): { fetch: typeof fetch; cookie: () => string } {
  let cookie = "";
  return {
    cookie: () => cookie,
    async fetch(input, init) {
      const headers = new Headers(init?.headers);
      if (cookie) headers.set("cookie", cookie);
      const reply = await fetch(input, { ...init, headers });
      cookie = reply.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
      return reply;
    },
  };
}

/** @returns how many steps were done, each of which fails loudly */
export async function mainJob({ firstRun, url }: Lines): Promise<number> {
  const ana = remembering();
  const client = createClient({ baseUrl: url, fetch: ana.fetch });
  let steps = 0;
  const done = <T>(value: T): T => {
    steps++;
    return value;
  };
  await client.call("createFirstAccount", { body: { token: firstRun.hash.slice("#token=".length), name: "Ana", password } }).then(done);
  const { kit } = await client.call("createKit", { body: { password } }).then(done);
  await client.call("confirmKit", { body: { kit } }).then(done);
  const company = (await client.call("createCompany", { body: { name: "Lab", start: "empty" } }).then(done)).id;
  const channel = (await client.call("createChannel", { params: { company }, body: { name: "lab", kind: "public" } }).then(done)).id;
  const at = { company, channel };

  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/socket`, { headers: { cookie: ana.cookie(), origin: url } });
  await once(socket, "message").then(done);
  for (let i = 0; i < 20; i++) await client.call("postMessage", { params: at, body: { text: `Message ${i} to https://example.org/${i}` } }).then(done);
  await client.call("postMessage", { params: at, body: { text: "A reply", thread: 1 } }).then(done);
  await client.call("react", { params: { ...at, message: "1" }, body: { emoji: "👍", on: true } }).then(done);
  await client.call("editMessage", { params: { ...at, message: "2" }, body: { text: "Edited" } }).then(done);
  const { messages } = await client.call("listMessages", { params: at }).then(done);
  if (messages.length !== 20) throw new Error(`20 messages were posted, ${messages.length} are read`);
  socket.terminate();

  const { url: link } = await client.call("createInvite", { params: { company }, body: { role: "member", channels: [channel] } }).then(done);
  const leo = createClient({ baseUrl: url, fetch: remembering().fetch });
  await leo.call("acceptInvite", { body: { token: new URL(link).hash.slice("#token=".length), account: { name: "Leo", password } } }).then(done);
  await leo.call("postMessage", { params: at, body: { text: "Hello" } }).then(done);

  const { zip } = await generateExport({ seed: 7, people: 12, channels: 4, messages: 300 });
  const upload = await ana.fetch(`${url}/api/companies/${company}/imports`, {
    method: "POST",
    headers: { "content-type": "application/zip" },
    body: new Uint8Array(zip),
  });
  if (!upload.ok) throw new Error(`the import was answered ${upload.status}`);
  const { id: job } = done((await upload.json()) as { id: string });
  for (;;) {
    const { state, failure } = await client.call("getImport", { params: { company, job } });
    if (state === "done") return done(steps);
    if (state === "failed" || state === "cancelled") throw new Error(`the import ${state}: ${JSON.stringify(failure)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
