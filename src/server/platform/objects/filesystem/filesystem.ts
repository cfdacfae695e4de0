import { link, mkdir, open, readdir, rename, rm, rmdir, stat, statfs, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { randomUUID } from "../../../../crypto/index.ts";
import { StorageFull } from "../../records/port.ts";
import { type BegunObject, checkParts, idsOf, type ListedObject, type ObjectKey, ObjectMissing, type ObjectStore } from "../port.ts";

/** Bytes that are read at a time. */
const STEP = 1024 * 1024;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** What the system says, in the port's words. */
async function told<T>(work: Promise<T>, missing: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") throw new ObjectMissing(missing);
    if (code === "ENOSPC" || code === "EDQUOT") throw new StorageFull("no room for an object");
    throw error;
  }
}

/** A folder that was there may be gone with its last entry, or never have been. */
function unlessGone(error: unknown): void {
  if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") throw error;
}

/** What lies in the folder, from outside: nothing is made or removed, and who has it open is not disturbed. */
export function lookAtObjects(folder: string): Pick<ObjectStore, "list" | "size"> {
  const objects = join(folder, "objects");
  const placeOf = (key: ObjectKey) => `${join(objects, ...idsOf(key))}.o`;

  async function* walk(ids: readonly string[], after: string): AsyncGenerator<ListedObject> {
    const found = await readdir(join(objects, ...ids), { withFileTypes: true }).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
      throw error;
    });
    // By key: `a/b` comes after `a`, and `a-b` before `a/b`, as the bytes of the keys have it.
    const named = found.map((entry) => ({ entry, id: entry.isDirectory() ? entry.name : entry.name.slice(0, -2) }));
    const order = ({ entry, id }: (typeof named)[number]) => (entry.isDirectory() ? `${id}/` : id);
    for (const { entry, id } of named.sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
      const key = [...ids, id].join("/");
      if (entry.isDirectory()) {
        // A folder whose last key comes before `after` holds nothing that is asked for.
        if (after === "" || `${key}/` > after || after.startsWith(`${key}/`)) yield* walk([...ids, id], after);
      } else if (key > after) {
        const { size, mtimeMs } = await stat(`${join(objects, ...ids, id)}.o`).catch(() => ({ size: -1, mtimeMs: 0 }));
        if (size >= 0) yield { key, bytes: size, at: Math.round(mtimeMs) };
      }
    }
  }

  return {
    async size(key) {
      const found = await stat(placeOf(key)).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
        throw error;
      });
      return found?.size;
    },

    async *list(prefix, after = "") {
      yield* walk(prefix === "" ? [] : idsOf(prefix), after);
    },
  };
}

/**
 * Objects lie under `folder/objects/<id>/<id>/…/<id>.o`, begun ones under `folder/begun/<upload>/` as `data`, with their key in
 * the name of an empty file. An object is there once it was renamed and its folder forced to the disk.
 */
