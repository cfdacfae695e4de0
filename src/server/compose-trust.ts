/** Wires the trust page: what its checks may see of this installation, and the private server that their probe speaks to. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { operationId, randomUUID } from "../crypto/index.ts";
import { buildInfo, type Config, networkMatcher, programFolder } from "./config/index.ts";
import { type Audit, createWitness } from "./features/audit/index.ts";
import { BackupError, backUp } from "./features/backups/index.ts";
import type { Invites } from "./features/companies/index.ts";
import type { PeopleDirectory } from "./features/people/index.ts";
import type { Tokens } from "./features/tokens/index.ts";
import {
  claims,
  createProbes,
  createTrust,
  Pace,
  type Premises,
  type PrivateServer,
  type ProbesDeps,
  readLabResults,
  type WireRequest,
} from "./features/trust/index.ts";
import type { Route, Trail } from "./http/index.ts";
import { answeredInClear, askForSocket, type OwnListener, scanOwnTls } from "./http/own-listener.ts";
import { createHttpServer } from "./http/server.ts";
import type { Installation } from "./installation.ts";
import type { Clock } from "./platform/clock/index.ts";
import { loadParts, readPartMeta } from "./platform/keys/parts.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import { tablesOf } from "./platform/records/migrations.ts";

export interface TrustComposition extends Omit<ProbesDeps, "openServer" | "joinCompany" | "forgetCompany"> {
  readonly core: Installation;
  readonly tokens: Pick<Tokens, "isAlive">;
  readonly config: Config;
  readonly clock: Clock;
  /** Undefined while nothing listens. */
  readonly listener: () => OwnListener | undefined;
  readonly handled: () => readonly number[];
  readonly audit: Audit;
  readonly trail: Trail;
  readonly invites: Invites;
  readonly directory: PeopleDirectory;
  readonly routes: () => readonly Route[];
  readonly onError: (where: string, error: unknown) => void;
}

/** Megabytes a second that a scan reads at most. */
const SCAN_RATE = 200;

export function composeTrust(o: TrustComposition) {
  const { core, config, clock } = o;
  const build = buildInfo();
  const premises: Premises = {
    folders: [
      { what: "objects", path: join(config.data, "files") },
      { what: "search index", path: join(config.data, "index") },
      { what: "spool", path: join(config.data, "spool") },
      { what: "data", path: config.data },
      { what: "state", path: config.stateFolder(core.id) },
      ...(config.configurationPart === null ? [{ what: "configuration" as const, path: config.configFolder(core.id) }] : []),
    ],
    temporary: tmpdir(),
    settingsFile: config.file,
    backUp: (file, company, signal) => backUpTo(o, build.version, file, company, signal),
    program: programFolder,
    listener() {
      const listener = o.listener();
      const isProxy = networkMatcher(config.trustedProxy);
      return (
        listener && {
          origin: listener.origin,
          port: listener.bound.port,
          askForSocket: (headers) => askForSocket(listener, "/api/socket", headers),
          scanTls: () => scanOwnTls(listener),
          answeredInClear: () => answeredInClear(listener.bound, (address) => listener.certificate !== null || !isProxy(address)),
        }
      );
    },
    parts: async () => loadParts({ config, installation: core.id, ...(await readPartMeta(core.port)), create: false }),
  };
  return createTrust({
    records: core.records,
    claims,
    build: build.hash,
    lab: () => readLabResults(join(programFolder, "dist", "lab-results.json"), build.hash),
    probes: createProbes({ ...o, ...comings(o), openServer: (log, proxy) => openPrivateServer(o, log, proxy) }),
    context: {
      records: core.records,
      objects: core.objects,
      index: core.index,
      clock,
      premises,
      root: { key: core.root, keyId: core.rootKeyId },
      accounts: o.accounts,
      tokens: o.tokens,
      audit: createWitness({ ...o.audit, records: core.records, companies: o.companies.all }),
      pace: new Pace(clock, SCAN_RATE),
    },
    onError: o.onError,
  });
}

