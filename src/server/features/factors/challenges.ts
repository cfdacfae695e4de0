/**
 * Challenges for passkeys (WebAuthn Level 3 §13.4.3). Not kept until they are answered, so that strangers fill no memory: each says
 * when it ends, and a keyed hash says that this server made it. What was answered is noted, and is not taken again.
 */
import { blindToken, equalDigests, randomBytes, sha256 } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { SpentChallenge } from "./factors.records.ts";

export type Purpose = "show" | "make";

/** Milliseconds. */
const LIFE = 300_000;
const TIME = 8;
const NONCE = 16;

export class Challenges {
  readonly #records: SealedStore;
  readonly #clock: Clock;

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** 8 bytes of time (big-endian milliseconds), 16 random ones, 32 of a keyed hash over both and what it is for. @param owner the account, or "" */
  make(purpose: Purpose, owner: string): Uint8Array<ArrayBuffer> {
    const head = Buffer.alloc(TIME + NONCE);
    head.writeBigUInt64BE(BigInt(this.#clock.now() + LIFE));
    randomBytes(NONCE).copy(head, TIME);
    return new Uint8Array(Buffer.concat([head, Buffer.from(this.#mark(head, purpose, owner), "base64url")]));
  }

  /** Whether this server made it for this, and its time is not over. @param challenge base64url */
  isOurs(challenge: string, purpose: Purpose, owner: string): boolean {
    const bytes = Buffer.from(challenge, "base64url");
    if (bytes.length !== TIME + NONCE + 32) return false;
    const head = bytes.subarray(0, TIME + NONCE);
    return equalDigests(bytes.subarray(TIME + NONCE).toString("base64url"), this.#mark(head, purpose, owner)) && this.#clock.now() < expiryOf(bytes);
  }

  /** Nobody answers it again. @throws Refusal wrong_credentials when it was answered */
  async spend(challenge: string): Promise<void> {
    const bytes = Buffer.from(challenge, "base64url");
    const earlier = await this.#records.claim(SpentChallenge, { challenge: sha256(bytes).toString("base64url"), expiresAt: expiryOf(bytes) });
    if (earlier) throw new Refusal("wrong_credentials");
  }

  #mark(head: Buffer, purpose: Purpose, owner: string): string {
    return blindToken(this.#records.keys.indexKey(this.#records.installation), "challenge", purpose, owner, head.toString("base64url"));
  }
}

const expiryOf = (bytes: Buffer): number => Number(bytes.readBigUInt64BE(0));
