/**
 * The way of a browser to a provider and back. Nothing is kept until it is answered, so that strangers fill no table: a state says
 * where it leads and when it ends, and a keyed hash says that this server made it for this browser. Nonce and code verifier
 * (RFC 7636) follow from both. What was answered is noted, and is not taken again.
 */
import { blindToken, digestOf, equalDigests, randomBytes, randomToken, sha256 } from "../../../crypto/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { SpentState } from "./connections.records.ts";

/** Where it leads, and for whom: the session of who links, "" for who signs in. */
export interface Way {
  readonly holder: string;
  readonly connection: string;
  readonly session: string;
}

export interface Checks {
  readonly state: string;
  readonly nonce: string;
  /** 43 characters of base64url. */
  readonly verifier: string;
  /** Base64url of the verifier's SHA-256 (S256). */
  readonly challenge: string;
}

/** Milliseconds. */
export const LIFE = 600_000;
const TIME = 8;
const UUID = 16;
const NONCE = 16;
const HEAD = TIME + 2 * UUID + NONCE;
const MARK = 32;
const PREFIX = "bso_";
const bindingShape = /^bso_[\w-]{43}$/;

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");
const uuidOf = (bytes: Buffer): string => bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

export class WaysOut {
  readonly #records: SealedStore;
  readonly #clock: Clock;

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** A browser keeps its binding over several ways at once. @param standing what it sent */
  binding(standing: string | undefined): { readonly binding: string; readonly expiresAt: number } {
    const binding = standing !== undefined && bindingShape.test(standing) ? standing : randomToken(PREFIX);
    return { binding, expiresAt: this.#clock.now() + LIFE };
  }

  /** 8 bytes of time (big-endian milliseconds), holder and connection (16 each), 16 random ones, 32 of a keyed hash. */
  begin({ holder, connection, session }: Way, binding: string): Checks {
    const head = Buffer.alloc(HEAD);
    head.writeBigUInt64BE(BigInt(this.#clock.now() + LIFE));
    bytesOf(holder).copy(head, TIME);
    bytesOf(connection).copy(head, TIME + UUID);
    randomBytes(NONCE).copy(head, TIME + 2 * UUID);
    const mark = Buffer.from(this.#keyed("mark", head, binding, session), "base64url");
    return this.#checks(Buffer.concat([head, mark]).toString("base64url"), head, binding, session);
  }

  /** Where a state came from; undefined for one of another browser, session or server, or of too long ago. @param session of who links */
  read(state: string, binding: string | undefined, session: string): (Way & Checks) | undefined {
    const bytes = Buffer.from(state, "base64url");
    if (bytes.length !== HEAD + MARK || binding === undefined || !bindingShape.test(binding)) return undefined;
    const head = bytes.subarray(0, HEAD);
    if (!equalDigests(bytes.subarray(HEAD).toString("base64url"), this.#keyed("mark", head, binding, session))) return undefined;
    if (this.#clock.now() >= Number(head.readBigUInt64BE(0))) return undefined;
    const holder = uuidOf(head.subarray(TIME, TIME + UUID));
    const connection = uuidOf(head.subarray(TIME + UUID, TIME + 2 * UUID));
    return { holder, connection, session, ...this.#checks(state, head, binding, session) };
  }

  /** Nobody answers it again, also after a restart. @returns whether this is the first time */
  async spend(state: string): Promise<boolean> {
    const expiresAt = Number(Buffer.from(state, "base64url").readBigUInt64BE(0));
    return (await this.#records.claim(SpentState, { state: sha256(Buffer.from(state, "base64url")).toString("base64url"), expiresAt })) === undefined;
  }

  /** For answers that have an id of their own: whether this is the first time that it is seen, restarts included. */
  async spendAnswer(connection: string, answer: string, expiresAt: number): Promise<boolean> {
    return (await this.#records.claim(SpentState, { state: digestOf("answer", connection, answer), expiresAt })) === undefined;
  }

  #checks(state: string, head: Buffer, binding: string, session: string): Checks {
    const verifier = this.#keyed("verifier", head, binding, session);
    const challenge = sha256(verifier).toString("base64url");
    return { state, nonce: this.#keyed("nonce", head, binding, session), verifier, challenge };
  }

  #keyed(what: string, head: Buffer, binding: string, session: string): string {
    return blindToken(this.#records.keys.indexKey(this.#records.installation), "way-out", what, head.toString("base64url"), binding, session);
  }
}
