/** A server with a company and people in it, each of them a caller over real HTTP. */
import { type ApiError, type CallRest, type Client, createClient } from "../../src/client/index.ts";
import type { CompanyRole, EndpointName, Endpoints, ErrorCode, ReplyOf } from "../../src/contract/index.ts";
import { operationId } from "../../src/crypto/index.ts";
import { type TestOptions, testServer } from "./installation.ts";
import { CookieJar } from "./jar.ts";

export interface Caller {
  readonly account: string;
  readonly person: string;
  readonly cookie: string;
  readonly client: Client;
  readonly call: Client["call"];
  /** The code that a call is refused with. @throws when it is not refused */
  refused<N extends EndpointName>(name: N, ...rest: CallRest<N>): Promise<ErrorCode>;
  /** Brings bytes in one request. @param size more than there are: they stay unfinished @returns the upload's id */
  uploaded(content: string | Uint8Array, size?: number): Promise<string>;
}

export const password = "correct horse battery staple";
let names = 0;

export type World = Awaited<ReturnType<typeof newWorld>>;

export async function newWorld(options: TestOptions = {}) {
  const server = await testServer(options);
  const inner = () => ({ id: operationId(), digest: null });

  async function callerOf(account: string, company: string): Promise<Caller> {
    const row = await server.services.accounts.accounts.find(account);
    if (!row) throw new Error("no such account");
    const session = await server.services.accounts.sessions.start(row, { address: "127.0.0.1", userAgent: "test" });
    const jar = new CookieJar(server.url, `bastide=${session.token}`, server.fetch);
    const client = createClient({ baseUrl: server.url, fetch: jar.fetch });
    const person = (await server.services.companies.of(account)).find((c) => c.id === company)?.person ?? "";
    server.watch({ company, cookie: jar.cookie });
    const uploaded: Caller["uploaded"] = async (content, size = Buffer.byteLength(content)) => {
      const tus = { "tus-resumable": "1.0.0", "upload-length": String(size), "content-type": "application/offset+octet-stream" };
      const url = `${server.url}/api/companies/${company}/uploads`;
      const reply = await fetch(url, { method: "POST", headers: { cookie: jar.cookie, origin: server.url, ...tus }, body: Buffer.from(content) });
      const id = reply.headers.get("location")?.split("/").at(-1);
      if (reply.status !== 201 || !id) throw new Error(`no upload was begun: ${reply.status} ${await reply.text()}`);
      return id;
    };
    const at = { account, person, client, call: client.call, refused: refusalBy(client), uploaded };
    return Object.defineProperty({ ...at, cookie: "" }, "cookie", { get: () => jar.cookie });
  }

  async function newAccount(name = `person ${++names}`): Promise<string> {
    return server.services.accounts.accounts.make({ name, password }, inner());
  }

  const link = (server.firstRun ?? "").split("token=")[1] ?? "";
  const first = await server.services.accounts.setup.createFirstAccount(
    link,
    { name: "olga the owner", password },
    { origin: { address: "127.0.0.1", userAgent: "test" }, operation: inner(), concern: async () => undefined },
  );

  /** Who made a company, and invites into it. */
  const founders = new Map<string, string>();

  async function newCompany(name: string, account = first.account): Promise<string> {
    const { company, people } = await server.services.companies.create([account], name, inner());
    founders.set(company, people[0] ?? "");
    return company;
  }

  /** A new person in the company, by invitation. */
  async function join(company: string, role: CompanyRole, channels: string[] = [], name?: string): Promise<Caller> {
    const account = await newAccount(name);
    const { url } = await server.services.invites.make(company, founders.get(company) ?? "", { role, channels, hours: 1, uses: 1 }, inner());
    await server.services.invites.accept(url.split("token=")[1] ?? "", account);
    await server.services.settled();
    return callerOf(account, company);
  }

  const company = await newCompany("Acme");
  const owner = await callerOf(first.account, company);
  return {
    server,
    /** Of the server's present life. */
    get services() {
      return server.services;
    },
    company,
    owner,
    join,
    newAccount,
    newCompany,
    callerOf,
    anonymous: createClient({ baseUrl: server.url, fetch: server.fetch }),
    async close() {
      await server.close();
      server.folders.remove();
    },
  };
}

const refusalBy =
  (client: Client): Caller["refused"] =>
  async (name, ...rest) => {
    try {
      await client.call(name, ...rest);
    } catch (error) {
      const code = (error as ApiError).code as ErrorCode | undefined;
      if (code) return code;
      throw error;
    }
    throw new Error(`${name} was not refused`);
  };

/** A channel of the caller's making. */
export const newChannel = (by: Caller, company: string, name: string, kind: "public" | "private" = "public"): Promise<ReplyOf<Endpoints["createChannel"]>> =>
  by.call("createChannel", { params: { company }, body: { name, kind } });
