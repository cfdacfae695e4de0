/** Second factors of accounts: which there are, making and removing them, and whether what is shown holds. */
import type { z } from "zod";
import type { NewPasskey, PasskeyAnswer, SecondWay } from "../../../contract/index.ts";
import { randomUUID } from "../../../crypto/index.ts";
import { type Actor, decideAgain, type Operation, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Expect, expect, type Put, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type Attempt, commitOnce, type Renewal } from "../accounts/index.ts";
import { Factor } from "./factors.records.ts";
import type { Passkeys } from "./passkeys.ts";
import type { RecoveryCodesService } from "./recovery-codes.ts";
import { newSecret, stepOfCode, uriOf } from "./totp.ts";

export interface FactorsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly passkeys: Passkeys;
  readonly codes: RecoveryCodesService;
  /** Notes a guess at the account's second factor. @throws Refusal too_many_attempts */
  readonly attempt: (account: string, address: string) => Promise<Attempt>;
  /** A new token for the session, which has shown more now. */
  readonly strengthen: (actor: Actor, second: SecondWay) => Promise<Renewal>;
  /** The same where factors are fewer, with the end of every other token of the account. */
  readonly weaken: (actor: Actor, left: readonly SecondWay[]) => Promise<Renewal>;
  readonly accountName: (account: string) => Promise<string>;
}

type FactorRow = Stored<typeof Factor>;
export type Proof = { readonly code: string } | { readonly recoveryCode: string } | { readonly passkey: z.output<typeof PasskeyAnswer> };

/** What came about by adding one: the session's new token, and the codes to be shown once. */
export interface Added {
  readonly factor: string;
  readonly renewal: Renewal;
  readonly recoveryCodes: readonly string[] | null;
}

/** Most factors of one account. */
const MOST = 20;

export class FactorsService {
  readonly #p: FactorsParts;

  constructor(parts: FactorsParts) {
    this.#p = parts;
  }

