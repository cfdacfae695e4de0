/** The endpoints of accounts, sessions, passwords and the first run. */
import type { z } from "zod";
import { accounts as contract, type SetupState } from "../../../contract/accounts.ts";
import { accountRoute, publicRoute, type Route } from "../../http/index.ts";
import type { AccountsService } from "./accounts.service.ts";
import type { CredentialsService } from "./credentials.service.ts";
import type { EmailsService } from "./emails.service.ts";
import type { SessionsService } from "./sessions.service.ts";
import { presentSession } from "./sessions.use.ts";
import type { SetupService } from "./setup.service.ts";
import type { Throttle } from "./throttle.ts";

export type SetupStep = z.output<typeof SetupState>["step"];

export interface RoutesParts {
  readonly accounts: AccountsService;
  readonly credentials: CredentialsService;
  readonly emails: EmailsService;
  readonly sessions: SessionsService;
  readonly setup: SetupService;
  readonly throttle: Pick<Throttle, "opening">;
  /** What comes after the first account. */
  readonly stepAfterAccount: () => Promise<Exclude<SetupStep, "account">>;
  readonly isMailOn: () => boolean;
  readonly version: string;
}

const done = { done: true } as const;

export function accountRoutes({ accounts, credentials, emails, sessions, setup, throttle, stepAfterAccount, isMailOn, version }: RoutesParts): Route[] {
  return [
    publicRoute(contract.getSetup, async (actor) => {
      const step: SetupStep = (await setup.hasOwner()) ? await stepAfterAccount() : "account";
      return { step, signedIn: actor !== undefined, mail: isMailOn(), version };
    }),

    publicRoute(contract.createFirstAccount, async (_actor, { body: { token, ...wanted }, origin, operation, setSession, concern }) => {
      const issued = await throttle.opening(origin, () => setup.createFirstAccount(token, wanted, { origin, operation, concern }));
      setSession(issued.token, issued.expiresAt);
      return accounts.describe(issued.account);
    }),

    publicRoute(contract.signIn, async (actor, { body, origin, operation, setSession, concern }) => {
      const issued = await credentials.signIn(body.login, body.password, { origin, operation, concern }, actor);
      const { token, expiresAt, account, ways } = issued;
      if (ways.length > 0) return { state: "second_factor" as const, ticket: token, ways: [...ways], expiresAt };
      setSession(token, expiresAt);
      return { state: "signed_in" as const, account: await accounts.describe(account) };
    }),

    accountRoute(contract.signOut, async (actor, { operation, setSession }) => {
      await sessions.end(actor.account, actor.session, operation);
      setSession(null);
      return done;
    }),

    accountRoute(contract.listSessions, async (actor) => ({
      sessions: (await sessions.list(actor.account)).map((one) => presentSession(one, actor.session)),
    })),

    accountRoute(contract.revokeSession, async (actor, { params: { session }, operation, setSession }) => {
      await sessions.end(actor.account, session, operation);
      if (session === actor.session) setSession(null);
      return done;
    }),

    accountRoute(contract.endOtherSessions, async (actor) => {
      await sessions.endAll(actor.account, actor.session);
      return done;
    }),

    publicRoute(contract.renewSession, async (_actor, { token, setSession }) => {
      const issued = await sessions.takeNext(token ?? "");
      setSession(issued.token, issued.expiresAt);
      return done;
    }),

    accountRoute(contract.getAccount, (actor) => accounts.describe(actor.account, actor.reach)),

    accountRoute(contract.changePassword, async (actor, { body: { current, next }, operation, setSession }) => {
      const issued = await credentials.changePassword(actor, current, next, operation);
      if (issued) setSession(issued.token, issued.expiresAt);
      return done;
    }),

    publicRoute(contract.redeemReset, async (_actor, { body: { token, password }, origin, operation, setSession, concern }) => {
      await throttle.opening(origin, () => credentials.redeemReset(token, password, { origin, operation, concern }));
      setSession(null);
      return done;
    }),

    publicRoute(contract.askReset, async (_actor, { body: { login, language }, origin, operation, concern }) => {
      await credentials.askReset(login, language, { origin, operation, concern });
      return done;
    }),

    accountRoute(contract.getEmail, (actor) => emails.state(actor.account)),

    accountRoute(contract.changeEmail, async (actor, { body: { email, language } }) => {
      await emails.ask(actor, email, language);
      return emails.state(actor.account);
    }),

    accountRoute(contract.removeEmail, async (actor) => {
      await emails.remove(actor);
      return emails.state(actor.account);
    }),

    accountRoute(contract.confirmEmail, (actor, { body: { token }, operation }) =>
      throttle.opening(actor.origin, () => emails.confirm(actor, token, operation)),
    ),
  ];
}
