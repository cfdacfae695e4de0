/** A proxy before the node that understands frames of the native protocol (version 4) well enough to cut at the worst moment. */
import { connect, createServer, type Server, type Socket } from "node:net";

const HEADER = 9;
const OPCODES = { batch: 0x0d, execute: 0x0a };

type Cut = "before the request" | "after the request";

export interface CuttingProxy {
  readonly contactPoint: string;
  /**
   * The next request of this kind is not passed on, or its answer isn't: then the node has done it and nobody knows.
   * Resolves when the connection was cut. `times`: as often in a row.
   */
  cutNext(kind: keyof typeof OPCODES, cut: Cut, times?: number): Promise<void>;
  close(): Promise<void>;
}

export async function openProxy(target: string): Promise<CuttingProxy> {
  const [host, port] = target.split(":") as [string, string];
  const sockets = new Set<Socket>();
  let plan: { opcode: number; cut: Cut; left: number; done: () => void } | undefined;

  const server: Server = createServer((client) => {
    const node = connect(Number(port), host);
    let awaited: number | undefined;
    const cut = () => {
      if (plan && --plan.left === 0) {
        plan.done();
        plan = undefined;
      }
      client.destroy();
      node.destroy();
    };
    for (const socket of [client, node]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        node.destroy();
      });
    }
    eachFrame(client, (frame) => {
      const stream = frame.readInt16BE(2);
      if (plan && frame[4] === plan.opcode && awaited === undefined) {
        if (plan.cut === "before the request") return cut();
        awaited = stream;
      }
      node.write(frame);
    });
    eachFrame(node, (frame) => {
      if (frame.readInt16BE(2) === awaited) return cut();
      client.write(frame);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));

  return {
    contactPoint: `127.0.0.1:${(server.address() as { port: number }).port}`,
    cutNext: (kind, cut, times = 1) =>
      new Promise((done) => {
        plan = { opcode: OPCODES[kind], cut, left: times, done };
      }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function eachFrame(socket: Socket, take: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER && rest.length >= HEADER + rest.readUInt32BE(5)) {
      const end = HEADER + rest.readUInt32BE(5);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
}
