/** PBKDF2 (RFC 8018), for hashes that were made elsewhere: nothing new is hashed with it. */
import { pbkdf2 as derive } from "node:crypto";
import { promisify } from "node:util";
import type { Bytes } from "./bytes.ts";

const derived = promisify(derive);

/** On the thread pool. @param length of the result in bytes */
export const pbkdf2 = (hash: "sha256" | "sha512", password: string, salt: Bytes, rounds: number, length: number): Promise<Buffer> =>
  derived(Buffer.from(password, "utf8"), salt, rounds, length, hash);
