/**
 * The file stream: a file as 64 KiB chunks, each sealed with its number and whether it is the last, so that any range can be
 * read alone and a file cut, reordered or spliced is refused at the first wrong chunk. Bytes: docs/formats/file-stream.md.
 *   header = 0xE2 | 0x01 | 0x10 | 0x00 | salt (16) | commitment (32)      chunk = ciphertext | tag (16)
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";
import { lengthPrefixed } from "./bytes.ts";
import { SealError } from "./envelope.ts";
import { hkdf, insecureExportKey, type SecretKey, sealAway } from "./keys.ts";
import { discard } from "./memory.ts";
import { randomBytes } from "./random.ts";

/** Plain bytes of each chunk but the last. */
export const CHUNK = 65_536;
/** Sealed bytes of each chunk but the last. */
export const SEALED_CHUNK = CHUNK + 16;
/** Bytes of a stream's header; chunk i starts at STREAM_HEADER + i × SEALED_CHUNK. */
export const STREAM_HEADER = 52;

const PREFIX = Buffer.from([0xe2, 1, 16, 0]);
const HEAD = 20;
const gcmOptions = { authTagLength: 16 };

declare const boundToFile: unique symbol;
/** A key bound to one file version. Made by `streamKey` only, so that no stream forgets its context. */
export type StreamKey = SecretKey & { readonly [boundToFile]: true };

/** Which file version a stream is. `version` tells versions, thumbnails and upload spools of one file apart. */
export interface StreamContext {
  readonly company: string;
  readonly file: string;
  readonly version: string;
}

/** @param fileKey random, 32 bytes, of this file version only */
export const streamKey = (fileKey: SecretKey, { company, file, version }: StreamContext): StreamKey =>
  hkdf(fileKey, lengthPrefixed("bastide/file-stream/1", company, file, version), 32) as StreamKey;

/** The chunk key and the commitment to it, of a stream that starts with these 20 bytes. */
function chunkKeyOf(key: StreamKey, head: Uint8Array): { chunkKey: SecretKey; commitment: Buffer } {
  const bytes = insecureExportKey(hkdf(key, lengthPrefixed("bastide/file-chunks/1", head), 64));
  const commitment = Buffer.from(bytes.subarray(32));
  return { chunkKey: sealAway(bytes.subarray(0, 32)), commitment };
}

/** 0x00 (3) | chunk number u64 | last u8. Each is used once: the chunk key belongs to this stream alone. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 3);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Seals one stream from its first chunk to its last. */
export class StreamSealer {
  readonly header: Buffer;
  readonly #chunkKey: SecretKey;
  #next = 0;
  #isFinished = false;

  constructor(key: StreamKey) {
    // Random in each stream: a key used twice by mistake still gives other chunk keys.
    const head = Buffer.concat([PREFIX, randomBytes(HEAD - PREFIX.length)]);
    const { chunkKey, commitment } = chunkKeyOf(key, head);
    this.header = Buffer.concat([head, commitment]);
    this.#chunkKey = chunkKey;
  }

  /**
   * @param chunk exactly 64 KiB, but for the last one: 1 byte to 64 KiB, or empty when the whole file is
   * @throws RangeError for another length or after the last chunk
   */
  seal(chunk: Uint8Array, isLast: boolean): Buffer {
    const sealed = Buffer.allocUnsafe(chunk.length + gcmOptions.authTagLength);
    this.sealInto(sealed, 0, chunk, isLast);
    return sealed;
  }

  /** Seals into a buffer that is there already, so that a long stream leaves no sealed chunks behind to be collected. @returns where it ends */
  sealInto(target: Buffer, at: number, chunk: Uint8Array, isLast: boolean): number {
    if (this.#isFinished || !isChunkLength(chunk.length, this.#next, isLast)) throw new RangeError("Not a chunk of this stream.");
    const cipher = createCipheriv("aes-256-gcm", this.#chunkKey, nonceOf(this.#next, isLast), gcmOptions);
    const ciphertext = cipher.update(chunk);
    cipher.final();
    this.#next += 1;
    this.#isFinished = isLast;
    target.set(ciphertext, at);
    const end = at + ciphertext.length;
    discard(ciphertext);
    target.set(cipher.getAuthTag(), end);
    return end + gcmOptions.authTagLength;
  }
}

const isChunkLength = (length: number, index: number, isLast: boolean): boolean => (isLast ? length <= CHUNK && (length > 0 || index === 0) : length === CHUNK);

/** Opens chunks of one stream, each by itself. Whoever reads to the end must have opened a last chunk: its absence means a cut file. */
export class StreamOpener {
  readonly #chunkKey: SecretKey;

  /** @param header the stream's first 52 bytes @throws SealError for every cause alike */
  constructor(header: Uint8Array, key: StreamKey) {
    if (header.length !== STREAM_HEADER || !PREFIX.equals(header.subarray(0, PREFIX.length))) throw new SealError();
    const { chunkKey, commitment } = chunkKeyOf(key, header.subarray(0, HEAD));
    if (!timingSafeEqual(commitment, header.subarray(HEAD))) throw new SealError();
    this.#chunkKey = chunkKey;
  }

  /** @param index from 0 @param bytes ciphertext ‖ tag @throws SealError for every cause alike */
  open(index: number, isLast: boolean, bytes: Uint8Array): Buffer {
    const end = bytes.length - 16;
    if (!isChunkLength(end, index, isLast)) throw new SealError();
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#chunkKey, nonceOf(index, isLast), gcmOptions);
      decipher.setAuthTag(bytes.subarray(end));
      const plaintext = decipher.update(bytes.subarray(0, end));
      decipher.final();
      return plaintext;
    } catch {
      throw new SealError();
    }
  }
}

/** One chunk of a stream that is not read further. @throws SealError for every cause alike */
export const openChunk = (header: Uint8Array, key: StreamKey, index: number, isLast: boolean, bytes: Uint8Array): Buffer =>
  new StreamOpener(header, key).open(index, isLast, bytes);
