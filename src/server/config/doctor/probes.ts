/** All that the doctor asks of the machine. */
import { closeSync, openSync, readdirSync, type Stats, statfsSync, statSync, unlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { randomToken } from "../../../crypto/index.ts";
import type { PartFingerprints } from "../../platform/keys/parts.ts";
import type { ListenAddress } from "../addresses.ts";
import { type BuildInfo, buildInfo } from "../build.ts";
import { type Account, thisAccount } from "../folders.ts";

/** What a store says about itself without being opened for use. */
export interface StoreFacts {
  readonly installation: string;
  readonly databasePart: string | undefined;
  readonly fingerprints: PartFingerprints | undefined;
  /** When its newest journal entry was written, in milliseconds since the epoch. */
  readonly newestEntry: number | undefined;
}

/** What answers on the socket of a data folder. */
export interface RunningServer {
  readonly pid: number;
  /** As it was configured: the port may be 0. */
  readonly listen: string;
  readonly url: string;
}

/** What the store names of its objects, and what of them lies there. */
export interface FilesFound {
  readonly versions: number;
  readonly missing: number;
  readonly first: readonly string[];
  readonly leftovers: { readonly objects: number; readonly bytes: number };
}

export interface Probes {
  now(): number;
  account(): Account | undefined;
  build(): BuildInfo;
  /** undefined when there is nothing at the path. */
  stat(path: string): Pick<Stats, "mode" | "uid" | "gid" | "mtimeMs"> | undefined;
  /** Full paths of what lies in the folder. */
  entries(folder: string): string[];
  /** Room that is left to this user; `files` is null where the file system doesn't count them. */
  room(folder: string): { bytes: number; files: number | null };
  /** Makes and removes an empty file. @throws errno errors */
  write(folder: string): void;
  /** Binds and lets go. @throws errno errors */
  bind(address: ListenAddress): Promise<void>;
  server(data: string): Promise<RunningServer | undefined>;
  /** @returns undefined for a folder without a store @throws StoreTooNew, MigrationChanged, StoreUnavailable */
  store(data: string): Promise<StoreFacts | undefined>;
  /** @returns undefined for a folder without a store, and for a store that a start would migrate first */
  files(data: string): Promise<FilesFound | undefined>;
  /** Takes and frees the store's lock. @throws StoreLocked */
  lock(data: string): void;
}

/** The machine's own; what knows the store and the socket is the composition's to give. */
export function systemProbes(given: Pick<Probes, "server" | "store" | "files" | "lock">): Probes {
  return {
    ...given,
    now: () => Date.now(),
    account: thisAccount,
    build: buildInfo,
    stat: (path) => statSync(path, { throwIfNoEntry: false }),
    entries: (folder) => readdirSync(folder).map((name) => join(folder, name)),
    room(folder) {
      const { bavail, bsize, files, ffree } = statfsSync(folder);
      return { bytes: bavail * bsize, files: files === 0 ? null : ffree };
    },
    write(folder) {
      const file = join(folder, randomToken(".doctor-"));
      closeSync(openSync(file, "wx", 0o600));
      unlinkSync(file);
    },
    bind: ({ host, port }) =>
      new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", reject);
        server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
      }),
  };
}
