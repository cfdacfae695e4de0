/** A running server: what composes, listens, tells when it is ready, and ends in good order. */
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { randomUUID } from "../crypto/index.ts";
import { type ComposeOptions, compose, type Services } from "./compose.ts";
import { buildInfo, type Config, networkMatcher, originOf, programFolder, showListen, socketPath, tlsOptions } from "./config/index.ts";
import { loadLimiter } from "./http/limits.ts";
import { createHttpServer } from "./http/server.ts";
import { type Installation, type OpenOptions, openInstallation } from "./installation.ts";
import { operations } from "./operations.list.ts";
import { serveOperations } from "./operations.ts";
import type { Cancel } from "./platform/clock/index.ts";
import { StorageFull } from "./platform/records/port.ts";
import { createGateway } from "./realtime/index.ts";

export interface ServeOptions extends OpenOptions, Pick<ComposeOptions, "accounts" | "egress"> {
  readonly log?: { write(line: string): void };
}

export interface RunningServer {
  readonly services: Services;
  readonly url: string;
  /** The path and fragment of the first-run link, while there is no account. */
  readonly firstRun: string | undefined;
  /** Finishes writes, tells the sockets, closes the store. */
  close(): Promise<void>;
}

/** Milliseconds between probes for room on a full disk. */
const PROBE_EVERY = 3000;
const SWEEP_EVERY = 3_600_000;
/** Heads of the logs go out of the house at most so often. */
const HEADS_EVERY = 60_000;
/** Requests and projections that are under way when the server stops have so long: what is left is projected by the next start. */
const CLOSING_GRACE = 3000;

