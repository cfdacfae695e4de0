/** Sign-in names and e-mail addresses: found by blind tokens, unique in one space. */
import { blindToken, normaliseName } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { Account, SignInName } from "./accounts.records.ts";

/** So long may pass between holding a name and writing the account that bears it. */
const UNCONFIRMED = 60_000;

interface Bearer {
  readonly name: string;
  readonly email: string | null;
}

export class SignInNames {
  readonly #records: SealedStore;
  readonly #clock: Clock;

  constructor(records: SealedStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** The blind token of a name or an address as it is compared. */
  tokenOf(text: string): string {
    return blindToken(this.#records.keys.indexKey(this.#records.installation), "sign-in", normaliseName(text));
  }

  isBorneBy(token: string, account: Bearer): boolean {
    return this.#tokensOf(account).includes(token);
  }

  /** The account that holds the token. The caller sees whether it bears the name too. */
  async holder(token: string): Promise<string | undefined> {
    return (await this.#records.get(SignInName, { name: token }))?.account;
  }

  /**
   * Holds the name and address for an account that is about to be written; write it at once.
   * @throws Refusal name_taken
   */
  async hold(account: string, bearer: Bearer): Promise<void> {
    const tokens = this.#tokensOf(bearer);
    // Look at all before taking one: a taken address must not leave the name held for a minute.
    for (const name of tokens) await this.#refuseTaken(account, await this.#records.get(SignInName, { name }));
    for (const name of tokens) {
      const claim = { name, account, claimedAt: this.#clock.now() };
      for (let held = await this.#records.claim(SignInName, claim); held; held = await this.#records.claim(SignInName, claim, held.version))
        await this.#refuseTaken(account, held);
    }
  }

  /** Free: nobody's, this account's own, or held a minute ago by an account that never came. */
  async #refuseTaken(account: string, held: Stored<typeof SignInName> | undefined): Promise<void> {
    if (!held || held.account === account) return;
    const holder = await this.#records.get(Account, { account: held.account });
    const isConfirmed = holder !== undefined && this.isBorneBy(held.name, holder);
    if (isConfirmed || this.#clock.now() - held.claimedAt < UNCONFIRMED) throw new Refusal("name_taken");
  }

  #tokensOf({ name, email }: Bearer): string[] {
    return [...new Set([name, ...(email === null ? [] : [email])].map((text) => this.tokenOf(text)))];
  }
}
