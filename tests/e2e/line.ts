import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line between browser and server that can be cut: a browser's own "offline" leaves open sockets alone. */
export interface Line {
  /** What the browser uses: the server must call itself so. */
  readonly url: string;
  /** Where the server has to listen. */
  readonly port: number;
  cut(): void;
  /** Connections of now carry nothing more, and nobody is told: what a sleeping machine finds when it wakes. New ones work. */
  hush(): void;
  mend(): void;
  close(): void;
}

export async function newLine(): Promise<Line> {
  const port = await freePort();
  let isCut = false;
  const open = new Set<Socket>();
  const hushed = new Set<Socket>();
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      const end = () => {
        open.delete(socket);
        if (!hushed.has(socket)) other.destroy();
      };
      socket.on("error", end);
      socket.on("close", end);
      socket.pipe(other);
    }
  });
  const drop = () => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port,
    cut() {
      isCut = true;
      drop();
    },
    hush() {
      for (const socket of open) {
        hushed.add(socket);
        socket.unpipe();
        socket.resume();
      }
    },
    mend() {
      isCut = false;
    },
    close() {
      drop();
      server.close();
    },
  };
}

/** Free now; whoever wants it should be quick. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
