/** A server that dies within requests and is started again on the same store, at the same address. */
import { systemClock } from "../../src/server/platform/clock/index.ts";
import type { Adversary } from "../../src/server/platform/records/adversary/index.ts";
import type { RecordsPort, RowRef } from "../../src/server/platform/records/port.ts";
import type { SearchIndex } from "../../src/server/platform/search-index/index.ts";
import { type RunningServer, type ServeOptions, startServer } from "../../src/server/serve.ts";
import { disagreements } from "./agreement.ts";
import { staying, writes } from "./dying-port.ts";
import { Fate, perhapsWrong, unlucky } from "./misfortune.ts";

/** Somebody signed in, whose reads fall between a commit and its projections. */
export interface Bystander {
  readonly company: string;
  readonly cookie: string;
}

const mostRepeats = 8;

/** A stranger's Idempotency-Key is nobody's, and a stream can be read once. */
const isRepeatable = (init: RequestInit | undefined): boolean => !(init?.body instanceof ReadableStream) && new Headers(init?.headers).has("cookie");

/** What a test took of a life goes on reading when that is over; nothing of it writes. */
function remembered(port: Adversary, store: RecordsPort, isOver: () => boolean): RecordsPort {
  return new Proxy<RecordsPort>(port, {
    get(target, name) {
      const from = isOver() && !writes.has(name) && name !== "close" ? store : target;
      const found: unknown = Reflect.get(from, name, from);
      return typeof found === "function" ? (found.bind(from) as unknown) : found;
    },
  });
}

export class MortalServer implements RunningServer {
  readonly #options: ServeOptions;
  readonly #fate = new Fate();
  readonly #bystanders: Bystander[] = [];
  #store: RecordsPort | undefined;
  #adversary!: Adversary;
  #running!: RunningServer;
  #rebirth: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #lives = 0;
  #looks = 0;
  #isSpared = false;
  /** That of the present life, whenever it is asked. */
  readonly #index = new Proxy({} as SearchIndex, {
    get: (_, name) => {
      const { index } = this.#running.services.core;
      const found: unknown = Reflect.get(index, name);
      return typeof found === "function" ? (...args: unknown[]) => Reflect.apply(found, this.#running.services.core.index, args) as unknown : found;
    },
  });

  private constructor(options: ServeOptions) {
    this.#options = options;
  }

  static async start(options: ServeOptions): Promise<MortalServer> {
    const server = new MortalServer(options);
    await server.#live(options.config.listen.port);
    return server;
  }

  get services() {
    const { services } = this.#running;
    return { ...services, core: { ...services.core, index: this.#index } };
  }
  get url() {
    return this.#running.url;
  }
  get firstRun() {
    return this.#running.firstRun;
  }

  /** From now on it lives: something is under way that no repeat brings back, such as a socket. */
  spare(): void {
    this.#isSpared = true;
    this.#adversary.dieAfter(Number.POSITIVE_INFINITY);
  }

  watch(bystander: Bystander): void {
    this.#bystanders.push(bystander);
  }

  /** As a client does that keeps its Idempotency-Key: what ended without an answer is asked again of the next life. */
  readonly fetch: typeof fetch = async (input, init) => {
    for (let repeat = 0; ; repeat++) {
      await this.#rebirth;
      const life = this.#lives;
      if (!this.#isSpared && isRepeatable(init)) this.#adversary.dieAfter(this.#fate.death());
      const answer = await fetch(input, init).catch((error: unknown) => error);
      if (this.#adversary.isDead) await this.#rebear();
      else this.#adversary.dieAfter(Number.POSITIVE_INFINITY);
      const isAnswered = answer instanceof Response && answer.status < 500;
      // What was to go and is not found by a repeat went the first time.
      if (repeat > 0 && init?.method === "DELETE" && answer instanceof Response && answer.status === 404) return new Response("{}");
      if (!isAnswered && life !== this.#lives && repeat < mostRepeats) continue;
      if (answer instanceof Response) return answer;
      throw answer;
    }
  };

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isSpared = true;
    if (this.#adversary.isDead) await this.#rebear();
    process.stderr.write(`adversary: died ${this.#lives - 1} times, was looked at ${this.#looks} times in between\n`);
    const found = await disagreements(this.services);
    await this.#running.close();
    await this.#store?.close();
    if (found.length > 0) throw new Error(`what the store holds disagrees:\n${found.join("\n")}`);
  }

  async #live(port: number): Promise<void> {
    const { config, clock } = this.#options;
    const life = this.#lives + 1;
    this.#running = await startServer({
      ...this.#options,
      config: { ...config, listen: { ...config.listen, port } },
      clock: clock === systemClock ? perhapsWrong(clock) : clock,
      openPort: async (open) => {
        this.#store ??= await open();
        this.#adversary = unlucky(staying(this.#store), ({ refs }) => this.#lookOn(refs));
        return remembered(this.#adversary, this.#store, () => this.#lives > life);
      },
    });
    this.#lives = life;
  }

  #rebear(): Promise<void> {
    this.#rebirth ??= (async () => {
      const dead = this.#running;
      // The dead keep no cursor and hold no port: what they still try, the store refuses.
      await dead.services.feed.stop().catch(() => undefined);
      await dead.close().catch(() => undefined);
      await this.#live(Number(new URL(dead.url).port));
    })().finally(() => {
      this.#rebirth = undefined;
    });
    return this.#rebirth;
  }

  async #lookOn(refs: readonly RowRef[]): Promise<void> {
    const by = this.#fate.oneOf(this.#bystanders);
    // While it is born again nobody answers yet.
    if (!by || !this.#running || this.#rebirth || !this.#fate.isWatched()) return;
    this.#looks += 1;
    const channel = refs.find(({ table }) => table.startsWith("channel"))?.key[1];
    const inCompany = ["channels", "inbox", "people", "teams"];
    const inChannel = ["", "/messages", "/members", "/pins"];
    const path = typeof channel === "string" ? `channels/${channel}${this.#fate.oneOf(inChannel)}` : this.#fate.oneOf(inCompany);
    const answer = await fetch(`${this.url}/api/companies/${by.company}/${path}`, { headers: { cookie: by.cookie }, signal: AbortSignal.timeout(5000) });
    await answer.arrayBuffer();
    if (answer.status >= 500 && !this.#adversary.isDead) process.stderr.write(`${path} between a commit and its projections: ${answer.status}\n`);
  }
}
