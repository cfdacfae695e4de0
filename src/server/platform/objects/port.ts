/**
 * The objects port: what every store of objects must do. Nothing here is more than S3 can do, and nothing that returns is
 * less than durable, but for parts: many are forced to the disk at once. Keys and sizes stand in clear, so keys are made of ids only.
 */

/** One to eight ids (`[0-9a-z-]`, at most 64 characters each), joined by `/`: company/channel/file/… */
export type ObjectKey = string;

/** Bytes that each part but an object's last one has at least. */
export const LEAST_PART = 5 * 1024 * 1024;
/** Parts of one object. */
export const MOST_PARTS = 10_000;

/** A part that stands. `tag` is the store's own name for these bytes. */
export interface Part {
  /** From 1, without gap. */
  readonly number: number;
  readonly bytes: number;
  readonly tag: string;
}

export interface ListedObject {
  readonly key: ObjectKey;
  readonly bytes: number;
  /** When it was written, by the store's clock; milliseconds. */
  readonly at: number;
}

/** Something that was begun and neither completed nor given up. */
export interface BegunObject {
  readonly key: ObjectKey;
  readonly upload: string;
  readonly at: number;
}

/** There is no object under this key, or no begun one under this id. */
export class ObjectMissing extends Error {
  override readonly name = "ObjectMissing";
}

/** Every method throws StorageFull when there is no room, and TypeError for a key that is none. */
export interface ObjectStore {
  /** Writes a whole object, over one that was there. */
  put(key: ObjectKey, bytes: Uint8Array): Promise<void>;
  /** @returns false when one is there already, which stays as it is; of several at once, one is told true */
  putIfAbsent(key: ObjectKey, bytes: Uint8Array): Promise<boolean>;

  /** Begins an object of parts; nobody sees it before it is complete. @returns the id under which it goes on, also after a restart */
  begin(key: ObjectKey): Promise<string>;
  /**
   * The next part, or the last one again, which replaces it: parts are put one after the other. It is written, not durable: see `force`.
   * @param before those that stand, as `putPart` answered them
   * @throws ObjectMissing
   */
  putPart(key: ObjectKey, upload: string, before: readonly Part[], bytes: Uint8Array): Promise<Part>;
  /** What was put before is durable when it returns. @throws ObjectMissing */
  force(key: ObjectKey, upload: string): Promise<void>;
  /**
   * The parts become the object, all at once. A second time it is a success, too.
   * @throws ObjectMissing when neither the begun one nor its object is there; RangeError without parts or for a part under LEAST_PART before the last
   */
  complete(key: ObjectKey, upload: string, parts: readonly Part[]): Promise<void>;
  /** Gives up what was begun; nothing of it is left. */
  abort(key: ObjectKey, upload: string): Promise<void>;
  /** What was begun under the prefix, in no order. */
  begun(prefix: string): AsyncIterable<BegunObject>;

  /** Bytes from `start` up to, not including, `end`. @throws ObjectMissing; RangeError when the object ends before `end` */
  read(key: ObjectKey, start: number, end: number): AsyncIterable<Uint8Array>;
  /** @returns bytes, or undefined where there is no object */
  size(key: ObjectKey): Promise<number | undefined>;
  /** One that isn't there is deleted already. */
  delete(key: ObjectKey): Promise<void>;
  /** Objects whose key begins with the ids of `prefix` (`company/channel`; empty: all), by key. */
  list(prefix: string, after?: ObjectKey): AsyncIterable<ListedObject>;
  /** Bytes that there is room for, and of how many; null where nobody can say. */
  room(): Promise<{ readonly free: number; readonly all: number } | null>;
  close(): Promise<void>;
}

const id = /^[0-9a-z-]{1,64}$/;

/** @throws TypeError for what is no key: no id of it can be `..`, a drive's name, or differ in case from another */
export function idsOf(key: string): string[] {
  const ids = key.split("/");
  if (ids.length > 8 || !ids.every((one) => id.test(one))) throw new TypeError("This is no key of an object.");
  return ids;
}

/** @throws RangeError */
export function checkParts(parts: readonly Part[]): void {
  if (parts.length === 0 || parts.length > MOST_PARTS) throw new RangeError(`An object has 1 to ${MOST_PARTS} parts.`);
  if (parts.some(({ number }, i) => number !== i + 1)) throw new RangeError("Parts stand in their order.");
  if (parts.slice(0, -1).some(({ bytes }) => bytes < LEAST_PART)) throw new RangeError(`Each part but the last has at least ${LEAST_PART} bytes.`);
}
