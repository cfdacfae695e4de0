/**
 * What brings an installation back while no server runs on it: `recover` for lost key parts, `restore` for a lost machine.
 * Both hold the store's lock for their life.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Config, refuseSharedFolders } from "./config/index.ts";
import { BackupError, checkBackup, compareStore, type RestoreProgress, writeBackup } from "./features/backups/index.ts";
import { isNamed } from "./features/files/index.ts";
import { recover } from "./features/recovery/index.ts";
import { openObjects, openPort } from "./installation.ts";
import type { Clock } from "./platform/clock/index.ts";
import { givenInstallation, PartError } from "./platform/keys/parts.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import { tablesOf } from "./platform/records/migrations.ts";
import type { RecordsPort } from "./platform/records/port.ts";
import { storeFacts } from "./setup.ts";

export interface Recovered {
  readonly installation: string;
  /** How many wrapping keys were wrapped anew. */
  readonly rewrapped: number;
}

export interface Restored extends Recovered {
  readonly createdAt: number;
  readonly rows: number;
  readonly objects: number;
  readonly objectBytes: number;
  /** The one that `backup` reported. */
  readonly digest: string;
}

export interface RescueOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** The recovery kit's text. */
  readonly kit: string;
  /** Wraps the store (tests). */
  readonly openPort?: (open: () => Promise<RecordsPort>) => Promise<RecordsPort>;
}

export interface RestoreRequest extends RescueOptions {
  /** Of the backup. */
  readonly file: string;
  readonly onProgress: (progress: RestoreProgress) => void;
  readonly signal: AbortSignal;
}

/** Opens a data folder whose other parts are gone. @throws BackupError refused without a store; KitError, PartError, StoreLocked */
export async function recoverFolder(options: RescueOptions): Promise<Recovered> {
  const { config, kit } = options;
  if (!storeFacts(config.data)) throw new BackupError("refused", `There is no store in ${config.data}. bastide restore makes one of a backup.`);
  const port = await openPort(options);
  try {
    const installation = Buffer.from((await port.readMeta("installation")) ?? []).toString("utf8");
    return { installation, ...(await recover(port, config, installation, kit)) };
  } finally {
    await port.close();
  }
}

/**
 * Makes an installation of a backup in an empty data folder, with key parts of its own. Whatever fails before the end leaves
 * the folder empty; a process that is killed leaves a store that no start opens.
 * @throws BackupError, KitError, PartError, ConfigError, StorageFull
 */
export async function restoreFolder(request: RestoreRequest): Promise<Restored> {
  const { config, file, kit } = request;
  if (entries(config.data).length > 0) {
    throw new BackupError(
      "refused",
      `${config.data} is not empty. A restore makes a new installation: give it an empty folder. If an earlier restore was cut off, remove what it left.`,
    );
  }
  const backup = await checkBackup(file, kit, migrations.length, request);
  const { installation, createdAt } = backup.header;
  refuseSharedFolders(config, installation);
  // A part that was given from outside can't be made anew: look before anything is written.
  const given = givenInstallation(config);
  if (given !== undefined && given !== installation) throw new PartError("configuration", "foreign");
  const tables = tablesOf(migrations);
  const port = await openPort(request);
  try {
    const store = { port, tables, objects: await openObjects(config), isNamed: (key: string) => isNamed(port, key) };
    const written = await writeBackup(store, backup, request);
    const { rewrapped } = await recover(port, config, installation, kit);
    await compareStore(store, backup, written, request);
    await port.close();
    return { installation, createdAt, rows: backup.rows, objects: written.count, objectBytes: written.bytes, digest: backup.footer.digest, rewrapped };
  } catch (error) {
    await port.close();
    for (const name of entries(config.data)) rmSync(join(config.data, name), { recursive: true, force: true });
    throw error;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
