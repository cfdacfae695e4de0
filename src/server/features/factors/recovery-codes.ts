/** Ten codes on paper, for who lost every other factor. Each is good once; only keyed hashes are stored. */
import { blindToken, equalDigests, randomInt } from "../../../crypto/index.ts";
import { decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Expect, expect, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { commitOnce } from "../accounts/index.ts";
import { RecoveryCodes } from "./factors.records.ts";

const COUNT = 10;
/** None of them is mistaken for another when read aloud. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

export interface NewCodes {
  /** To be shown once: three groups of five letters, 74 bits. */
  readonly codes: readonly string[];
  readonly expects: readonly Expect[];
  readonly puts: readonly Put[];
}

export class RecoveryCodesService {
  readonly #records: SealedStore;
  readonly #clock: Clock;

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  async standing(account: string): Promise<{ left: number; createdAt: number } | undefined> {
    const row = await this.#records.find(RecoveryCodes, { account });
    return row && { left: row.left, createdAt: row.createdAt };
  }

  /** New ones in place of all older ones, once what is given is committed. */
  async renew(account: string): Promise<NewCodes> {
    const version = (await this.#records.find(RecoveryCodes, { account }))?.version ?? 0;
    const codes = Array.from({ length: COUNT }, newCode);
    const row = { account, left: COUNT, createdAt: this.#clock.now(), digests: codes.map((code) => this.#digest(account, code)) };
    return { codes, expects: [expect(RecoveryCodes, { account }, version)], puts: [put(RecoveryCodes, row, version + 1)] };
  }

  /** Ends all of them, with the last factor that they stood in for. */
  async drop(account: string): Promise<Pick<NewCodes, "expects" | "puts">> {
    const row = await this.#records.find(RecoveryCodes, { account });
    if (!row) return { expects: [], puts: [] };
    return { expects: [expect(RecoveryCodes, { account }, row.version)], puts: [put(RecoveryCodes, { ...row, left: 0, digests: [] }, row.version + 1)] };
  }

  /** Takes a code: of two at once one is taken. @throws Refusal wrong_code */
  async take(account: string, code: string, operation: Operation): Promise<void> {
    const digest = this.#digest(account, code);
    await decideAgain(async () => {
      const row = await this.#records.find(RecoveryCodes, { account });
      const digests = row?.digests.filter((one) => !equalDigests(one, digest)) ?? [];
      if (!row || digests.length === row.digests.length) throw new Refusal("wrong_code");
      const changed = put(RecoveryCodes, { ...row, digests, left: digests.length }, row.version + 1);
      return commitOnce(this.#records, operation, [expect(RecoveryCodes, { account }, row.version)], [changed]);
    });
  }

  /** However it was typed: case, spaces and hyphens don't count. */
  #digest(account: string, code: string): string {
    const key = this.#records.keys.indexKey(this.#records.installation);
    return blindToken(key, "recovery-code", account, code.toLowerCase().replace(/[^a-z0-9]/g, ""));
  }
}

const newCode = (): string => Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("")).join("-");
