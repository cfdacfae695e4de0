/**
 * A server process of a test engine: its own process group, a pid file, a log file, ports of its own on loopback.
 * Everything lies under ENGINE_DIR (default ./.engines).
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const HOST = "127.0.0.1";
const TERM_MS = 15_000;

export const engineDir = (...parts: string[]): string => resolve(process.env["ENGINE_DIR"] ?? ".engines", ...parts);

interface ServerFiles {
  readonly pid: string;
  readonly log: string;
}

/** Starts a server in a session of its own, so that a signal to its group reaches every process it makes. */
export function startServer(files: ServerFiles, command: string, args: readonly string[], cwd: string, env = process.env): number {
  if (isAlive(files)) throw new Error(`already running: process ${readPid(files)} (${files.pid})`);
  mkdirSync(cwd, { recursive: true });
  const log = openSync(files.log, "w");
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`could not start ${command}`);
  writeFileSync(files.pid, String(child.pid));
  return child.pid;
}

/** TERM to the group, KILL after 15 seconds. Nothing happens when it does not run. */
export async function stopServer(files: ServerFiles): Promise<void> {
  const end = performance.now() + TERM_MS;
  signalServer(files, "SIGCONT");
  signalServer(files, "SIGTERM");
  while (isAlive(files) && performance.now() < end) await delay(50);
  signalServer(files, "SIGKILL");
  while (isAlive(files)) await delay(20);
  rmSync(files.pid, { force: true });
}

export function signalServer(files: ServerFiles, signal: NodeJS.Signals): void {
  const pid = readPid(files);
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** A number that another process got meanwhile is not ours: that one's command line doesn't name the engine's folder. */
function isAlive(files: ServerFiles): boolean {
  return readPid(files) !== undefined;
}

function readPid(files: ServerFiles): number | undefined {
  try {
    const pid = Number(readFileSync(files.pid, "utf8"));
    if (!Number.isSafeInteger(pid) || pid < 2) return undefined;
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(dirname(files.pid)) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until the port answers; fails at once, with the end of the log, when the server has died. */
export async function waitForPort(files: ServerFiles, port: number, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await answers(port))) {
    if (!isAlive(files)) throw new Error(`the server ended:\n${tail(files.log)}`);
    if (performance.now() > end) throw new Error(`no answer on port ${port} after ${limitMs} ms:\n${tail(files.log)}`);
    await delay(100);
  }
}

const tail = (file: string): string => readFileSync(file, "utf8").split("\n").slice(-30).join("\n");

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, HOST);
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });

/** Ports that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((done, fail) => server.once("error", fail).listen(0, HOST, () => done(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
