/**
 * Password hashes: Argon2id (RFC 9106) as PHC strings, computed on the thread pool, never on the event loop.
 * Floor: OWASP ASVS 5.0, appendix C.
 */
import { hash, parseOptions, verify } from "@node-rs/argon2";
import { randomBytes } from "../../../../crypto/index.ts";
import { Refusal } from "../../../http/index.ts";
import { type ImportedHash, readImportedHash, verifyImported } from "./imported.ts";
import type { Slots } from "./slots.ts";

export interface Argon2Parameters {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
}

export const usualArgon2: Argon2Parameters = { memory: 65_536, passes: 3, lanes: 1 };
/** The least memory (KiB) that ASVS 5.0 allows by number of passes. */
const floors = [
  { passes: 3, memory: 12_288 },
  { passes: 2, memory: 19_456 },
  { passes: 1, memory: 47_104 },
] as const;

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What a PHC string says about itself. */
export interface PasswordHashFacts extends Argon2Parameters {
  readonly algorithm: "argon2id";
  /** The encoded salt, as it stands in the string. */
  readonly salt: string;
  readonly saltBytes: number;
  readonly hashBytes: number;
}

const phcShape = /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$([A-Za-z0-9+/]+)\$[A-Za-z0-9+/]+$/;

/** Reads a PHC string; undefined when it isn't an Argon2id one of version 19. */
export function readPasswordHash(phc: string): PasswordHashFacts | undefined {
  const salt = phcShape.exec(phc)?.[1];
  if (salt === undefined) return undefined;
  const { memoryCost, timeCost, parallelism, saltLen, outputLen } = parseOptions(phc);
  return { algorithm: "argon2id", memory: memoryCost, passes: timeCost, lanes: parallelism, salt, saltBytes: saltLen, hashBytes: outputLen };
}

/** Whether the parameters are at or above ASVS 5.0's figures. */
export const meetsFloor = ({ memory, passes, lanes }: Argon2Parameters): boolean =>
  lanes >= 1 && memory >= (floors.find((floor) => passes >= floor.passes)?.memory ?? Number.POSITIVE_INFINITY);

export class PasswordHasher {
  readonly #parameters: Argon2Parameters;
  readonly #slots: Slots;
  /** Belongs to nobody and fits nothing: no password was ever hashed into it. */
  readonly #decoy: string;

  /** @throws RangeError for parameters below the floor */
  constructor(parameters: Argon2Parameters, slots: Slots) {
    if (!meetsFloor(parameters)) throw new RangeError("Argon2id parameters are below the floor of OWASP ASVS 5.0");
    this.#parameters = parameters;
    this.#slots = slots;
    const { memory, passes, lanes } = parameters;
    const random = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
    this.#decoy = `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${random(SALT_BYTES)}$${random(HASH_BYTES)}`;
  }

  /** A PHC string with a salt of its own. @throws Refusal too_many_requests when too many wait */
  hash(password: string): Promise<string> {
    const { memory, passes, lanes } = this.#parameters;
    // Argon2id is the library's default, and its type a constant that only exists for the type checker.
    const options = { memoryCost: memory, timeCost: passes, parallelism: lanes, outputLen: HASH_BYTES, salt: randomBytes(SALT_BYTES) };
    return this.#slots.run(() => hash(password, options));
  }

  /** Whether the password fits; without a hash the same work is done for nothing. @throws Refusal too_many_requests, reset_needed */
  async verify(phc: string | undefined, password: string): Promise<boolean> {
    const imported = phc === undefined ? undefined : readImportedHash(phc);
    if (imported) return this.#verifyImported(imported, password);
    const fits = await this.#slots.run(() => verify(phc ?? this.#decoy, password));
    return phc !== undefined && fits;
  }

  /** @throws Refusal reset_needed where it fits only because its end was never looked at */
  async #verifyImported(imported: ImportedHash, password: string): Promise<boolean> {
    const answer = await this.#slots.run(() => verifyImported(imported, password));
    if (answer === "cut") throw new Refusal("reset_needed");
    return answer === "fits";
  }

  /** Made with other parameters than today's: to be made anew when the password is at hand. */
  isOutdated(phc: string): boolean {
    const made = readPasswordHash(phc);
    const { memory, passes, lanes } = this.#parameters;
    return made?.memory !== memory || made.passes !== passes || made.lanes !== lanes;
  }
}
