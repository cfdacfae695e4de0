/** A company with a connection to a provider of our own, a domain that is its own, and browsers that come in by it. */
import { type ApiError, createClient } from "../../src/client/index.ts";
import type { BodyIn, Endpoints, ErrorCode, ReplyOf } from "../../src/contract/index.ts";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { HostileProvider } from "./hostile-provider.ts";
import { makeFolders, type TestOptions } from "./installation.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { type Caller, newWorld, type World } from "./world.ts";

export const DOMAIN = "acme.example";

type Way = BodyIn<Endpoints["startConnection"]>;
type Finished = ReplyOf<Endpoints["finishConnection"]>;

/** A browser: keeps what the server sets, by name. */
export class SsoBrowser {
  readonly #send: typeof fetch;
  readonly cookies = new Map<string, string>();
  readonly client: ReturnType<typeof createClient>;

  constructor(url: string, cookie?: string, send: typeof fetch = fetch) {
    this.#send = send;
    if (cookie) this.cookies.set(...(cookie.split("=") as [string, string]));
    this.client = createClient({ baseUrl: url, fetch: (input, init) => this.#fetch(input, init) });
  }

  async #fetch(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await this.#send(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
    for (const given of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (given.split(";")[0] ?? "").split("=");
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  async refused(asked: Promise<unknown>): Promise<ErrorCode | "allowed"> {
    try {
      await asked;
      return "allowed";
    } catch (error) {
      const code = (error as ApiError).code as ErrorCode | undefined;
      if (code) return code;
      throw error;
    }
  }
}

export interface Sso {
  readonly world: World;
  readonly provider: HostileProvider;
  readonly names: NameServer;
  administrator: Caller;
  /** In a session of its own again. */
  renewAdministrator(): Promise<void>;
  readonly company: string;
  readonly way: Way;
  browser(cookie?: string): SsoBrowser;
  /** Goes the whole way in one browser. */
  signIn(claims: object, browser?: SsoBrowser, way?: Way): Promise<Finished>;
  close(): Promise<void>;
}

export const person = (local: string, more: object = {}) => ({
  sub: `subject of ${local}`,
  name: `Person ${local}`,
  email: `${local}@${DOMAIN}`,
  email_verified: true,
  ...more,
});

export async function newSso(options: TestOptions = {}): Promise<Sso> {
  const [provider, names] = await Promise.all([HostileProvider.start(), startNameServer()]);
  const folders = makeFolders({ BASTIDE_EGRESS_ALLOW: `sign-in=${provider.peer}`, BASTIDE_DNS: names.address });
  // The provider goes by this machine's clock, and so do codes; an answer that was spent is brought back by no repeat.
  const world = await newWorld({ clock: { ...systemClock }, ...options, folders });
  const { owner: administrator, company } = world;
  const params = { company };
  const made = await administrator.call("createConnection", { params, body: settingsOf(provider) });
  await administrator.call("changeConnection", { params: { company, connection: made.id }, body: { state: "on" } });
  const domain = await administrator.call("addDomain", { params, body: { name: DOMAIN } });
  names.texts.set(domain.record.name, ["another", domain.record.text]);
  await administrator.call("verifyDomain", { params: { company, domain: domain.id } });
  const way = { holder: company, connection: made.id };
  const browser = (cookie?: string) => new SsoBrowser(world.server.url, cookie, world.server.fetch);
  const sso: Sso = {
    ...{ world, provider, names, administrator, company, way, browser },
    async signIn(claims, at = browser(), by = way) {
      const { url } = await at.client.call("startConnection", { body: by });
      return at.client.call("finishConnection", { body: { answer: provider.authorize(url, { ...claims }) } });
    },
    async renewAdministrator() {
      sso.administrator = await world.callerOf(administrator.account, company);
    },
    async close() {
      await world.close();
      provider.close();
      names.close();
    },
  };
  return sso;
}

export const settingsOf = (provider: HostileProvider) =>
  ({ name: "Acme", brand: "other", issuer: provider.issuer, clientId: "bastide", clientSecret: "a secret of the client", newcomers: "member" }) as const;
