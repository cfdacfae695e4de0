/**
 * The three parts of root in their three places: the store's meta, BASTIDE_STATE, BASTIDE_CONFIG (or the environment, or a
 * secret file). Made for a new store only, never overwritten; any two of them open nothing.
 */
import { join } from "node:path";
import { z } from "zod";
import { decodePart, encodePart, makePart, type PartKind, partFingerprint, type RootParts, randomUUID } from "../../../crypto/index.ts";
import { type Config, prepareFolder, refuseSharedFolders } from "../../config/index.ts";
import { type RecordsPort, StoreUnavailable } from "../records/port.ts";
import { readSecretFile, refuseOpenFile, setAside, writeOnce } from "./files.ts";

/** Under what name the store keeps the id of root's key. */
export const rootKeyIdName = "root-key-id";

export type PartFault = "absent" | "wrong" | "foreign";
const PartFingerprints = z.readonly(z.strictObject({ database: z.string(), installation: z.string(), configuration: z.string() }));
export type PartFingerprints = z.output<typeof PartFingerprints>;

const sentence: Record<PartFault, string> = { absent: "is missing", wrong: "is wrong", foreign: "belongs to another installation" };

/** One part can't be used. The message names it and nothing else. */
export class PartError extends Error {
  override readonly name = "PartError";
  readonly code: `part_${PartKind}_${PartFault}`;
  readonly part: PartKind;
  readonly fault: PartFault;

  constructor(part: PartKind, fault: PartFault) {
    super(`The ${part} part ${sentence[fault]}.`);
    this.code = `part_${part}_${fault}`;
    this.part = part;
    this.fault = fault;
  }
}

export interface PartsRequest {
  readonly config: Config;
  readonly installation: string;
  /** What the store needs; undefined before its first parts are made. */
  readonly fingerprints: PartFingerprints | undefined;
  /** The part in its text form, as the store's meta holds it. */
  readonly databasePart: string | undefined;
}

export interface LoadedParts extends RootParts {
  /** For the store's meta. */
  readonly databasePart: string;
  readonly fingerprints: PartFingerprints;
}

const kinds = ["database", "installation", "configuration"] as const satisfies readonly PartKind[];

/**
 * A configuration part made before there is a store, to be given by the environment or a secret file. It brings the id that
 * the new installation will have: see `givenInstallation`.
 */
export const newConfigurationPart = (): string => encodePart("configuration", randomUUID(), makePart());

/** The id in the configuration part that the environment or a secret file gives, for a store that has none yet. @throws PartError */
export function givenInstallation(config: Config): string | undefined {
  if (config.configurationPart === null) return undefined;
  try {
    return decodePart("configuration", config.configurationPart.reveal()).installation;
  } catch {
    throw new PartError("configuration", "wrong");
  }
}

/** The files' paths; null where the configuration part comes from the environment or a secret file. */
export function partFiles(config: Config, installation: string): { installation: string; configuration: string | null } {
  return {
    installation: join(config.stateFolder(installation), "installation.part"),
    configuration: config.configurationPart === null ? join(config.configFolder(installation), "configuration.part") : null,
  };
}

/**
 * Reads the three parts. With `create` (a store in which nothing was sealed yet) an absent one is made; one that lies there
 * already is kept, so that a first start which was cut off goes on. @throws PartError, ConfigError parts_together | rights | …
 */
export function loadParts(request: PartsRequest & { readonly create: boolean }): LoadedParts {
  const { config, installation, create } = request;
  refuseSharedFolders(config, installation);
  if (create) makeAbsent(config, installation);
  const found = readParts(request);
  if (create) found.database ??= encodePart("database", installation, makePart());
  return checked(found, request);
}

/**
 * After root came back from the recovery kit: keeps the parts that are good, makes the others anew and sets files that
 * stand in their way aside. The store's keys must then be wrapped under the root of what this returns.
 * A part from the environment or a secret file can't be made here. @throws PartError for that one, ConfigError
 */
