/**
 * Opens an installation: store, three parts, root, keys. Everything that a start needs before a feature exists, and what
 * `recover` and `restore` do without one.
 */
import { join } from "node:path";
import { deriveRoot, randomKeyId, randomUUID, type SecretKey } from "../crypto/index.ts";
import type { Config } from "./config/index.ts";
import { prepareFolder } from "./config/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import { KeyStore } from "./platform/keys/index.ts";
import { givenInstallation, loadParts, readPartMeta, rootKeyIdName, writePartMeta } from "./platform/keys/parts.ts";
import { filesystemObjects, type ObjectStore } from "./platform/objects/index.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import type { RecordsPort } from "./platform/records/port.ts";
import { SealedStore } from "./platform/records/sealed.ts";
import { openSqlite } from "./platform/records/sqlite/index.ts";
import { openSqliteFts, type SearchIndex } from "./platform/search-index/index.ts";
import { allRecords, besideRecords } from "./records.ts";

export interface Installation {
  readonly id: string;
  readonly port: RecordsPort;
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly index: SearchIndex;
  readonly keys: KeyStore;
  readonly root: SecretKey;
  readonly rootKeyId: number;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** Another store in place of the embedded one; wraps it too (tests). */
  readonly openPort?: (open: () => Promise<RecordsPort>) => Promise<RecordsPort>;
  readonly onFull?: () => void;
}

export const storeFolder = (config: Config): string => config.data;

/** The store alone, locked and migrated, without any key. */
export async function openPort(options: OpenOptions): Promise<RecordsPort> {
  const { config, clock, onFull } = options;
  prepareFolder(config.data);
  const open = () => openSqlite({ folder: storeFolder(config), migrations, now: clock.now, ...(onFull ? { onFull } : {}) });
  return options.openPort ? options.openPort(open) : open();
}

/** Objects lie beside the store. */
export const openObjects = (config: Config): Promise<ObjectStore> => filesystemObjects(join(config.data, "files"));

/** @throws PartError, StoreLocked, StoreTooNew, ConfigError, SealError */
export async function openInstallation(options: OpenOptions): Promise<Installation> {
  const port = await openPort(options);
  try {
    return await openOn(port, options);
  } catch (error) {
    await port.close();
    throw error;
  }
}

async function openOn(port: RecordsPort, { config, clock }: OpenOptions): Promise<Installation> {
  const id = await installationId(port, config);
  const stored = await readPartMeta(port);
  // Until the fingerprints stand, nothing has been sealed: a first start that was cut off goes on making what is absent.
  const parts = loadParts({ config, installation: id, ...stored, create: stored.fingerprints === undefined });
  await writePartMeta(port, parts);
  const root = deriveRoot(parts);
  const rootKeyId = await readRootKeyId(port);
  const keys = await KeyStore.open({ port, root, rootKeyId, installation: id, suite: 1, now: clock.now });
  const records = new SealedStore(port, keys, id, allRecords, besideRecords);
  const objects = await openObjects(config);
  const index = await openSqliteFts(join(config.data, "index"));
  const close = async () => {
    await index.close();
    await objects.close();
    await port.close();
  };
  return { id, port, records, objects, index, keys, root, rootKeyId, close };
}

/** A configuration part that was made beforehand brings the id of a new installation with it. */
async function installationId(port: RecordsPort, config: Config): Promise<string> {
  return once(port, "installation", () => givenInstallation(config) ?? randomUUID());
}

export async function readRootKeyId(port: RecordsPort): Promise<number> {
  return Number(await once(port, rootKeyIdName, () => String(randomKeyId())));
}

async function once(port: RecordsPort, name: string, make: () => string): Promise<string> {
  const standing = await port.readMeta(name);
  if (standing) return Buffer.from(standing).toString("utf8");
  const made = make();
  await port.writeMeta(name, Buffer.from(made, "utf8"), undefined);
  return Buffer.from((await port.readMeta(name)) as Uint8Array).toString("utf8");
}
