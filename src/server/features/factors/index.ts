// What it is: second factors of accounts: apps of codes, passkeys, recovery codes; and the second step of signing in.
// What it is not: passwords, sessions and how often one may guess (accounts/); which company asks for a factor (companies/).
// Where to start: `createFactors` below, then factors.service.ts.
import type { Clock } from "../../platform/clock/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { Challenges } from "./challenges.ts";
import { SpentChallenge } from "./factors.records.ts";
import { type FactorRoutesParts, factorRoutes } from "./factors.routes.ts";
import { FactorsService } from "./factors.service.ts";
import { Passkeys } from "./passkeys.ts";
import { RecoveryCodesService } from "./recovery-codes.ts";

export { stepOfCode } from "./totp.ts";

export interface FactorsDeps extends Pick<FactorRoutesParts, "accounts" | "issuer" | "wayOf" | "demandsOf"> {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly origins: () => readonly string[];
  readonly onRefused: (why: string) => void;
}
export type Factors = ReturnType<typeof createFactors>;

export function createFactors({ records, clock, origins, onRefused, ...d }: FactorsDeps) {
  const { accounts } = d;
  const codes = new RecoveryCodesService(records, clock);
  const passkeys = new Passkeys({ challenges: new Challenges(records, clock), origins, onRefused });
  const factors = new FactorsService({
    records,
    clock,
    passkeys,
    codes,
    attempt: accounts.attemptSecond,
    strengthen: (actor, second) => accounts.sessions.renew(actor, { second, confirmedAt: clock.now() }),
    weaken: (actor, left) => accounts.sessions.weaken(actor, left),
    accountName: async (account) => (await accounts.accounts.find(account))?.name ?? "",
  });
  return {
    factors,
    routes: factorRoutes({ ...d, factors, codes, passkeys }),
    /** Removes challenges whose time is over. @returns how many */
    sweep: (): Promise<number> => sweepRows(records, SpentChallenge, ({ expiresAt }) => clock.now() >= expiresAt),
  };
}