export function renewParts(request: PartsRequest): LoadedParts {
  const { config, installation } = request;
  refuseSharedFolders(config, installation);
  const found = readParts(request);
  const files = partFiles(config, installation);
  for (const kind of ["installation", "configuration"] as const) {
    const path = files[kind];
    if (path === null || faultOf(kind, found[kind], request) === undefined) continue;
    if (found[kind] !== undefined) setAside(path);
    makeFile(kind, path, installation);
    found[kind] = readSecretFile(path);
  }
  if (faultOf("database", found.database, request) !== undefined) found.database = encodePart("database", installation, makePart());
  // The new ones are not those that the store has named so far.
  return checked(found, { ...request, fingerprints: undefined });
}

type Found = { -readonly [kind in PartKind]: string | undefined };

function readParts({ config, installation, databasePart }: PartsRequest): Found {
  const files = partFiles(config, installation);
  const source = config.sources.configurationPart;
  // An orchestrator mounts secrets readable by a group; by everybody is too much.
  if (source.kind === "secret file") refuseOpenFile(source.file, 0o007);
  return {
    database: databasePart,
    installation: readSecretFile(files.installation),
    configuration: files.configuration === null ? config.configurationPart?.reveal() : readSecretFile(files.configuration),
  };
}

function makeAbsent(config: Config, installation: string): void {
  const files = partFiles(config, installation);
  makeFile("installation", files.installation, installation);
  if (files.configuration !== null) makeFile("configuration", files.configuration, installation);
}

function makeFile(kind: PartKind, path: string, installation: string): void {
  prepareFolder(join(path, ".."));
  writeOnce(path, `${encodePart(kind, installation, makePart())}\n`);
}

function faultOf(
  kind: PartKind,
  text: string | undefined,
  { installation, fingerprints }: Pick<PartsRequest, "installation" | "fingerprints">,
): PartFault | undefined {
  if (!text?.trim()) return "absent";
  let part: ReturnType<typeof decodePart>;
  try {
    part = decodePart(kind, text);
  } catch {
    return "wrong";
  }
  if (part.installation !== installation) return "foreign";
  return fingerprints === undefined || fingerprints[kind] === partFingerprint(kind, part.bytes) ? undefined : "wrong";
}

function checked(found: Found, request: Pick<PartsRequest, "installation" | "fingerprints">): LoadedParts {
  const bytes = {} as Record<PartKind, Uint8Array>;
  for (const kind of kinds) {
    const fault = faultOf(kind, found[kind], request);
    if (fault !== undefined) throw new PartError(kind, fault);
    bytes[kind] = decodePart(kind, found[kind] as string).bytes;
  }
  const fingerprints = Object.fromEntries(kinds.map((kind) => [kind, partFingerprint(kind, bytes[kind])])) as PartFingerprints;
  return { ...bytes, databasePart: found.database as string, fingerprints };
}

// --- What the store's meta holds of it ---

type Meta = Pick<RecordsPort, "readMeta" | "writeMeta">;
const partName = "database-part";
const fingerprintsName = "part-fingerprints";

type PartMeta = Pick<PartsRequest, "databasePart" | "fingerprints">;

/** @param read gives the bytes under a name of the store's meta */
export function partMeta(read: (name: string) => Uint8Array | undefined): PartMeta {
  const text = (name: string) => {
    const bytes = read(name);
    return bytes && Buffer.from(bytes).toString("utf8");
  };
  const fingerprints = text(fingerprintsName);
  return { databasePart: text(partName), fingerprints: fingerprints === undefined ? undefined : PartFingerprints.parse(JSON.parse(fingerprints)) };
}

export async function readPartMeta(meta: Meta): Promise<PartMeta> {
  const stored = new Map<string, Uint8Array | undefined>();
  for (const name of [partName, fingerprintsName]) stored.set(name, await meta.readMeta(name));
  return partMeta((name) => stored.get(name));
}

/** Fingerprints last: a store that names them has had all its parts. @throws StoreUnavailable when somebody else wrote meanwhile */
export async function writePartMeta(meta: Meta, { databasePart, fingerprints }: Pick<LoadedParts, "databasePart" | "fingerprints">): Promise<void> {
  for (const [name, text] of [
    [partName, databasePart],
    [fingerprintsName, JSON.stringify(fingerprints)],
  ] as const) {
    const value = Buffer.from(text, "utf8");
    const stored = await meta.readMeta(name);
    if (stored && value.equals(stored)) continue;
    if (!(await meta.writeMeta(name, value, stored))) throw new StoreUnavailable("Another process wrote the store's key facts.");
  }
}
