/** What the command line may ask of a server, by name; each with the services that it needs. */
import type { AuditAction } from "../contract/index.ts";
import { operationId } from "../crypto/index.ts";
import type { Services } from "./compose.ts";
import {
  CreateUser,
  createUser,
  disableUser,
  ImportUsers,
  importUsers,
  makeOwner,
  NamedUser,
  removeFactors,
  resetLink,
  type UsersDeps,
} from "./features/accounts/index.ts";
import { AuditOf, auditHead, ExportAudit, exportAudit } from "./features/audit/index.ts";
import { BackUp, backUp } from "./features/backups/index.ts";
import { InviteUser, inviteUser } from "./features/companies/index.ts";
import { SweepFiles } from "./features/files/index.ts";
import { companyForImport, ImportSlack, importSlack } from "./features/imports/index.ts";
import { Reindex } from "./features/search/index.ts";
import { MakeToken, makeToken } from "./features/tokens/index.ts";
import { Verify } from "./features/trust/index.ts";
import { Refusal } from "./http/index.ts";
import { type Operation, Operations, taking } from "./operations.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import { tablesOf } from "./platform/records/migrations.ts";

const users = ({ accounts, companies, factors, people, url }: Services): UsersDeps => ({
  ...accounts,
  url,
  takeOut: (company, person) => people.takeOut(company, person, "disabled", operationId()),
  companiesOf: companies.of,
  removeFactors: (account) => factors.factors.removeAll(account, { id: operationId(), digest: null }),
  endSessions: (account) => accounts.sessions.endAll(account),
});

/** What the operator of the machine does goes into the installation's log, too: nobody is signed in, and there is no network address. */
const written =
  (action: AuditAction, run: Operation<Services>): Operation<Services> =>
  async (services, args, progress, signal) => {
    const origin = { address: "", userAgent: "command line" };
    const entry = await services.audit.trail.begin({ action, operation: { id: operationId(), digest: null }, actor: undefined, origin, details: {} });
    try {
      const result = await run(services, args, progress, signal);
      const { account } = (result ?? {}) as { account?: unknown };
      if (typeof account === "string") entry.concern({ subject: account });
      entry.end("done");
      return result;
    } catch (error) {
      entry.end(error instanceof Refusal ? "refused" : "interrupted");
      throw error;
    }
  };

export const operations = new Operations<Services>()
  .register(
    "user.create",
    written(
      "account.create",
      taking(CreateUser, (s, args) => createUser(users(s), args)),
    ),
  )
  .register(
    "user.import",
    written(
      "account.import",
      taking(ImportUsers, (s, args, progress) => importUsers(s.accounts, args, progress)),
    ),
  )
  .register(
    "user.disable",
    written(
      "account.disable",
      taking(NamedUser, (s, args) => disableUser(users(s), args)),
    ),
  )
  .register(
    "user.reset-link",
    written(
      "reset-link.make",
      taking(NamedUser, (s, args) => resetLink(users(s), args)),
    ),
  )
  .register(
    "user.remove-factors",
    written(
      "factor.remove",
      taking(NamedUser, (s, args) => removeFactors(users(s), args)),
    ),
  )
  .register(
    "user.make-owner",
    written(
      "owner.add",
      taking(NamedUser, (s, args) => makeOwner(users(s), args)),
    ),
  )
  .register(
    "user.invite",
    written(
      "invite.make",
      taking(InviteUser, (s, args) => inviteUser({ ...s, installation: s.core.id, channelNamed: s.channels.named }, args)),
    ),
  )
  .register(
    "token.create",
    written(
      "token.make",
      taking(MakeToken, (s, args) => makeToken({ ...s, teamNamed: s.teams.named }, args)),
    ),
  )
  .register(
    "import.slack",
    written(
      "import.start",
      taking(ImportSlack, (s, args, progress, signal) => {
        const companyNamed = (name: string) => companyForImport({ companies: s.companies, owners: () => s.accounts.owners.list() }, name);
        return importSlack({ ...s, now: s.clock.now, companyNamed }, args, progress, signal);
      }),
    ),
  )
  .register(
    "audit.export",
    taking(ExportAudit, (s, args, progress, signal) => exportAudit({ ...s, ...s.audit, companyNamed: s.companies.named }, args, progress, signal)),
  )
  .register(
    "audit.head",
    taking(AuditOf, (s, args) => auditHead({ ...s, ...s.audit, companyNamed: s.companies.named }, args)),
  )
  .register(
    "backup",
    written(
      "backup.make",
      taking(BackUp, async (s, args, onProgress, signal) => {
        const { port, objects, root } = s.core;
        const store = { tables: tablesOf(migrations), store: migrations.length, version: s.version, now: s.clock.now, handled: () => s.feed.handled() };
        const report = await s.files.leftovers.keeping(() => backUp({ port, objects, root, ...store }, { ...args, onProgress, signal }));
        await s.backups.note(report);
        return report;
      }),
    ),
  )
  .register(
    "files.sweep",
    taking(SweepFiles, (s, _args, onProgress, signal) => s.files.leftovers.sweep(onProgress, signal)),
  )
  .register(
    "search.reindex",
    taking(Reindex, (s, _args, progress, signal) => s.search.refill.run(progress, signal)),
  )
  .register(
    "verify",
    taking(Verify, (s, args, progress, signal) => s.trust.verify(args.claims, progress, signal)),
  );
