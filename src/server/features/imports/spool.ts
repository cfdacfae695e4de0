/** An upload that waits to be imported: sealed chunk by chunk before a byte of it touches the disk, read at any place. */
import { type FileHandle, open, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import {
  CHUNK,
  createDigest,
  insecureExportKey,
  newSecretKey,
  openChunk,
  SEALED_CHUNK,
  type SecretKey,
  STREAM_HEADER,
  StreamSealer,
  secretKeyFrom,
  streamKey,
} from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import { ImportError, type RandomAccess } from "./slack/index.ts";

export interface Spool {
  /** base64url; kept sealed in the job's row. */
  readonly key: string;
  /** Bytes of the upload. */
  readonly size: number;
}

const keyOf = (key: SecretKey, company: string, job: string) => streamKey(key, { company, file: job, version: "1" });

/** The parts of an upload, as long as it is no longer than it may be. @throws Refusal too_large */
async function* partsOf(upload: Readable, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const part of upload as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) throw new Refusal("too_large");
    yield part;
  }
}

/** Reads an upload that is here already, to see that it is the same one. @returns SHA-256, base64url. @throws Refusal too_large */
export async function digestOfUpload(upload: Readable, most: number): Promise<string> {
  const digest = createDigest();
  for await (const part of partsOf(upload, most)) digest.update(part);
  return digest.digestBase64url();
}

/** @returns the spool, and the upload's SHA-256 as base64url. @throws Refusal too_large, import_broken for an empty upload; StorageFull */
export async function fillSpool(path: string, upload: Readable, company: string, job: string, most: number): Promise<{ spool: Spool; digest: string }> {
  const key = newSecretKey();
  const sealer = new StreamSealer(keyOf(key, company, job));
  const digest = createDigest();
  let held: Buffer = Buffer.alloc(0);
  let size = 0;
  try {
    await using out = await open(path, "wx", 0o600);
    await out.write(sealer.header);
    for await (const part of partsOf(upload, most)) {
      size += part.length;
      digest.update(part);
      held = held.length === 0 ? part : Buffer.concat([held, part]);
      for (; held.length > CHUNK; held = held.subarray(CHUNK)) await out.write(sealer.seal(held.subarray(0, CHUNK), false));
    }
    if (size === 0) throw new Refusal("import_broken", { fields: [{ path: "body", problem: "empty" }] });
    await out.write(sealer.seal(held, true));
    await out.sync();
  } catch (error) {
    await rm(path, { force: true });
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw new StorageFull("no room for the upload");
    throw error;
  }
  return { spool: { key: insecureExportKey(key).toString("base64url"), size }, digest: digest.digestBase64url() };
}

/** Opens a filled spool for reading anywhere; keeps the last chunk. */
export async function openSpool(path: string, spool: Spool, company: string, job: string): Promise<RandomAccess & { close(): Promise<void> }> {
  const file = await open(path, "r");
  const key = keyOf(secretKeyFrom(Buffer.from(spool.key, "base64url")), company, job);
  const header = await readExactly(file, 0, STREAM_HEADER);
  const last = Math.max(0, Math.ceil(spool.size / CHUNK) - 1);
  let kept: { index: number; bytes: Uint8Array } | undefined;
  const chunk = async (index: number): Promise<Uint8Array> => {
    if (kept?.index === index) return kept.bytes;
    const plain = index === last ? spool.size - last * CHUNK : CHUNK;
    const sealed = await readExactly(file, STREAM_HEADER + index * SEALED_CHUNK, plain + (SEALED_CHUNK - CHUNK));
    const bytes = openChunk(header, key, index, index === last, sealed);
    kept = { index, bytes };
    return bytes;
  };
  return {
    size: spool.size,
    async read(position, length) {
      const index = Math.floor(position / CHUNK);
      if (position >= spool.size) return new Uint8Array(0);
      const bytes = await chunk(index);
      const from = position - index * CHUNK;
      return bytes.subarray(from, Math.min(bytes.length, from + length));
    },
    close: () => file.close(),
  };
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

/** A plain file, for the command line. */
export async function openFile(path: string): Promise<RandomAccess & { close(): Promise<void> }> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new ImportError("not_a_zip", path, "there is no such file") : error;
  });
  const { size } = await file.stat();
  return {
    size,
    async read(position, length) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, position);
      return bytes.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}