export async function filesystemObjects(folder: string): Promise<ObjectStore> {
  const objects = join(folder, "objects");
  const begunFolder = join(folder, "begun");
  for (const made of [objects, begunFolder]) await mkdir(made, { recursive: true, mode: 0o700 });
  // What was written whole and not renamed belongs to nobody. The folder stays: a full disk has no room for another.
  const whole = join(folder, "whole");
  await mkdir(whole, { recursive: true, mode: 0o700 });
  for (const left of await readdir(whole)) await rm(join(whole, left), { recursive: true, force: true });
  // Whoever began it was killed before it had its name.
  for (const upload of await readdir(begunFolder)) {
    const path = join(begunFolder, upload);
    const names = await readdir(path).catch(() => ["key.?"]);
    if (!names.some((name) => name.startsWith("key."))) await rm(path, { recursive: true, force: true });
  }

  const placeOf = (key: ObjectKey) => `${join(objects, ...idsOf(key))}.o`;
  const beginning = (upload: string) => join(begunFolder, ...idsOf(upload).slice(0, 1));
  async function forced(path: string): Promise<void> {
    await using handle = await open(path, "r");
    await handle.sync();
  }

  /** Puts a file into its place by `move`; folders that a deletion takes away meanwhile are made again. */
  async function settle(place: string, move: () => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries++) {
      const made = await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      try {
        await move();
      } catch (error) {
        if (codeOf(error) === "ENOENT" && tries < 5) continue;
        throw error;
      }
      const top = dirname(made ?? place);
      for (let path = dirname(place); path.length >= top.length; path = dirname(path)) await forced(path);
      return;
    }
  }

  /** The whole bytes beside their place, on the disk. @returns where */
  async function writeBeside(bytes: Uint8Array): Promise<string> {
    const path = join(whole, randomUUID());
    try {
      await using handle = await open(path, "wx", 0o600);
      await handle.writeFile(bytes);
      await handle.sync();
      return path;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  return {
    ...lookAtObjects(folder),

    async put(key, bytes) {
      const place = placeOf(key);
      await told(
        (async () => {
          const path = await writeBeside(bytes);
          await settle(place, () => rename(path, place));
        })(),
        key,
      );
    },

    async putIfAbsent(key, bytes) {
      const place = placeOf(key);
      return await told(
        (async () => {
          const path = await writeBeside(bytes);
          try {
            // A second name for the file is refused where the name stands, which a rename is not.
            await settle(place, () => link(path, place));
            return true;
          } catch (error) {
            if (codeOf(error) === "EEXIST") return false;
            throw error;
          } finally {
            await unlink(path);
          }
        })(),
        key,
      );
    },

    async begin(key) {
      const ids = idsOf(key);
      const upload = randomUUID();
      await told(
        (async () => {
          const path = beginning(upload);
          try {
            await mkdir(path, { mode: 0o700 });
            await (await open(join(path, `key.${ids.join(".")}`), "wx", 0o600)).close();
            await (await open(join(path, "data"), "wx", 0o600)).close();
            await forced(path);
            await forced(begunFolder);
          } catch (error) {
            await rm(path, { recursive: true, force: true });
            throw error;
          }
        })(),
        key,
      );
      return upload;
    },

    async putPart(_key, upload, before, bytes) {
      const at = before.reduce((sum, part) => sum + part.bytes, 0);
      await told(
        (async () => {
          await using handle = await open(join(beginning(upload), "data"), "r+");
          for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
        })(),
        upload,
      );
      return { number: before.length + 1, bytes: bytes.length, tag: "" };
    },

    async force(_key, upload) {
      await told(
        (async () => {
          await using handle = await open(join(beginning(upload), "data"), "r+");
          await handle.datasync();
        })(),
        upload,
      );
    },

    async complete(key, upload, parts) {
      checkParts(parts);
      const place = placeOf(key);
      const data = join(beginning(upload), "data");
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      try {
        await using handle = await open(data, "r+");
        const { size } = await handle.stat();
        if (size < bytes) throw new ObjectMissing(upload);
        // A part that was written and never told belongs to nobody.
        if (size > bytes) await handle.truncate(bytes);
        await handle.sync();
      } catch (error) {
        if (codeOf(error) !== "ENOENT") throw error;
        // Completed before: the answer was lost.
        const standing = await stat(place).catch(() => undefined);
        if (standing?.size !== bytes) throw new ObjectMissing(upload);
        return;
      }
      await told(
        (async () => {
          await settle(place, () => rename(data, place));
          await rm(beginning(upload), { recursive: true, force: true });
        })(),
        upload,
      );
    },

    async abort(_key, upload) {
      await rm(beginning(upload), { recursive: true, force: true });
      await forced(begunFolder);
    },

    async *begun(prefix): AsyncGenerator<BegunObject> {
      const wanted = prefix === "" ? "" : `${idsOf(prefix).join("/")}/`;
      for (const upload of await readdir(begunFolder)) {
        const names = await readdir(join(begunFolder, upload)).catch(() => []);
        const key = names
          .find((name) => name.startsWith("key."))
          ?.slice(4)
          .split(".")
          .join("/");
        if (key === undefined || !`${key}/`.startsWith(wanted)) continue;
        const { mtimeMs } = await stat(join(begunFolder, upload, "data")).catch(() => ({ mtimeMs: Number.NaN }));
        if (!Number.isNaN(mtimeMs)) yield { key, upload, at: Math.round(mtimeMs) };
      }
    },

    async *read(key, start, end) {
      await using handle = await told(open(placeOf(key), "r"), key);
      for (let at = start; at < end; ) {
        const want = Math.min(STEP, end - at);
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(want), 0, want, at);
        if (bytesRead === 0) throw new RangeError("The object ends before what is asked of it.");
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    },

    async delete(key) {
      const place = placeOf(key);
      await rm(place, { force: true });
      // Deleted is what stays deleted: the folder that lost an entry is forced to the disk.
      // Folders that hold nothing any more go, too; the first that does stops it.
      for (let path = dirname(place); path.length > objects.length; path = dirname(path)) {
        const isGone = await rmdir(path).then(
          () => true,
          () => false,
        );
        if (!isGone) return forced(path).catch(unlessGone);
      }
      await forced(objects);
    },

    async room() {
      const { bavail, blocks, bsize } = await statfs(objects);
      return { free: bavail * bsize, all: blocks * bsize };
    },

    close: () => Promise.resolve(),
  } satisfies ObjectStore;
}
