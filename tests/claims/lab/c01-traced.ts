/** C01a: every network call of the whole main job, by strace over the server's process and all that it starts. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { mainJob, ownFolders, served } from "./main-job.ts";
import { entry } from "./programs.ts";

const strace = ["/usr/bin/strace", "/usr/local/bin/strace"].find((path) => existsSync(path));
const traced = (file: string) => ["-f", "-qq", "-s", "64", "-e", "trace=accept4,connect,sendto,sendmsg,sendmmsg,bind,socket", "-o", file];

interface Trace {
  readonly calls: number;
  /** Calls that name an address beyond this machine, or a name server's port anywhere. */
  readonly outward: readonly string[];
}

const loopback = /inet_addr\("(127\.[\d.]+|0\.0\.0\.0)"\)|inet_pton\(AF_INET6, "(::1|::|::ffff:127\.[\d.]+)"/;

export function readTrace(text: string): Trace {
  const calls = text.split("\n").filter((line) => /\b(accept4|connect|sendto|sendmsg|sendmmsg|bind|socket)\(/.test(line));
  const outward = calls.filter(
    (line) => /sa_family=AF_INET6?\b/.test(line) && !/\b(bind|accept4)\(/.test(line) && (!loopback.test(line) || /htons\(53\)/.test(line)),
  );
  return { calls: calls.length, outward };
}

/** A program that does connect and does ask a name server: the trace must show both. */
const talkative = `
  require("node:net").connect(9, "192.0.2.1").on("error", () => {});
  const dns = require("node:dns"); dns.setServers(["192.0.2.53"]); dns.resolve4("example.org", () => {});
  setTimeout(() => process.exit(0), 300);`;

export async function tracedJob(): Promise<Finding> {
  if (!strace) return { looked: 0, ok: true, evidence: "There is no strace on this machine." };
  const folder = mkdtempSync(join(tmpdir(), "bastide-trace-"));
  const folders = ownFolders();
  try {
    const control = join(folder, "control");
    spawnSync(strace, [...traced(control), process.execPath, "-e", talkative], { env: { PATH: process.env["PATH"] } });
    const { outward } = readTrace(readFileSync(control, "utf8"));
    if (!outward.some((line) => line.includes("192.0.2.1")) || !outward.some((line) => line.includes("htons(53)")))
      return { looked: outward.length, ok: false, evidence: "Its control failed: a program that connects to the net was not seen to." };

    const file = join(folder, "server");
    const server = await served(strace, [...traced(file), process.execPath, entry], folders.env);
    const steps = await mainJob(server.lines).finally(() => server.stop());
    const seen = readTrace(readFileSync(file, "utf8"));
    return {
      looked: seen.calls,
      ok: seen.outward.length === 0,
      evidence: `${steps} steps of the main job, ${seen.calls} network calls of all processes: ${seen.outward.length === 0 ? "none beyond this machine, none to port 53" : seen.outward.slice(0, 3).join("; ")}.`,
    };
  } finally {
    folders.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
