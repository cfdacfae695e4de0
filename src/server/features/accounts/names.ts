/** Sign-in names and e-mail addresses: found by blind tokens, unique in one space. */
import { blindToken, normaliseName } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { holdName, isFree } from "../../platform/records/held-names.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { Account, SignInName } from "./accounts.records.ts";

type Held = Stored<typeof SignInName>;

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
    return (await this.#records.find(SignInName, { name: token }))?.account;
  }

  /**
   * Holds the name and address for an account that is about to be written; write it at once.
   * @throws Refusal name_taken
   */
  async hold(account: string, bearer: Bearer): Promise<void> {
    const tokens = this.#tokensOf(bearer);
    const now = this.#clock.now();
    const naming = {
      now,
      isOwn: (held: Held) => held.account === account,
      isBorne: async (held: Held) => {
        const holder = await this.#records.find(Account, { account: held.account });
        return holder !== undefined && this.isBorneBy(held.name, holder);
      },
    };
    // Look at all before taking one: a taken address must not leave the name held for a minute.
    for (const name of tokens) {
      const held = await this.#records.find(SignInName, { name });
      if (held && !(await isFree(naming, held))) throw new Refusal("name_taken");
    }
    for (const name of tokens) {
      const claim = (expected: number) => this.#records.claim(SignInName, { name, account, claimedAt: now }, expected);
      if (!(await holdName({ ...naming, claim }))) throw new Refusal("name_taken");
    }
  }

  #tokensOf({ name, email }: Bearer): string[] {
    return [...new Set([name, ...(email === null ? [] : [email])].map((text) => this.tokenOf(text)))];
  }
}
