/** Backup files: written whole or not at all, read from beginning to end. */
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { randomToken } from "../../../crypto/index.ts";
import { ioError } from "../../config/index.ts";
import { BackupError } from "./errors.ts";
import type { ByteSource } from "./frames.ts";

/**
 * Gives the file its name when `fill` has written it and it is durable; until then, and after any failure, there is no file
 * of that name (or still the old one). Mode 0600.
 * @throws BackupError refused when the file is there and `force` is not given; ConfigError storage_full, rights, read_only
 */
export async function writeWhole<T>(path: string, force: boolean, fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>): Promise<T> {
  if (!force) await refuseStanding(path);
  const draft = randomToken(`${path}.partial-`);
  try {
    const filled = await fillDraft(draft, fill);
    // A link, unlike a rename, never replaces what came there meanwhile.
    if (force) await rename(draft, path);
    else await link(draft, path);
    return filled;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw standing(path);
    throw ioError(path, error);
  } finally {
    await rm(draft, { force: true });
    await sync(dirname(path));
  }
}

async function fillDraft<T>(draft: string, fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>): Promise<T> {
  const file = await open(draft, "wx", 0o600);
  try {
    const filled = await fill((bytes) => file.appendFile(bytes));
    await file.sync();
    return filled;
  } finally {
    await file.close();
  }
}

const standing = (path: string) => new BackupError("refused", `${path} is there already; --force replaces it.`);

async function refuseStanding(path: string): Promise<void> {
  const file = await open(path, "r").catch(() => undefined);
  await file?.close();
  if (file) throw standing(path);
}

/** Makes the names in the folder durable; of a folder that isn't there the error was told before. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  if (!handle) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws BackupError input_broken when there is no such file, ConfigError rights */
export async function openSource(path: string): Promise<ByteSource & { readonly size: number; close(): Promise<void> }> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new BackupError("input_broken", `There is no file ${path}.`);
    throw ioError(path, error);
  }
  const { size } = await file.stat();
  return {
    name: path,
    size,
    async take(length) {
      const bytes = Buffer.alloc(Math.min(length, size));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    close: () => file.close(),
  };
}
