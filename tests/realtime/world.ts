/** A running server with people in it, and clients that speak the socket's frames and nothing else. */
import { WebSocket } from "ws";
import { type Client, createClient } from "../../src/client/index.ts";
import type { CompanyRole, ServerFrame } from "../../src/contract/index.ts";
import { type Clock, systemClock } from "../../src/server/platform/clock/index.ts";
import { makeFolders, type TestServer, testServer } from "../harness/installation.ts";
import { CookieJar } from "../harness/jar.ts";

export type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;
export const password = "correct horse battery staple 7";

/** Somebody with a session: typed calls over HTTP, and sockets. */
export interface Somebody {
  readonly name: string;
  readonly cookie: string;
  readonly account: string;
  readonly client: Client;
  /** Who he is in the company. */
  readonly person: string;
}

export interface World {
  readonly server: TestServer;
  /** What failed in the background. */
  readonly errors: string[];
  readonly clock: Clock;
  readonly company: string;
  readonly owner: Somebody;
  /** Makes an account by invitation. */
  join(name: string, role?: CompanyRole, channels?: string[]): Promise<Somebody>;
  signIn(name: string): Promise<{ cookie: string; client: Client }>;
  connect(who: { cookie: string }, options?: ConnectOptions): Promise<TestClient>;
  channel(by: Somebody, name: string, members?: readonly Somebody[], kind?: "public" | "private"): Promise<string>;
  post(by: Somebody, channel: string, text: string, thread?: number): Promise<number>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly headers?: Record<string, string>;
  /** Answers `me` by `sync` from these numbers; false: does not answer. */
  readonly sync?: Record<string, number> | false;
  readonly autoPong?: boolean;
}

export async function makeWorld(clock: Clock = systemClock): Promise<World> {
  const folders = makeFolders({ BASTIDE_LOG: "error" });
  const errors: string[] = [];
  const server = await testServer({ folders, clock, log: { write: (line) => errors.push(line) } });
  // A life that ends says so in its log, and sockets of a test do not come again: deaths under sockets are the torture test's.
  server.spare();
  const token = new URL(server.url + (server.firstRun ?? "")).hash.replace(/^#(token=)?/, "");
  const first = await callForCookie(server.url, "POST", "/api/setup/account", { token, name: "owner", password });
  const owner = createClient({ baseUrl: server.url, headers: { cookie: first.cookie }, fetch: server.fetch });
  const company = (await owner.call("createCompany", { body: { name: "Example", start: "empty" } })).id;
  const own = await owner.call("getAccount");
  const signIn = async (name: string) => {
    const { cookie } = await callForCookie(server.url, "POST", "/api/sessions", { login: name, password });
    return { cookie, client: createClient({ baseUrl: server.url, headers: { cookie }, fetch: server.fetch }) };
  };
  const clients: TestClient[] = [];
  return {
    server,
    errors,
    clock,
    company,
    owner: { name: "owner", cookie: first.cookie, account: first.body.id, client: owner, person: own.companies[0]?.person as string },
    signIn,
    async join(name, role = "member", channels = []) {
      const invite = await owner.call("createInvite", { params: { company }, body: { role, channels, hours: 72, uses: 1 } });
      const inviteToken = new URL(invite.url).hash.replace(/^#(token=)?/, "");
      const { cookie, body } = await callForCookie(server.url, "POST", "/api/invites/accept", { token: inviteToken, account: { name, password } });
      const person = body.companies[0]?.person as string;
      const jar = new CookieJar(server.url, cookie, server.fetch);
      return {
        name,
        get cookie() {
          return jar.cookie;
        },
        account: body.id,
        client: createClient({ baseUrl: server.url, fetch: jar.fetch }),
        person,
      };
    },
    async connect(who, options = {}) {
      const client = new TestClient(server.url, who.cookie, options);
      clients.push(client);
      await client.opened;
      return client;
    },
    async channel(by, name, members = [], kind = "public") {
      const made = await by.client.call("createChannel", { params: { company }, body: { name, kind, team: null, topic: "" } });
      for (const { person } of members) await by.client.call("addChannelMember", { params: { company, channel: made.id, person }, body: { history: true } });
      return made.id;
    },
    async post(by, channel, text, thread) {
      const posted = await by.client.call("postMessage", {
        params: { company, channel },
        body: { text, ...(thread === undefined ? {} : { thread }), alsoInChannel: false },
      });
      return posted.post;
    },
    async close() {
      for (const client of clients) client.socket.terminate();
      await server.close();
      folders.remove();
    },
  };
}

export async function callForCookie(base: string, method: string, path: string, body: object) {
  const answer = await fetch(base + path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const reply = (await answer.json()) as { id: string; companies: { person: string }[] };
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(reply)}`);
  return { cookie: (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "", body: reply };
}

/** Keeps every frame in order; waits for one that fits. */
export class TestClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly opened: Promise<void>;
  /** Code of the close, or of the refused upgrade. */
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  constructor(url: string, cookie: string, { headers = {}, sync = {}, autoPong = true }: ConnectOptions) {
    this.socket = new WebSocket(`${url.replace("http", "ws")}/api/socket`, { autoPong, headers: { cookie, ...headers } });
    const { promise: closed, resolve: close } = Promise.withResolvers<number>();
    const { promise: opened, resolve: open, reject } = Promise.withResolvers<void>();
    this.opened = opened;
    this.closed = closed;
    opened.catch(() => undefined);
    let isGreeted = false;
    this.socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as ServerFrame;
      this.frames.push(frame);
      if (frame.type === "me" && !isGreeted && sync !== false) {
        isGreeted = true;
        const channels = frame.companies.flatMap((company) =>
          company.channels.map(({ id, seq }) => ({ company: company.id, channel: id, seq: sync[id] ?? seq })),
        );
        this.send({ type: "sync", channels });
        open();
      }
      if (sync === false) open();
      this.#wake();
    });
    this.socket.on("unexpected-response", (_request, response) => {
      close(response.statusCode ?? 0);
      reject(new Error(`refused with ${response.statusCode}`));
    });
    this.socket.on("error", reject);
    this.socket.on("close", (code) => {
      close(code);
      this.#wake();
    });
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  all<T extends ServerFrame["type"]>(type: T): Frame<T>[] {
    return this.frames.filter((frame): frame is Frame<T> => frame.type === type);
  }

  /** Events of a channel in the order in which they came. */
  events(channel: string): Frame<"events">["events"] {
    return this.all("events").flatMap((frame) => (frame.channel === channel ? frame.events : []));
  }

  /** The first frame of the type that fits, now or later. */
  async next<T extends ServerFrame["type"]>(type: T, fits: (frame: Frame<T>) => boolean = () => true): Promise<Frame<T>> {
    for (;;) {
      const found = this.all(type).find(fits);
      if (found) return found;
      await this.changed();
    }
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.changed();
  }

  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
