/** The endpoints of second factors, of signing in by them, and of showing again who one is. */
import type { z } from "zod";
import { factors as contract } from "../../../contract/factors.ts";
import type { SignInWay } from "../../../contract/index.ts";
import { accountRoute, done, publicRoute, Refusal, type Route, type Word } from "../../http/index.ts";
import type { Accounts } from "../accounts/index.ts";
import { innerOperation } from "../accounts/index.ts";
import type { FactorsService } from "./factors.service.ts";
import type { Passkeys } from "./passkeys.ts";
import type { RecoveryCodesService } from "./recovery-codes.ts";

export interface FactorRoutesParts {
  readonly accounts: Accounts;
  readonly factors: FactorsService;
  readonly codes: RecoveryCodesService;
  readonly passkeys: Passkeys;
  /** What codes are filed under in an app: the host that people know. */
  readonly issuer: () => string;
  /** What stands on the sign-in page for a connection. */
  readonly wayOf: (word: Word) => Promise<z.output<typeof SignInWay> | null>;
  readonly demandsOf: (account: string) => Promise<readonly { readonly company: string; readonly name: string; readonly from: number }[]>;
}

export function factorRoutes({ accounts, factors, codes, passkeys, issuer, wayOf, demandsOf }: FactorRoutesParts): Route[] {
  const { sessions } = accounts;

  return [
    publicRoute(contract.finishSignIn, async (before, { body: { ticket, ...proof }, origin, operation, setSession, concern }) => {
      const awaiting = await sessions.awaiting(ticket);
      const { account } = awaiting.account;
      await concern({ subject: account });
      const second = await factors.show(account, proof, origin.address, innerOperation());
      const issued = await sessions.admit(awaiting, second, operation.digest === null ? operation : innerOperation());
      await sessions.leave(before);
      setSession(issued.token, issued.expiresAt);
      return accounts.accounts.describe(account, awaiting.session.reach ?? undefined);
    }),

    publicRoute(contract.startPasskeySignIn, async (actor, { body: { ticket } }) => {
      const account = ticket === undefined ? actor?.account : (await sessions.awaiting(ticket)).account.account;
      return { options: { ...(await factors.optionsToShow(account)) } };
    }),

    publicRoute(contract.signInByPasskey, async (before, { body: { passkey }, origin, operation, setSession, concern }) => {
      const account = await factors.bearerOf(passkey);
      const found = await accounts.accounts.find(account);
      if (found?.state !== "active") throw new Refusal("wrong_credentials");
      await concern({ subject: account });
      await factors.show(account, { passkey }, origin.address, innerOperation());
      const issued = await sessions.start(found, origin, { by: "passkey", second: "passkey" }, operation.digest === null ? operation : innerOperation());
      await sessions.leave(before);
      setSession(issued.token, issued.expiresAt);
      return accounts.accounts.describe(account);
    }),

    accountRoute(contract.getSecurity, async (actor) => {
      const { account } = actor;
      const [standing, recovery, passwordChangedAt, confirmedUntil, came, demanded] = await Promise.all([
        factors.list(account),
        codes.standing(account),
        accounts.credentials.changedAt(account),
        sessions.confirmedUntil(actor),
        actor.word ? wayOf(actor.word) : null,
        demandsOf(account),
      ]);
      return {
        factors: standing.map(({ factor, kind, name, createdAt, usedAt }) => ({ id: factor, kind, name, createdAt, usedAt })),
        recovery: standing.length > 0 ? (recovery ?? null) : null,
        passwordChangedAt: passwordChangedAt ?? null,
        confirmedUntil,
        came,
        passkeysPossible: passkeys.host() !== undefined,
        demanded: demanded.filter(({ company }) => actor.reach === undefined || actor.reach === company).map((one) => ({ ...one })),
      };
    }),

    accountRoute(contract.confirmIdentity, async (actor, { body, origin, operation }) => {
      if ("password" in body) await accounts.credentials.confirm(actor, body.password);
      else await factors.show(actor.account, { passkey: body.passkey }, origin.address, innerOperation());
      return { confirmedUntil: await sessions.noteConfirmed(actor, operation) };
    }),

    accountRoute(contract.startTotp, (actor, { body: { name }, operation }) => factors.beginTotp(actor, name ?? "", issuer(), operation)),

    accountRoute(contract.finishTotp, async (actor, { params: { factor }, body: { code }, operation, setSession }) => {
      const { renewal, recoveryCodes } = await factors.finishTotp(actor, factor, code, operation);
      setSession(renewal.token, renewal.expiresAt);
      return { recoveryCodes: recoveryCodes && [...recoveryCodes] };
    }),

    accountRoute(contract.startPasskey, async (actor) => ({ options: { ...(await factors.optionsForPasskey(actor)) } })),

    accountRoute(contract.addPasskey, async (actor, { body: { name, passkey }, operation, setSession }) => {
      const { factor, renewal, recoveryCodes } = await factors.addPasskey(actor, name, passkey, operation);
      setSession(renewal.token, renewal.expiresAt);
      return { id: factor, recoveryCodes: recoveryCodes && [...recoveryCodes] };
    }),

    accountRoute(contract.renameFactor, async (actor, { params: { factor }, body: { name }, operation }) => {
      await factors.rename(actor, factor, name, operation);
      return done;
    }),

    accountRoute(contract.removeFactor, async (actor, { params: { factor }, operation, setSession }) => {
      const { token, expiresAt } = await factors.remove(actor, factor, operation);
      setSession(token, expiresAt);
      return done;
    }),

    accountRoute(contract.makeRecoveryCodes, async (actor, { operation }) => ({ recoveryCodes: [...(await factors.makeRecoveryCodes(actor, operation))] })),
  ];
}
