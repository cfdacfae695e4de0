/** The real programs in processes of their own, on folders of their own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Config, loadConfig } from "../../src/server/config/index.ts";

const source = resolve(import.meta.dirname, "../../src");

export interface Place {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly config: Config;
  remove(): void;
}

export function newPlace(): Place {
  const root = mkdtempSync(join(tmpdir(), "bastide-cli-"));
  const env = {
    HOME: root,
    BASTIDE_DATA: join(root, "data"),
    BASTIDE_STATE: join(root, "state"),
    BASTIDE_CONFIG: join(root, "config"),
    BASTIDE_LISTEN: "127.0.0.1:0",
    BASTIDE_LOG: "error",
  };
  const config = loadConfig({ env, cwd: root, home: root, readFile: () => "" });
  return { root, env, config, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export interface Outcome {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  /** Called once with the running process's id. */
  readonly onStart?: (pid: number) => void;
  /** Called at its first words on standard error. */
  readonly onWords?: (pid: number) => void;
}

/** `bastide <args>`, from the place's root. */
export function bastide({ root, env }: Place, args: readonly string[], { stdin, onStart, onWords }: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [join(source, "cli/main.ts"), ...args], { cwd: root, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stderr.once("data", () => child.pid !== undefined && onWords?.(child.pid));
  child.stdin.end(stdin ?? "");
  if (child.pid !== undefined) onStart?.(child.pid);
  return new Promise((done) => child.on("close", (status) => done({ status, stdout, stderr })));
}

/** The one JSON object of a command that went well. */
export async function asked<T>(place: Place, args: readonly string[], options: RunOptions = {}): Promise<T> {
  const { status, stdout, stderr } = await bastide(place, [...args, "--json"], options);
  if (status !== 0) throw new Error(`bastide ${args.join(" ")}: ${status} ${stderr}`);
  return JSON.parse(stdout) as T;
}

export interface Serving {
  readonly url: string;
  readonly firstRun: string | undefined;
  readonly pid: number;
  /** Ends it by the signal and waits for it. */
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

/** `npm start` without the build. @throws with its words when it ends before it is ready */
export async function serve({ root, env }: Place): Promise<Serving> {
  const child = spawn(process.execPath, [join(source, "server/main.ts")], { cwd: root, env });
  let [stdout, stderr] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<number | null>((done) => child.on("close", done));
  await new Promise<void>((ready, fail) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (/^Ready: .*\n/m.test(stdout)) ready();
    });
    void ended.then((status) => fail(Object.assign(new Error(`the server ended: ${stderr}`), { status })));
  });
  const line = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(stdout)?.[1];
  return {
    url: line("Ready") ?? "",
    firstRun: line("First run"),
    pid: child.pid ?? 0,
    end(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}

/** A request as the web app sends it. */
export async function call(url: string, method: string, path: string, body?: unknown, cookie = ""): Promise<{ status: number; body: unknown; cookie: string }> {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), origin: url, ...(cookie ? { cookie } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json(), cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
}

export const signIn = (url: string, login: string, password: string) => call(url, "POST", "/api/sessions", { login, password });