/** How people come into the probe's company, and how it is forgotten. */
const comings = ({ core, invites, directory, audit }: TrustComposition): Pick<ProbesDeps, "joinCompany" | "forgetCompany"> => ({
  joinCompany: async ({ company, person }, account, role) => {
    const { url } = await invites.make(company, person, { role, channels: [], hours: 1, uses: 1 }, { id: operationId(), digest: null });
    await invites.accept(url.slice(url.indexOf("token=") + "token=".length), account);
  },
  async forgetCompany(company) {
    directory.forget(company);
    audit.forget(company);
    for await (const { key, upload } of core.objects.begun(company)) await core.objects.abort(key, upload);
    for await (const { key } of core.objects.list(company)) await core.objects.delete(key);
    await core.index.drop(company);
  },
});

/** @returns false while there is no recovery kit, without which no backup is made */
async function backUpTo({ core, clock, handled }: TrustComposition, version: string, file: string, company: string, signal: AbortSignal): Promise<boolean> {
  // All others' objects are looked into where they lie: a check makes no copy of them.
  const objects = { list: () => core.objects.list(company), read: core.objects.read };
  const deps = { port: core.port, objects, root: core.root, tables: tablesOf(migrations), store: migrations.length, version, now: clock.now, handled };
  try {
    await backUp(deps, { file, force: false, signal, onProgress: () => undefined });
    return true;
  } catch (error) {
    if (error instanceof BackupError && error.code === "refused") return false;
    throw error;
  }
}

/** What the probe does stands in its own log, which goes with it; that of the installation hears nothing of it. */
const ofCompanies = (trail: Trail): Trail => ({
  begin: async (intent) =>
    intent.actor && "company" in intent.actor ? trail.begin(intent) : { concern: () => undefined, end: () => undefined, lose: () => undefined },
});

const injected = ({ method, url, headers, payload, address }: WireRequest) => ({
  method: method as "GET",
  url,
  headers,
  remoteAddress: address,
  // Bytes are copied, as a socket does: what is brought as an upload is emptied.
  ...(payload === undefined ? {} : { payload: typeof payload === "string" ? payload : Buffer.from(payload) }),
});

const textsOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** The routes as they are served, on a server that listens nowhere; logs at debug. */
async function openPrivateServer(
  { core, clock, routes, authenticator, trail }: TrustComposition,
  log: { write(line: string): void },
  proxy: string | null,
): Promise<PrivateServer> {
  const app = await createHttpServer({
    routes: routes(),
    authenticator,
    clock,
    digestKey: () => core.keys.indexKey(core.id),
    trail: ofCompanies(trail),
    tls: null,
    isTrustedProxy: proxy === null ? null : (address) => address === proxy,
    origins: () => ["http://probe.invalid"],
    log: { level: "debug", stream: log },
    app: join(programFolder, "dist", "web"),
    health: { live: () => true, ready: () => [], version: () => ({}) },
    requestId: randomUUID,
  });
  return {
    log: (text) => app.log.debug(text),
    async send(request) {
      const reply = await app.inject(injected(request));
      return { status: reply.statusCode, headers: textsOf(reply.headers), text: reply.body };
    },
    async download(request) {
      const reply = await app.inject({ ...injected(request), payloadAsStream: true });
      const pieces: Buffer[] = [];
      let isEnded = true;
      try {
        for await (const piece of reply.stream()) pieces.push(piece as Buffer);
      } catch {
        isEnded = false;
      }
      const bytes = Buffer.concat(pieces);
      const told = reply.headers["content-length"];
      return {
        status: reply.statusCode,
        headers: textsOf(reply.headers),
        bytes,
        isWhole: isEnded && (told === undefined || Number(told) === bytes.length),
      };
    },
    close: () => app.close().then(() => undefined),
  };
}
