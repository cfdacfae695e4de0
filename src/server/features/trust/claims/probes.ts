/** Makes the probe company of a run and takes away everything of it: at the run's end, or when the next one finds it after a crash. */
import { type EndpointName, endpoints } from "../../../../contract/index.ts";
import { digestOf, operationId, randomToken, randomUUID } from "../../../../crypto/index.ts";
import type { Authenticator, Operation, PersonActor } from "../../../http/index.ts";
import type { SealedStore } from "../../../platform/records/sealed.ts";
import type { Accounts } from "../../accounts/index.ts";
import type { Channels } from "../../channels/index.ts";
import type { Companies } from "../../companies/index.ts";
import type { Messages } from "../../messages/index.ts";
import { type Probe, type ProbeDownload, type ProbePerson, type ProbeReply, type ProbeRequest, proxyOfProbe } from "./probe.ts";
import { companyOf, type Touched, Traces, touchedBy } from "./traces.ts";

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload: string | Buffer | undefined;
  readonly address: string;
}

/** A server over the same routes that nobody but the probe can reach. */
export interface PrivateServer {
  send(request: WireRequest): Promise<ProbeReply>;
  /** Takes what comes of the reply until it ends or breaks. */
  download(request: WireRequest): Promise<ProbeDownload>;
  /** Logs a line at debug as the server itself would. */
  log(text: string): void;
  close(): Promise<void>;
}

export interface ProbesDeps {
  readonly records: SealedStore;
  readonly accounts: Accounts;
  readonly companies: Companies;
  readonly channels: Channels;
  readonly messages: Messages;
  readonly authenticator: Authenticator;
  readonly joinCompany: (administrator: PersonActor, account: string, role: "guest" | "member" | "administrator") => Promise<void>;
  /** Nothing of it is left in memory, in the search index and among the objects. */
  readonly forgetCompany: (company: string) => Promise<void>;
  readonly settled: () => Promise<void>;
  /** @param proxy the address of a declared proxy; it alone is let in then */
  readonly openServer: (log: { write(line: string): void }, proxy: string | null) => Promise<PrivateServer>;
}

export type Probes = ReturnType<typeof createProbes>;

/** No address of the net, so that its guesses count against nobody else. */
const ADDRESS = "probe";
const MOST_LOG = 64 * 1024 * 1024;

const inner = (): Operation => ({ id: operationId(), digest: null });

export function createProbes(d: ProbesDeps) {
  const traces = new Traces(d);

  function newProbe(run: string) {
    const mark = `claims-${run}`;
    const operation = digestOf("probe company", run);
    let opening: Promise<Probe> | undefined;
    const servers = new Map<string | null, Promise<PrivateServer>>();
    let touched: Touched | undefined;
    let people = 0;
    const log: string[] = [];
    let logged = 0;

    const newName = () => `${mark}-${++people}`;
    const newAccount = async () => {
      const name = newName();
      const password = randomToken("");
      const account = await d.accounts.accounts.make({ name, password }, inner());
      const row = await d.accounts.accounts.find(account);
      if (!row) throw new Error("the probe's account is missing");
      const { token } = await d.accounts.sessions.start(row, { address: ADDRESS, userAgent: "claims" });
      return { account, name, password, token };
    };
    const enter = async (one: Omit<ProbePerson, "actor">, company: string): Promise<ProbePerson> => {
      const origin = { address: ADDRESS, userAgent: "claims" };
      const actor = await d.authenticator.authenticate(one.token, origin);
      const person = actor && (await d.authenticator.enterCompany(actor, company));
      if (!person) throw new Error("the probe's account is not let in");
      return { ...one, actor: person };
    };

    const write = (line: string): void => {
      logged += line.length;
      if (logged <= MOST_LOG) log.push(line);
    };
    const serverBehind = (proxy: string | null): Promise<PrivateServer> => {
      const server = servers.get(proxy) ?? d.openServer({ write }, proxy);
      servers.set(proxy, server);
      return server;
    };

    async function make(): Promise<Probe> {
      const private_ = await serverBehind(null);
      const founder = await newAccount();
      // From the first row on.
      touched = touchedBy(d.records, companyOf(d.records, operation));
      const { company } = await d.companies.create([founder.account], "Probe", { id: operation, digest: null }, "probe");
      const administrator = await enter(founder, company);
      const channel = await d.channels.create(administrator.actor, { name: "probe", kind: "public", team: null, topic: "" }, inner());
      await d.messages.post(administrator.actor, channel.id, { text: "A message of the probe.", alsoInChannel: false }, inner());
      await d.messages.post(administrator.actor, channel.id, { text: "And a reply to it.", thread: 1, alsoInChannel: false }, inner());
      return {
        company,
        administrator,
        channel: channel.id,
        newName,
        logs: () => log.join(""),
        log: private_.log,
        async newPerson(role) {
          const account = await newAccount();
          await d.joinCompany(administrator.actor, account.account, role);
          return enter(account, company);
        },
        newStranger: newAccount,
        request: async (name, request = {}) => (await serverBehind(request.address === proxyOfProbe ? proxyOfProbe : null)).send(wire(name, request)),
        download: (name, request = {}) => private_.download(wire(name, request)),
        async settled() {
          await d.settled();
          // What is made of files is written down, and followed in its turn.
          await d.settled();
        },
      };
    }

    return {
      open: () => (opening ??= make()),

      async remove(): Promise<void> {
        await opening?.catch(() => undefined);
        for (const server of servers.values()) await (await server).close();
        touched?.stop();
        await traces.removeRun(mark, operation, touched);
      },
    };
  }

  return {
    /** The probe of a run, and the one that its canaries spoil. */
    of(run: string) {
      const [probe, spoilt] = [newProbe(run), newProbe(`planted-${run}`)];
      return {
        probe: probe.open,
        spoilt: spoilt.open,
        async remove(): Promise<void> {
          await spoilt.remove();
          await probe.remove();
        },
      };
    },
    removeOthers: () => traces.removeLeftOver(),
  };
}

function wire(name: EndpointName, { as, params = {}, query = {}, body, headers = {}, address = ADDRESS }: ProbeRequest): WireRequest {
  const { method, path } = endpoints[name];
  const at = path.replace(/:(\w+)/g, (_, parameter: string) => encodeURIComponent((params[parameter] ?? randomUUID()).toWellFormed()));
  const words = new URLSearchParams(Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
  const url = words.size > 0 ? `${at}?${words}` : at;
  return {
    method,
    url,
    address,
    headers: { ...(as ? { cookie: `bastide=${as.token}` } : {}), ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    // Bytes that are no JSON say so in their headers.
    payload: body === undefined ? undefined : (typeof body === "string" || Buffer.isBuffer(body)) && headers["content-type"] ? body : JSON.stringify(body),
  };
}
