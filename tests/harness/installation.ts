/** A throw-away installation in temporary folders: the real store, the real keys, password hashing at its floor. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "../../src/server/config/index.ts";
import { type AccountsOptions, usualOptions } from "../../src/server/features/accounts/index.ts";
import { type Clock, systemClock } from "../../src/server/platform/clock/index.ts";
import type { RecordsPort } from "../../src/server/platform/records/port.ts";
import { openServices, type RunningServer, startServer } from "../../src/server/serve.ts";
import { perhapsUnlucky } from "./misfortune.ts";

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
}

const options = (o: TestOptions, folders: Folders) => ({
  config: folders.config,
  clock: o.clock ?? systemClock,
  accounts: o.accounts ?? quickAccounts,
  openPort: o.openPort ?? (async (open: () => Promise<RecordsPort>) => perhapsUnlucky(await open())),
});

/** The services without a listener. */
export async function testServices(o: TestOptions = {}) {
  const folders = o.folders ?? makeFolders();
  const opened = await openServices(options(o, folders));
  return { ...opened, folders };
}

/** A whole server on a free port of loopback. */
export async function testServer(o: TestOptions = {}): Promise<RunningServer & { readonly folders: Folders }> {
  const folders = o.folders ?? makeFolders();
  const server = await startServer(options(o, folders));
  return { ...server, folders };
}
