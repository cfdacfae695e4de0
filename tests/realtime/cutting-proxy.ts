import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Numbers in [0, 1) from a seed (mulberry32): the same seed, the same cuts. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface CuttingProxy {
  readonly url: string;
  /** Where connections go from now on. */
  target: number;
  readonly cuts: () => number;
  /** Connections live from now on. */
  heal(): void;
  close(): Promise<void>;
}

/** Passes bytes on and cuts each connection, in both directions, after a seeded number of them, until so many cuts are made. */
export async function cuttingProxy(random: () => number, mostCuts: number): Promise<CuttingProxy> {
  let cuts = 0;
  let isHealed = false;
  const open = new Set<Socket>();
  const proxy = { target: 0 };
  const server = createServer((near) => {
    const far = connect(proxy.target, "127.0.0.1");
    // Short lives and long ones: half of the cuts fall into the handshake and the first frames.
    let left = Math.floor(random() < 0.5 ? 1 + random() * 4000 : random() * 60_000);
    const end = () => {
      near.destroy();
      far.destroy();
    };
    const pass = (from: Socket, to: Socket) => {
      open.add(from);
      from.on("close", () => {
        open.delete(from);
        end();
      });
      from.on("error", end);
      from.on("data", (data: Buffer) => {
        const isCut = !isHealed && cuts < mostCuts && data.length >= left;
        to.write(isCut ? data.subarray(0, left) : data);
        left -= data.length;
        if (!isCut) return;
        cuts++;
        to.end();
        from.destroy();
      });
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    heal() {
      isHealed = true;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
