/**
 * Memory and CPU of a server that nobody uses: after its start, with a company and a channel, and with sockets open.
 *   node bench/idle.ts [--seconds 20] [--sockets 50]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { firstOwner, newChannel, startChild } from "../tests/faults/child.ts";
import { makeFolders } from "../tests/harness/installation.ts";
import { TestClient } from "../tests/realtime/world.ts";
import { count, figure, result, say } from "./lib/numbers.ts";
import { cpuSeconds, residentBytes } from "./lib/proc.ts";

const MiB = 1 << 20;
const { values } = parseArgs({ options: { seconds: { type: "string", default: "20" }, sockets: { type: "string", default: "50" } } });
const [seconds, sockets] = [Number(values.seconds), Number(values.sockets)];
const folders = makeFolders();
const server = await startChild({ root: folders.root });
const open: TestClient[] = [];

async function measure(what: string): Promise<void> {
  const before = cpuSeconds(server.pid);
  await sleep(seconds * 1000);
  const memory = (residentBytes(server.pid) ?? 0) / MiB;
  result(what, `${count(memory)} MiB, ${figure(((cpuSeconds(server.pid) - before) / seconds) * 100)} % of a core`);
}

try {
  say(`idle for ${seconds} s each time`);
  await measure("after its start");
  const owner = await firstOwner(server);
  await newChannel(owner, "news");
  await measure("with a company and a channel");
  for (let n = 0; n < sockets; n++) open.push(new TestClient(server.url, owner.cookie, {}));
  await Promise.all(open.map(({ opened }) => opened));
  await measure(`with ${sockets} sockets`);
} finally {
  for (const { socket } of open) socket.terminate();
  await server.end("SIGTERM");
  folders.remove();
}
