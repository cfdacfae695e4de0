/** Bastide with as many people, each on a socket of his own, in one channel. */
import { WebSocket } from "ws";
import type { ServerFrame } from "../../src/contract/index.ts";
import { operationId } from "../../src/crypto/index.ts";
import { startChild } from "../../tests/faults/child.ts";
import { makeFolders } from "../../tests/harness/installation.ts";
import { newChannel, newWorld } from "../../tests/harness/world.ts";
import { Deliveries, type Rival, textOf } from "./deliveries.ts";

interface Place {
  readonly company: string;
  readonly channel: string;
}

/** People and channel are made beforehand, in this process; the server that is measured is the program itself. */
export async function bastideRival(clients: number): Promise<Rival> {
  const folders = makeFolders();
  const world = await newWorld({ folders });
  const channel = (await newChannel(world.owner, world.company, "bench", "private")).id;
  const cookies: string[] = [];
  for (let n = 0; n < clients; n++) {
    const { cookie, person } = await world.join(world.company, "member");
    await world.owner.call("addChannelMember", { params: { company: world.company, channel, person }, body: { history: true } });
    cookies.push(cookie);
  }
  await world.server.close();

  const server = await startChild({ root: folders.root });
  // Whatever ends the bench ends the server.
  process.once("exit", () => void server.end("SIGKILL"));
  const deliveries = new Deliveries(clients);
  const place = { company: world.company, channel };
  const sockets = await Promise.all(cookies.map((cookie, n) => connect(server.url, cookie, place, deliveries.scanner(n))));
  return {
    name: "Bastide",
    pid: server.pid,
    deliveries,
    say(n) {
      const frame = {
        type: "call",
        id: n,
        endpoint: "postMessage",
        params: place,
        query: {},
        body: { text: textOf(n), alsoInChannel: false },
        key: operationId(),
      };
      (sockets[n % clients] as WebSocket).send(JSON.stringify(frame));
    },
    async stop() {
      for (const socket of sockets) socket.terminate();
      await server.end("SIGTERM");
      folders.remove();
    },
  };
}

const events = Buffer.from('{"type":"events"');
const reply = Buffer.from('{"type":"reply"');
const startsWith = (data: Buffer, start: Buffer): boolean => data.compare(start, 0, start.length, 0, start.length) === 0;

/** Resolves when the client hears what is said in the channel. */
async function connect(url: string, cookie: string, { company, channel }: Place, scan: (bytes: Buffer) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/socket`, { headers: { cookie }, perMessageDeflate: false });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isSynced = false;
  socket.on("error", reject);
  socket.on("message", (data: Buffer) => {
    if (startsWith(data, events)) return scan(data);
    if (startsWith(data, reply)) return requireApplied(data);
    const frame = JSON.parse(data.toString()) as ServerFrame;
    if (frame.type === "resync" || frame.type === "bye") throw new Error(`a client was sent away: ${data.toString()}`);
    if (frame.type !== "me" || isSynced) return;
    isSynced = true;
    const seq = frame.companies.find((one) => one.id === company)?.channels.find((one) => one.id === channel)?.seq ?? 0;
    socket.send(JSON.stringify({ type: "sync", channels: [{ company, channel, seq }] }));
    resolve();
  });
  await promise;
  return socket;
}

function requireApplied(data: Buffer): void {
  const { status, body } = JSON.parse(data.toString()) as { status: number; body: unknown };
  if (status !== 200) throw new Error(`a post was refused: ${JSON.stringify(body)}`);
}
