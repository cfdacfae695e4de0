import type { SessionLife } from "./accounts.policy.ts";
import { type Argon2Parameters, usualArgon2 } from "./passwords/argon2.ts";
import type { SlotsOptions } from "./passwords/slots.ts";
import type { GuessLimits } from "./throttle.ts";

export interface AccountsOptions {
  readonly argon2: Argon2Parameters;
  readonly slots: SlotsOptions;
  readonly sessions: SessionLife;
  readonly guesses: GuessLimits;
  /** Milliseconds that a first-run or reset link is good. */
  readonly linkLife: number;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

export const usualOptions: AccountsOptions = {
  argon2: usualArgon2,
  slots: { atOnce: 2, waiting: 32, patience: 5_000 },
  sessions: { idle: 14 * DAY, most: 90 * DAY },
  guesses: { perName: 10, perNetwork: 100, perWideNetwork: 300, perAccount: 100 },
  linkLife: 30 * MINUTE,
};
