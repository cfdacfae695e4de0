/** Counts what reaches the clients of one channel, for every rival in the same way: by a mark in the bytes. */

const mark = (n: number): string => `bench-${String(n).padStart(8, "0")}.`;
const start = Buffer.from("bench-");
const length = mark(0).length;

/** A message as long as people's usually are. */
export const textOf = (n: number): string => `${mark(n)} ${"The quick brown fox jumps over the lazy dog. ".repeat(4).trim()}`;

export interface Rival {
  readonly name: string;
  /** Of the server. */
  readonly pid: number;
  /** Has a client say the n-th text in the channel; others follow before it is delivered. */
  say(n: number): void;
  readonly deliveries: Deliveries;
  stop(): Promise<void>;
}

/** One count for all clients: each hears every message exactly once, all of them in the same order. */
export class Deliveries {
  readonly clients: number;
  /** The order in which whoever was first heard the messages. */
  readonly #order: number[] = [];
  /** How many each client has. */
  readonly #heard: number[];
  /** Message → clients that don't have it yet. */
  readonly #left = new Map<number, number>();
  readonly #whole = new Set<number>();
  #onWhole: (n: number) => void = () => undefined;

  constructor(clients: number) {
    this.clients = clients;
    this.#heard = Array.from({ length: clients }, () => 0);
  }

  /** Bytes as they come from the network: a mark may be cut in two. */
  scanner(client: number): (bytes: Buffer) => void {
    let rest: Buffer = Buffer.alloc(0);
    return (bytes) => {
      const data = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
      let at = data.indexOf(start);
      let done = 0;
      for (; at >= 0 && at + length <= data.length; at = data.indexOf(start, at + length)) {
        this.#hear(client, Number(data.toString("latin1", at + start.length, at + length - 1)));
        done = at + length;
      }
      rest = Buffer.from(data.subarray(at >= 0 ? at : Math.max(done, data.length - start.length + 1)));
    };
  }

  /** Called for each message that every client has. */
  onWhole(listener: (n: number) => void): void {
    this.#onWhole = listener;
  }

  /** What is under way, in words. */
  missing(): string {
    return [...this.#left].map(([n, left]) => `${left} clients wait for ${n}`).join(", ") || "nobody heard the next";
  }

  #hear(client: number, n: number): void {
    const at = this.#heard[client] as number;
    if (at === this.#order.length) {
      if (this.#left.has(n) || this.#whole.has(n)) throw new Error(`client ${client} heard ${n} twice`);
      this.#order.push(n);
    }
    if (this.#order[at] !== n) throw new Error(`client ${client} heard ${n} where others heard ${this.#order[at]}`);
    this.#heard[client] = at + 1;
    const left = (this.#left.get(n) ?? this.clients) - 1;
    this.#left.set(n, left);
    if (left > 0) return;
    this.#left.delete(n);
    this.#whole.add(n);
    this.#onWhole(n);
  }
}
