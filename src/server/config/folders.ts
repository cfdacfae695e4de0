/** Folders: whose they must be, and which must not be the same. */
import { accessSync, constants, mkdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ConfigError } from "./errors.ts";
import type { Config } from "./load.ts";

/** The clone or the installed package: two levels up from `src/server` as from `dist/server`. */
export const programFolder = resolve(import.meta.dirname, "../../..");

/** Who runs: ids as the kernel compares them. */
export interface Account {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** @returns undefined where the system knows no user ids */
export function thisAccount(): Account | undefined {
  const uid = process.geteuid?.();
  return uid === undefined ? undefined : { uid, gids: [process.getegid?.() ?? uid, ...(process.getgroups?.() ?? [])] };
}

export type FolderProblem = "others_may_enter" | "not_ours" | "read_only";

/**
 * What the mode bits say about a folder that this account must own or share by group. They are read rather than tried, so
 * that root, who may do everything, gets the same answer as the service's own user.
 */
export function folderProblem(stats: Pick<Stats, "mode" | "uid" | "gid">, account: Account | undefined): FolderProblem | undefined {
  if (!account) return undefined;
  const owned = stats.uid === account.uid;
  const grouped = account.uid !== 0 && account.gids.includes(stats.gid) && (stats.mode & 0o070) !== 0;
  if (!owned && !grouped) return "not_ours";
  if ((stats.mode & 0o007) !== 0) return "others_may_enter";
  const needed = owned ? 0o300 : 0o030;
  return (stats.mode & needed) === needed ? undefined : "read_only";
}

/**
 * Makes the folder if it is absent (0700) and refuses one that others may enter, that is somebody else's, or that can't be
 * written to. @throws ConfigError rights | read_only | storage_full
 */
export function prepareFolder(path: string, account = thisAccount()): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const stats = statSync(path);
    if (!stats.isDirectory()) throw new ConfigError("config_invalid", `${path} is no folder.`, `ls -ld ${path}`);
    const problem = folderProblem(stats, account);
    if (problem) throw folderError(path, problem, stats);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw error instanceof ConfigError ? error : ioError(path, error);
  }
}

export function folderError(path: string, problem: FolderProblem, stats: Pick<Stats, "mode" | "uid">): ConfigError {
  switch (problem) {
    case "others_may_enter":
      return new ConfigError("rights", `${path} is open to every user of this machine (mode ${(stats.mode & 0o777).toString(8)}).`, `chmod o-rwx ${path}`);
    case "not_ours":
      return new ConfigError(
        "rights",
        `${path} belongs to user ${stats.uid}, and this process runs as user ${process.geteuid?.()}.`,
        `chown -R ${process.geteuid?.()} ${path}`,
      );
    case "read_only":
      return new ConfigError("read_only", `${path} can't be written to (mode ${(stats.mode & 0o777).toString(8)}).`, `chmod u+rwx ${path}`);
  }
}

/** The operating system's refusal, with the folder that it was about. */
export function ioError(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EROFS")
    return new ConfigError("read_only", `${path} lies on a file system that is mounted read-only.`, `mount -o remount,rw ${mountPoint(path)}`);
  if (code === "EACCES" || code === "EPERM") return new ConfigError("rights", `This user may not use ${path}.`, `ls -ld ${path} ${dirname(path)}`);
  if (code === "ENOSPC" || code === "EDQUOT") return new ConfigError("storage_full", `There is no room left for ${path}.`, `df -h ${dirname(path)}`);
  if (code === "ENOTDIR" || code === "EEXIST") return new ConfigError("config_invalid", `${path} is no folder.`, `ls -ld ${path}`);
  return error;
}

/** The topmost folder on the same device. */
function mountPoint(path: string): string {
  let here = existing(path).real;
  const device = statSync(here).dev;
  while (dirname(here) !== here && statSync(dirname(here)).dev === device) here = dirname(here);
  return here;
}

/** The nearest ancestor that is there, links resolved, and what is below it. */
function existing(path: string): { real: string; below: string } {
  let here = resolve(path);
  for (;;) {
    try {
      const real = realpathSync(here);
      return { real, below: relative(here, resolve(path)) };
    } catch {
      if (dirname(here) === here) return { real: here, below: relative(here, resolve(path)) };
      here = dirname(here);
    }
  }
}

const canonical = (path: string): string => {
  const { real, below } = existing(path);
  return join(real, below);
};

const holds = (outer: string, inner: string): boolean => {
  const way = relative(outer, inner);
  return way === "" || !(way === ".." || way.startsWith("../") || way.startsWith("/"));
};

/**
 * Refuses two key parts in one folder (or one folder in another: whoever copies the outer one has both), and a part in the
 * program's own folder, which is replaced and published as a whole. @throws ConfigError parts_together
 */
export function refuseSharedFolders(config: Config, installation: string): void {
  const places = [
    { what: "the database part", setting: "BASTIDE_DATA", path: canonical(config.data) },
    { what: "the installation part", setting: "BASTIDE_STATE", path: canonical(config.stateFolder(installation)) },
    ...configurationPlace(config, installation),
  ];
  const program = canonical(programFolder);
  for (const { what, setting, path } of places.slice(1)) {
    if (holds(program, path))
      throw new ConfigError("parts_together", `${what} would lie in the program's own folder (${path}).`, `export ${setting}=/path/of/another/folder`);
  }
  for (const [index, one] of places.entries()) {
    for (const other of places.slice(index + 1)) {
      if (!holds(one.path, other.path) && !holds(other.path, one.path)) continue;
      throw new ConfigError(
        "parts_together",
        `${one.what} (${one.path}) and ${other.what} (${other.path}) would lie in one folder.`,
        `export ${other.setting}=/path/of/another/folder`,
      );
    }
  }
}

/** Where the configuration part lies on disk: a folder, a secret file's folder, or nowhere (environment). */
function configurationPlace(config: Config, installation: string): { what: string; setting: string; path: string }[] {
  const what = "the configuration part";
  const source = config.sources.configurationPart;
  if (config.configurationPart === null) return [{ what, setting: "BASTIDE_CONFIG", path: canonical(config.configFolder(installation)) }];
  if (source.kind !== "secret file") return [];
  return [{ what, setting: "BASTIDE_CONFIGURATION_PART_FILE", path: canonical(dirname(source.file)) }];
}
