/** A throw-away installation in temporary folders: the real store, the real keys, password hashing at its floor. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "../../src/server/config/index.ts";
import { type AccountsOptions, usualOptions } from "../../src/server/features/accounts/index.ts";
import { type Clock, systemClock } from "../../src/server/platform/clock/index.ts";
import type { RecordsPort } from "../../src/server/platform/records/port.ts";
import { openServices, type RunningServer, type ServeOptions, startServer } from "../../src/server/serve.ts";
import { isUnlucky, perhapsUnlucky } from "./misfortune.ts";
import { type Bystander, MortalServer } from "./mortal.ts";

/** The least that OWASP ASVS 5.0 lets pass: tests sign in often. */
export const quickAccounts: AccountsOptions = { ...usualOptions, argon2: { memory: 19_456, passes: 2, lanes: 1 } };

export interface Folders {
  readonly root: string;
  readonly config: Config;
  remove(): void;
}

/** @param env more settings, over those that point into the folder */
export function makeFolders(env: Record<string, string> = {}): Folders {
  const root = mkdtempSync(join(tmpdir(), "bastide-"));
  const config = configIn(root, env);
  return { root, config, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export function configIn(root: string, env: Record<string, string> = {}): Config {
  return loadConfig({
    env: {
      BASTIDE_DATA: join(root, "data"),
      BASTIDE_STATE: join(root, "state"),
      BASTIDE_CONFIG: join(root, "config"),
      BASTIDE_LISTEN: "127.0.0.1:0",
      BASTIDE_LOG: "silent",
      ...env,
    },
    readFile: () => {
      throw Object.assign(new Error("no file"), { code: "ENOENT" });
    },
    cwd: root,
    home: root,
  });
}

export interface TestOptions {
  readonly clock?: Clock;
  readonly folders?: Folders;
  readonly openPort?: (open: () => Promise<RecordsPort>) => Promise<RecordsPort>;
  readonly accounts?: AccountsOptions;
  readonly log?: NonNullable<ServeOptions["log"]>;
  readonly egress?: NonNullable<ServeOptions["egress"]>;
}

export interface TestServer extends RunningServer {
  readonly folders: Folders;
  /** Keeps trying while a server that died comes back, as clients do. */
  readonly fetch: typeof fetch;
  /** From now on it dies no more. */
  spare(): void;
  /** Reads of somebody fall between commits and their projections. */
  watch(bystander: Bystander): void;
}

const options = (o: TestOptions, folders: Folders): ServeOptions => ({
  config: folders.config,
  clock: o.clock ?? systemClock,
  accounts: o.accounts ?? quickAccounts,
  ...(o.openPort ? { openPort: o.openPort } : {}),
  ...(o.log ? { log: o.log } : {}),
  ...(o.egress ? { egress: o.egress } : {}),
});

/** The services without a listener. */
export async function testServices(o: TestOptions = {}) {
  const folders = o.folders ?? makeFolders();
  const opened = await openServices({ openPort: async (open) => perhapsUnlucky(await open()), ...options(o, folders) });
  return { ...opened, folders };
}

/** A whole server on a free port of loopback. */
export async function testServer(o: TestOptions = {}): Promise<TestServer> {
  const folders = o.folders ?? makeFolders();
  if (isUnlucky && !o.openPort) {
    const mortal = await MortalServer.start(options(o, folders));
    // What waits for a second chance after a death would wait for ever on a clock that stands still.
    if (o.clock && o.clock !== systemClock) mortal.spare();
    return Object.assign(mortal, { folders });
  }
  const server = await startServer(options(o, folders));
  return { ...server, folders, fetch, spare: () => undefined, watch: () => undefined };
}
