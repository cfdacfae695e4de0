/**
 * What the command line may know of a set-up without being its server: the settings, the store's facts, the doctor.
 * Reads only.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Diagnosis, diagnose, type RunningServer, type StoreFacts, systemProbes } from "./config/doctor/index.ts";
import { type Config, describeConfig, type LoadOptions, loadConfig, processOptions, type SettingRow, socketPath } from "./config/index.ts";
import { newConfigurationPart, partMeta } from "./platform/keys/parts.ts";
import { lookAtObjects } from "./platform/objects/index.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import { inspectSqlite, lockStore, readRows } from "./platform/records/sqlite/index.ts";

export interface SetupOptions extends LoadOptions {
  /** Asks the socket at the path who serves it; undefined when nobody does. */
  readonly serverAt: (path: string) => Promise<RunningServer | undefined>;
}

export { newConfigurationPart, processOptions, socketPath };

/** @throws ConfigError */
export const readConfig = (options: LoadOptions): Config => loadConfig(options);

/** @returns undefined where no server has made a store yet @throws StoreTooNew, MigrationChanged, StoreUnavailable */
export function storeFacts(data: string): StoreFacts | undefined {
  return inspectSqlite(data, migrations, ({ meta, newestEntry }) => {
    const installation = meta("installation");
    return installation && { installation: Buffer.from(installation).toString("utf8"), ...partMeta(meta), newestEntry };
  });
}

/** The settings as `bastide config` shows them. @throws ConfigError */
export async function settingRows(options: SetupOptions): Promise<{ file: string | null; settings: SettingRow[] }> {
  const config = loadConfig(options);
  return { file: config.file, settings: describeConfig(config, installationOf(config)) };
}

/** A store that can't be read is the doctor's business; the settings are shown without its id. */
function installationOf(config: Config): string | undefined {
  try {
    return storeFacts(config.data)?.installation;
  } catch {
    return undefined;
  }
}

export function examineSetup(options: SetupOptions): Promise<Diagnosis> {
  const probes = systemProbes({
    server: (data) => options.serverAt(socketPath({ data })),
    store: async (data) => storeFacts(data),
    async files(data) {
      const rows = readRows(data, migrations);
      if (!rows) return undefined;
      try {
        const { examineObjects } = await import("./features/files/index.ts");
        return await examineObjects(rows, lookAtObjects(join(data, "files")));
      } finally {
        rows.close();
      }
    },
    lock(data) {
      // Where nobody ever locked it, nobody holds it, and the doctor leaves no file behind.
      if (existsSync(join(data, "store.lock"))) lockStore(data).release();
    },
  });
  return diagnose(() => loadConfig(options), probes);
}
