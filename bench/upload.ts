/**
 * A large upload, sealed and durable, against what a disk can do.
 *   node bench/upload.ts [--mib 1024] [--rounds 5] [--folder /tmp]
 * By the store's own path (read, SHA-256, seal, write, forced to the disk part by part) against `cp` and `sync` of the same file,
 * and against `age` and `sync` where that is installed. Over HTTP, by tus, against a plain Node server that writes the same bytes
 * unsealed. Memory is the whole server's, at most while it takes uploads, above what it had before. Then ranges of a file.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { request } from "node:http";
import { loadavg } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { operationId, randomBytes } from "../src/crypto/index.ts";
import { createReserve, createUploads } from "../src/server/features/files/index.ts";
import type { PersonActor } from "../src/server/http/index.ts";
import { firstOwner, newChannel, startChild } from "../tests/faults/child.ts";
import { newWorld } from "../tests/harness/world.ts";
import { figure, interleaved, median, result, say } from "./lib/numbers.ts";
import { residentBytes } from "./lib/proc.ts";

const { values } = parseArgs({
  options: { mib: { type: "string", default: "1024" }, rounds: { type: "string", default: "5" }, folder: { type: "string", default: "/tmp" } },
});
const [MiB, rounds] = [2 ** 20, Number(values.rounds)];
const size = Number(values.mib) * MiB;
const root = mkdtempSync(join(values.folder, "bastide-bench-"));
process.once("exit", () => rmSync(root, { recursive: true, force: true }));
const source = join(root, "source");
{
  await using handle = await open(source, "w");
  for (let written = 0; written < size; written += MiB) await handle.write(randomBytes(MiB));
  await handle.sync();
}
const seconds = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
const rate = (all: readonly number[]) => `${figure(size / MiB / median(all))} MiB/s`;
/** How many times as fast the first of each pair is as the second. */
const ratios = (pairs: readonly (readonly [number, number])[]) => {
  const all = pairs.map(([own, other]) => other / own);
  return `${figure(median(all))} (${figure(Math.min(...all))}–${figure(Math.max(...all))})`;
};
const sh = (command: string) => async () => {
  const { status, stderr } = spawnSync("sh", ["-c", command]);
  if (status !== 0) throw new Error(String(stderr));
};
say(`${values.mib} MiB, ${rounds} rounds, load ${loadavg().map(figure).join(" ")}`);

// The store's own path.
const world = await newWorld();
world.server.spare();
const { company, owner, services } = world;
const uploads = createUploads({
  records: services.records,
  clock: services.clock,
  objects: services.core.objects,
  usage: { requireRoom: async () => undefined, unfinished: async () => new Map() },
  reserve: createReserve(services.core.objects, 1),
  largest: Number.MAX_SAFE_INTEGER,
});
const actor = { company, person: owner.person } as PersonActor;
const sealed = async () => {
  const { id } = await uploads.begin(actor, size, {}, { id: operationId(), digest: null });
  const took = await seconds(() => uploads.append(actor, id, 0, createReadStream(source, { highWaterMark: 256 * 1024 })));
  await uploads.remove(actor, id);
  await services.settled();
  return took;
};
const copied = () => seconds(sh(`cp ${source} ${root}/copy && sync ${root}/copy`)).finally(() => rmSync(`${root}/copy`, { force: true }));
await copied();
const own = await interleaved(rounds, sealed, copied);
result("own path, sealed and durable", rate(own.map(([a]) => a)));
result("cp and sync", rate(own.map(([, b]) => b)));
result("ratio, median of rounds", ratios(own), "≥ 0.9");
if (spawnSync("age", ["--version"]).status === 0) {
  const recipient = execFileSync("sh", ["-c", `age-keygen -o ${root}/key 2>/dev/null; age-keygen -y ${root}/key`], { encoding: "utf8" }).trim();
  const aged = () => seconds(sh(`age -r ${recipient} -o ${root}/aged ${source} && sync ${root}/aged`));
  const pairs = await interleaved(rounds, sealed, aged);
  result("age and sync", rate(pairs.map(([, b]) => b)));
  result("ratio to age, median of rounds", ratios(pairs));
} else say("age is not installed");
await world.close();

// Over HTTP.
const server = await startChild({ root });
process.once("exit", () => void server.end("SIGKILL"));
const client = await firstOwner(server);
const channel = await newChannel(client, "bench");
const plain = spawn(process.execPath, [join(import.meta.dirname, "lib/plain-uploads.ts"), root], { stdio: ["ignore", "pipe", "inherit"] });
process.once("exit", () => plain.kill());
const [port] = (await once(plain.stdout, "data")) as [Buffer];

async function send(url: string, method: string, headers: Record<string, string>): Promise<void> {
  const sent = request(url, { method, headers: { ...headers, "content-length": size } });
  const replied = once(sent, "response");
  await pipeline(createReadStream(source, { highWaterMark: 256 * 1024 }), sent);
  const [reply] = await replied;
  reply.resume();
  await once(reply, "end");
  if (reply.statusCode >= 300) throw new Error(`${reply.statusCode}`);
}
const common = { cookie: client.cookie, origin: server.url, "tus-resumable": "1.0.0" };
const begin = async (): Promise<string> => {
  const made = await fetch(`${server.url}/api/companies/${client.company}/uploads`, { method: "POST", headers: { ...common, "upload-length": String(size) } });
  return made.headers.get("location") ?? "";
};
const bring = (path: string) => send(server.url + path, "PATCH", { ...common, "upload-offset": "0", "content-type": "application/offset+octet-stream" });
const byTus = async () => {
  const path = await begin();
  const took = await seconds(() => bring(path));
  await fetch(server.url + path, { method: "DELETE", headers: common });
  return took;
};
const idle = residentBytes(server.pid) ?? 0;
// The kernel counts the most anew from here.
writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
const web = await interleaved(rounds, byTus, () => seconds(() => send(`http://127.0.0.1:${String(port).trim()}/`, "PUT", {})));
result("over HTTP, sealed and durable", rate(web.map(([a]) => a)));
result("a plain server, with fsync", rate(web.map(([, b]) => b)));
result("ratio, median of rounds", ratios(web), "≥ 0.6");
const most = residentBytes(server.pid, "most") ?? 0;
result("memory: idle, most, above", [idle, most, most - idle].map((bytes) => `${figure(bytes / MiB)} MiB`).join(", "), "≤ 120 MB above");

const path = await begin();
await bring(path);
const body = { upload: path.split("/").at(-1) ?? "", name: "large.bin" };
const { id: file } = await client.client.call("createFile", { params: { company: client.company, channel }, body });
const url = `${server.url}/api/companies/${client.company}/channels/${channel}/files/${file}/content`;
const firsts: number[] = [];
for (let n = 0; n < 100; n++) {
  const at = Math.floor(Math.random() * (size - MiB));
  const begun = performance.now();
  const reply = await fetch(url, { headers: { cookie: client.cookie, range: `bytes=${at}-${at + MiB - 1}` } });
  const reader = reply.body?.getReader();
  await reader?.read();
  firsts.push(performance.now() - begun);
  while (!(await reader?.read())?.done);
}
firsts.sort((a, b) => a - b);
result("a range of 1 MiB: first byte, p50 and p95", `${figure(median(firsts))} ms, ${figure(firsts[94] ?? 0)} ms`);
const whole = await seconds(async () => {
  const reply = await fetch(url, { headers: { cookie: client.cookie } });
  for await (const _ of reply.body ?? []);
});
result("the whole of it, read over HTTP", rate([whole]));
await server.end("SIGTERM");
process.exit(0);