  /** Those in use, the oldest first. */
  async list(account: string): Promise<FactorRow[]> {
    const rows: FactorRow[] = [];
    for await (const row of this.#p.records.all(Factor, { account })) if (row.state === "active") rows.push(row);
    return rows.sort((a, b) => a.createdAt - b.createdAt);
  }

  /** How the account can show its second factor; none: it has none. */
  async waysOf(account: string): Promise<SecondWay[]> {
    return this.#waysBy(account, await this.list(account));
  }

  async #waysBy(account: string, factors: readonly FactorRow[]): Promise<SecondWay[]> {
    const kinds = new Set(factors.map(({ kind }) => kind));
    if (kinds.size === 0) return [];
    const left = (await this.#p.codes.standing(account))?.left ?? 0;
    return [
      ...(kinds.has("passkey") ? (["passkey"] as const) : []),
      ...(kinds.has("totp") ? (["totp"] as const) : []),
      ...(left > 0 ? (["recovery"] as const) : []),
    ];
  }

  /** A secret that counts once a code of it was shown; takes the place of one begun before. */
  async beginTotp({ account }: Actor, name: string, issuer: string, operation: Operation): Promise<{ id: string; secret: string; uri: string }> {
    const { records, clock } = this.#p;
    const begun = (await this.#all(account)).find(({ kind, state }) => kind === "totp" && state === "begun");
    const secret = newSecret();
    const factor = begun?.factor ?? randomUUID();
    const version = begun?.version ?? 0;
    const row = { account, factor, kind: "totp", state: "begun", createdAt: clock.now(), usedAt: null, last: 0, name, secret, ...noPasskey } as const;
    if (!(await commitOnce(records, operation, [expect(Factor, row, version)], [put(Factor, row, version + 1)]))) throw new Refusal("conflict");
    return { id: factor, secret, uri: uriOf(secret, await this.#p.accountName(account), issuer) };
  }

  /** Puts the secret to use, in place of the app before it. @throws Refusal factor_not_found, wrong_code, too_many_attempts */
  async finishTotp(actor: Actor, factor: string, code: string, operation: Operation): Promise<Added> {
    const { clock, attempt } = this.#p;
    const { account } = actor;
    const guess = await attempt(account, actor.origin.address);
    const all = await this.#all(account);
    const begun = all.find((row) => row.factor === factor && row.kind === "totp" && row.state === "begun");
    if (!begun) throw new Refusal("factor_not_found");
    const step = stepOfCode(begun.secret, code, clock.now());
    if (step === undefined) throw new Refusal("wrong_code");
    await guess.forgive();
    const before = all.filter((row) => row.kind === "totp" && row.state === "active");
    const made = { ...begun, state: "active", usedAt: clock.now(), last: step } as const;
    return this.#add(actor, "totp", factor, [[begun, made], ...before.map((row): Change => [row, removed(row)])], operation);
  }

  async optionsForPasskey({ account }: Actor) {
    const standing = (await this.list(account)).filter(({ kind }) => kind === "passkey");
    return this.#p.passkeys.optionsToMake(account, await this.#p.accountName(account), standing);
  }

  /** @throws Refusal wrong_credentials, conflict */
  async addPasskey(actor: Actor, name: string, answer: z.output<typeof NewPasskey>, operation: Operation): Promise<Added> {
    const { account } = actor;
    if ((await this.list(account)).length >= MOST) throw new Refusal("conflict");
    const { credential, publicKey, count, transports } = await this.#p.passkeys.made(account, answer);
    const now = this.#p.clock.now();
    const row = { account, factor: randomUUID(), kind: "passkey", state: "active", createdAt: now, usedAt: null, last: count, name, secret: "" } as const;
    return this.#add(actor, "passkey", row.factor, [[undefined, { ...row, credential, publicKey, transports }]], operation);
  }

  /** @throws Refusal factor_not_found */
  async rename({ account }: Actor, factor: string, name: string, operation: Operation): Promise<void> {
    await this.#change(account, factor, (row) => ({ ...row, name }), operation);
  }

  /** With the last one the recovery codes end too. @returns this session's next token. @throws Refusal factor_not_found */
  async remove(actor: Actor, factor: string, operation: Operation): Promise<Renewal> {
    const { account } = actor;
    const { records, codes, weaken } = this.#p;
    return decideAgain(async () => {
      const standing = await this.list(account);
      const row = standing.find((one) => one.factor === factor);
      if (!row) throw new Refusal("factor_not_found");
      const ended = standing.length === 1 ? await codes.drop(account) : { expects: [], puts: [] };
      const others = standing.filter((one) => one !== row);
      const renewal = await weaken(actor, await this.#waysBy(account, others));
      const isApplied = await commitOnce(
        records,
        operation,
        [expect(Factor, row, row.version), ...ended.expects, ...renewal.expects],
        [put(Factor, removed(row), row.version + 1), ...ended.puts, ...renewal.puts],
      );
      return isApplied && renewal;
    });
  }

  /** For who lost them all: by the operator of the machine. @returns how many there were */
  async removeAll(account: string, operation: Operation): Promise<number> {
    const { records, codes } = this.#p;
    let count = 0;
    await decideAgain(async () => {
      const standing = await this.list(account);
      count = standing.length;
      if (count === 0) return true;
      const ended = await codes.drop(account);
      const expects = standing.map((row) => expect(Factor, row, row.version));
      return commitOnce(
        records,
        operation,
        [...expects, ...ended.expects],
        [...standing.map((row) => put(Factor, removed(row), row.version + 1)), ...ended.puts],
      );
    });
    return count;
  }

  /** @throws Refusal factor_not_found for an account without a factor: there is nothing to stand in for */
  async makeRecoveryCodes({ account }: Actor, operation: Operation): Promise<readonly string[]> {
    if ((await this.list(account)).length === 0) throw new Refusal("factor_not_found");
    const made = await this.#p.codes.renew(account);
    if (!(await commitOnce(this.#p.records, operation, made.expects, made.puts))) throw new Refusal("conflict");
    return made.codes;
  }

  async optionsToShow(account: string | undefined) {
    const standing = account === undefined ? [] : (await this.list(account)).filter(({ kind }) => kind === "passkey");
    return this.#p.passkeys.optionsToShow(standing);
  }

  /**
   * Whether what is shown belongs to the account. Each code is taken once. Codes can be guessed, signatures can't: who has a passkey
   * gets in however often others tried codes.
   * @returns how it was shown. @throws Refusal wrong_code, wrong_credentials, too_many_attempts
   */
  async show(account: string, proof: Proof, address: string, operation: Operation): Promise<SecondWay> {
    const guess = "passkey" in proof ? undefined : await this.#p.attempt(account, address);
    const way = await this.#shown(account, proof, operation);
    await guess?.forgive();
    return way;
  }

  /** Whose passkey this is. @throws Refusal wrong_credentials */
  async bearerOf({ response }: z.output<typeof PasskeyAnswer>): Promise<string> {
    const account = Buffer.from(response.userHandle ?? "", "base64url").toString();
    if (!/^[0-9a-f-]{36}$/.test(account)) throw new Refusal("wrong_credentials");
    return account;
  }

  async #shown(account: string, proof: Proof, operation: Operation): Promise<SecondWay> {
    if ("recoveryCode" in proof) {
      await this.#p.codes.take(account, proof.recoveryCode, operation);
      return "recovery";
    }
    if ("passkey" in proof) {
      const row = (await this.list(account)).find(({ kind, credential: id }) => kind === "passkey" && id === proof.passkey.id);
      if (!row) throw new Refusal("wrong_credentials");
      const last = await this.#p.passkeys.shown(row, proof.passkey);
      await this.#change(account, row.factor, (now) => ({ ...now, last: Math.max(last, now.last), usedAt: this.#p.clock.now() }), operation);
      return "passkey";
    }
    const row = (await this.list(account)).find(({ kind }) => kind === "totp");
    if (!row) throw new Refusal("wrong_code");
    const now = this.#p.clock.now();
    const step = stepOfCode(row.secret, proof.code, now);
    if (step === undefined) throw new Refusal("wrong_code");
    await this.#change(
      account,
      row.factor,
      (current) => {
        // RFC 6238 §5.2: a code that was accepted is not accepted again, nor one before it.
        if (step <= current.last) throw new Refusal("wrong_code");
        return { ...current, last: step, usedAt: now };
      },
      operation,
    );
    return "totp";
  }

  async #change(account: string, factor: string, change: (row: FactorRow) => FactorRow, operation: Operation): Promise<void> {
    await decideAgain(async () => {
      const row = (await this.list(account)).find((one) => one.factor === factor);
      if (!row) throw new Refusal("factor_not_found");
      return commitOnce(this.#p.records, operation, [expect(Factor, row, row.version)], [put(Factor, change(row), row.version + 1)]);
    });
  }

  /** The first factor brings recovery codes; the session that adds one has shown it. */
  async #add(actor: Actor, second: SecondWay, factor: string, changes: readonly Change[], operation: Operation): Promise<Added> {
    const { records, codes, strengthen } = this.#p;
    const { account } = actor;
    const hasCodes = ((await codes.standing(account))?.left ?? 0) > 0;
    const made = hasCodes ? undefined : await codes.renew(account);
    const renewal = await strengthen(actor, second);
    const expects: Expect[] = changes.map(([before, after]) => expect(Factor, after, before?.version ?? 0));
    const puts: Put[] = changes.map(([before, after]) => put(Factor, after, (before?.version ?? 0) + 1));
    const isApplied = await commitOnce(
      records,
      operation,
      [...expects, ...(made?.expects ?? []), ...renewal.expects],
      [...puts, ...(made?.puts ?? []), ...renewal.puts],
    );
    if (!isApplied) throw new Refusal("conflict");
    return { factor, renewal, recoveryCodes: made?.codes ?? null };
  }

  async #all(account: string): Promise<FactorRow[]> {
    const rows: FactorRow[] = [];
    for await (const row of this.#p.records.all(Factor, { account })) rows.push(row);
    return rows;
  }
}

const noPasskey = { credential: "", publicKey: "", transports: [] };

type Change = readonly [before: FactorRow | undefined, after: Omit<FactorRow, "version">];

/** Nothing of it can be shown any more. */
const removed = (row: FactorRow): FactorRow => ({ ...row, state: "removed", secret: "", ...noPasskey });
