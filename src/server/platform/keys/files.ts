/** Files that hold one secret: written once and whole, for their owner alone. */
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { randomToken } from "../../../crypto/index.ts";
import { ConfigError, ioError } from "../../config/index.ts";

/**
 * Writes the file 0600 if there is none, durably: after a crash it is there whole or not at all.
 * @returns false when there is one already; it is left as it is
 */
export function writeOnce(path: string, text: string): boolean {
  const folder = dirname(path);
  const draft = join(folder, randomToken(`.${basename(path)}-`));
  try {
    const file = openSync(draft, "wx", 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // A link, unlike a rename, never replaces what stands there.
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw ioError(path, error);
  } finally {
    removeIfThere(draft);
    syncFolder(folder);
  }
}

/** Gives the file a name that nothing has yet: `<name>.replaced-<random>`. */
export function setAside(path: string): void {
  renameSync(path, randomToken(`${path}.replaced-`));
  syncFolder(dirname(path));
}

/** @param forbidden mode bits that must not be set @returns undefined when there is no file @throws ConfigError rights */
export function readSecretFile(path: string, forbidden = 0o077): string | undefined {
  try {
    refuseOpenFile(path, forbidden);
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error instanceof ConfigError ? error : ioError(path, error);
  }
}

/** @throws ConfigError rights, when others than the file's owner may open it */
export function refuseOpenFile(path: string, forbidden: number): void {
  const { mode } = statSync(path);
  if ((mode & forbidden) !== 0) throw new ConfigError("rights", `${path} may be opened by others (mode ${(mode & 0o777).toString(8)}).`, `chmod 600 ${path}`);
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Makes the names in the folder durable. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