export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { config, clock } = options;
  const tls = tlsOptions(config);
  const build = buildInfo();
  let onFull = (): void => undefined;
  const core = await openInstallation({ ...options, onFull: () => onFull() });
  try {
    let url = config.url ?? "";
    let isStopping = false;
    let isFull = false;
    let app: Awaited<ReturnType<typeof createHttpServer>> | undefined;
    const onError = (where: string, error: unknown) =>
      app?.log.error({ where, kind: (error as Error)?.name, at: (error as Error)?.stack?.split("\n").slice(1, 6) }, "background work failed");
    const isTrustedProxy = config.trustedProxy.length > 0 ? networkMatcher(config.trustedProxy) : null;
    const services = await compose(core, {
      clock,
      version: build.version,
      ...(options.accounts ? { accounts: options.accounts } : {}),
      ...(options.egress ? { egress: options.egress } : {}),
      url: () => url,
      config,
      origins: () => originsOf(config, url),
      listener: () => (app?.server.listening ? { bound: app.server.address() as AddressInfo, origin: url, certificate: tls?.cert ?? null } : undefined),
      spool: join(config.data, "spool"),
      onError,
    });
    const limit = loadLimiter(clock);
    const gateway = createGateway({
      ...services,
      trail: services.audit.trail,
      limit,
      isTrustedProxy,
      origins: () => originsOf(config, url),
      build: build.hash,
      onError,
    });
    services.feed.add(gateway.consumer);

    const timers: Cancel[] = [];
    const keepHeads = async () => services.audit.keepHeads(await services.companies.all());
    const setFull = (full: boolean) => {
      if (isFull === full) return;
      isFull = full;
      // What was numbered over a refused write is read anew.
      if (full) services.writer.forget();
      else services.audit.trail.catchUp().catch((error: unknown) => onError("audit", error));
      gateway.setReadOnly(full);
    };
    onFull = () => setFull(true);
    const probe = () =>
      core.port.probe().then(
        () => setFull(false),
        (error: unknown) => setFull(error instanceof StorageFull || isFull),
      );
    timers.push(
      clock.every(PROBE_EVERY, () => {
        if (isFull) probe().catch((error: unknown) => onError("probe", error));
      }),
      clock.every(HEADS_EVERY, () => void keepHeads().catch((error: unknown) => onError("audit checkpoints", error))),
      clock.every(SWEEP_EVERY, () => void services.sweep().catch((error: unknown) => app?.log.error({ kind: (error as Error)?.name }, "sweep failed"))),
    );

    app = await createHttpServer({
      routes: services.routes,
      authenticator: services.authenticator,
      clock,
      digestKey: () => core.keys.indexKey(core.id),
      limit,
      trail: services.audit.trail,
      tls,
      isTrustedProxy,
      origins: () => originsOf(config, url),
      // Standard output is for the lines that scripts read.
      log: { level: config.log, stream: options.log ?? process.stderr },
      app: join(programFolder, "dist", "web"),
      health: {
        live: () => true,
        ready: () => [...(isStopping ? ["stopping"] : []), ...(isFull ? ["storage_full"] : []), ...services.audit.problems()],
        version: () => ({ name: "bastide", version: build.version, build: build.hash }),
      },
      requestId: randomUUID,
    });
    gateway.attach(app.server);
    // What found no room while this was put together was told to nobody.
    await probe();
    await services.feed.start();
    await services.audit.start(await services.companies.all());
    await services.trust.clean().catch((error: unknown) => {
      // What a run left behind waits for room, and for the next start.
      if (!(error instanceof StorageFull)) throw error;
      onError("claims", error);
    });
    await services.agenda.start(await services.companies.all());
    await services.mail.spool.start(await services.companies.all());
    await services.directories.syncs.start(await services.companies.all());
    await services.imports.resume(await services.companies.all());
    await app.listen({ host: config.listen.host, port: config.listen.port });
    url = originOf(config, (app.server.address() as AddressInfo).port);
    const firstRun = await services.accounts.setup.issueLink();
    const door = await serveOperations({
      operations,
      context: services,
      path: socketPath(config),
      card: { pid: process.pid, version: build.version, installation: core.id, listen: showListen(config.listen), url },
      onInternalError: (operation, error) =>
        app?.log.error({ operation, kind: (error as Error)?.name, at: (error as Error)?.stack?.split("\n").slice(1, 6) }, "operation failed"),
    });

    const stopped = new AbortController();
    const beside = [services.files.leftovers.heal(stopped.signal), services.search.refill.start(stopped.signal)].map((work) =>
      work.catch((error: unknown) => (stopped.signal.aborted ? undefined : onError("work at the start", error))),
    );

    let closing: Promise<void> | undefined;
    const close = async () => {
      isStopping = true;
      for (const cancel of timers) cancel();
      stopped.abort();
      await Promise.all(beside);
      await services.trust.close();
      await gateway.close("restart");
      await door.close();
      const cancelCut = clock.after(CLOSING_GRACE, () => app?.server.closeAllConnections());
      await app?.close();
      cancelCut();
      await services.imports.stop();
      await services.audit.idle();
      await services.audit.checkpoints.stop();
      await keepHeads().catch((error: unknown) => onError("audit checkpoints", error));
      await services.agenda.stop();
      await services.mail.spool.stop();
      await services.directories.syncs.stop();
      await services.files.previews.stop();
      await services.feed.stop();
      await core.close();
    };
    return { services, url, firstRun, close: () => (closing ??= close()) };
  } catch (error) {
    await core.close();
    throw error;
  }
}

/** On this machine alone, "localhost" and the address are the same place. */
function originsOf(config: Config, url: string): string[] {
  if (config.url || !URL.canParse(url)) return [url];
  const { protocol, port } = new URL(url);
  const names = ["localhost", "127.0.0.1", "[::1]"].map((host) => new URL(`${protocol}//${host}:${port}`).origin);
  return names.includes(url) ? names : [url];
}

/** The services without a listener, for a command that runs while no server does. */
export async function openServices(options: ServeOptions): Promise<{ services: Services; close(): Promise<void> }> {
  const core: Installation = await openInstallation(options);
  try {
    const services = await compose(core, {
      clock: options.clock,
      version: buildInfo().version,
      ...(options.accounts ? { accounts: options.accounts } : {}),
      spool: join(options.config.data, "spool"),
      url: () => originOf(options.config, options.config.listen.port),
      origins: () => [originOf(options.config, options.config.listen.port)],
      config: options.config,
      listener: () => undefined,
      onError: (where, error) => void process.stderr.write(`bastide: ${where} failed: ${(error as Error)?.name}\n`),
    });
    await services.feed.start();
    return {
      services,
      async close() {
        await services.trust.close();
        await services.audit.idle();
        await services.feed.settled(CLOSING_GRACE);
        await services.files.previews.stop();
        await services.feed.stop();
        await core.close();
      },
    };
  } catch (error) {
    await core.close();
    throw error;
  }
}
