/** Wires accounts: how people show who they are, the letters that they are sent, and the kit by which an installation is recovered. */
import { operationId } from "../crypto/index.ts";
import { type Config, mailAuthority } from "./config/index.ts";
import { type Accounts, type AccountsOptions, createAccounts } from "./features/accounts/index.ts";
import type { Companies, CompanyRoutesDeps, CompanySecurityService } from "./features/companies/index.ts";
import { createWords } from "./features/connections/index.ts";
import { createFactors, type FactorsDeps } from "./features/factors/index.ts";
import { createMail } from "./features/mail/index.ts";
import { createRecovery } from "./features/recovery/index.ts";
import { Refusal } from "./http/index.ts";
import type { Installation } from "./installation.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { Egress } from "./platform/egress/index.ts";
import { smtpMailer } from "./platform/mail/index.ts";

type Newcomers = Pick<CompanyRoutesDeps, "accountName" | "makeAccount" | "unmakeAccount" | "opening" | "signIn" | "presentAccount">;

export interface AccountsComposition {
  readonly core: Installation;
  readonly clock: Clock;
  readonly config: Config;
  readonly options?: AccountsOptions | undefined;
  readonly egress: Egress;
  readonly security: CompanySecurityService;
  readonly url: () => string;
  readonly origins: () => readonly string[];
  readonly version: string;
  readonly onError: (where: string, error: unknown) => void;
  /** What is wired after accounts, and knows them. */
  readonly after: () => { readonly companies: Companies; readonly wayOf: FactorsDeps["wayOf"] };
}

export function composeAccounts({ core, clock, config, options, egress, security, url, origins, version, onError, after }: AccountsComposition) {
  const { records } = core;
  const { smtp } = config;
  const mail = createMail({
    records,
    clock,
    mailer: smtp ? smtpMailer(egress, { ...smtp, authorities: mailAuthority(config) }) : undefined,
    answer: (asked) => accounts.answerLetter(asked),
    url,
    companies: () => after().companies.all(),
    addressOf: async (account) => (await accounts.accounts.find(account))?.email ?? null,
    onError,
  });
  const recovery = createRecovery({ port: core.port, installation: core.id, root: core.root, rootKeyId: core.rootKeyId });
  const holds = createWords(records);
  const accounts: Accounts = createAccounts({
    records,
    clock,
    ...(options ? { options } : {}),
    companiesOf: (account) => after().companies.of(account),
    secondWaysOf: (account) => factors.factors.waysOf(account),
    holds,
    limitsOf: security.limitsOf,
    letters: mail.spool,
    url,
    onOwner: (account) => after().companies.adopt(account),
    stepAfterAccount: async () => (!(await recovery.isConfirmed()) ? "kit" : (await after().companies.all()).length === 0 ? "company" : "done"),
    version,
  });
  const factors = createFactors({
    records,
    clock,
    accounts,
    origins,
    issuer: () => new URL(url()).host,
    wayOf: (word) => after().wayOf(word),
    demandsOf: async (account) => {
      const companies = await after().companies.of(account);
      const asked = companies.map(async ({ id, name, role }) => ({ company: id, name, from: await security.demand(id, role) }));
      return (await Promise.all(asked)).flatMap(({ from, ...one }) => (from === undefined ? [] : [{ ...one, from }]));
    },
    onRefused: (why) => onError(`a passkey was refused (${why}), which`, new Refusal("wrong_credentials")),
  });
  const found = async (account: string) => {
    const row = await accounts.accounts.find(account);
    if (!row) throw new Refusal("not_found");
    return row;
  };
  /** What founding a workspace and accepting an invitation do with accounts. */
  const newcomers: Newcomers = {
    accountName: async (account) => (await found(account)).name,
    makeAccount: (form, call) => accounts.accounts.make(form, call.operation, "body.account.password"),
    unmakeAccount: (account) => accounts.accounts.disable(account, { id: operationId(), digest: null }),
    opening: accounts.opening,
    signIn: async (account, call) => {
      const session = await accounts.sessions.start(await found(account), call.origin);
      call.setSession(session.token, session.expiresAt);
    },
    presentAccount: (account) => accounts.accounts.describe(account),
  };
  return { mail, recovery, holds, accounts, factors, newcomers };
}
