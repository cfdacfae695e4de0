/** What the command line may ask of a server, by name; each with the services that it needs. */
import { operationId } from "../crypto/index.ts";
import type { Services } from "./compose.ts";
import { CreateUser, createUser, disableUser, makeOwner, NamedUser, resetLink, type UsersDeps } from "./features/accounts/index.ts";
import { BackUp, backUp } from "./features/backups/index.ts";
import { InviteUser, inviteUser } from "./features/companies/index.ts";
import { companyForImport, ImportSlack, importSlack } from "./features/imports/index.ts";
import { Verify } from "./features/trust/index.ts";
import { Operations, taking } from "./operations.ts";
import { migrations } from "./platform/records/migrations/index.ts";
import { tablesOf } from "./platform/records/migrations.ts";

const users = ({ accounts, companies, people, url }: Services): UsersDeps => ({
  ...accounts,
  url,
  takeOut: (company, person) => people.takeOut(company, person, "disabled", operationId()),
  companiesOf: companies.of,
});

export const operations = new Operations<Services>()
  .register(
    "user.create",
    taking(CreateUser, (s, args) => createUser(users(s), args)),
  )
  .register(
    "user.disable",
    taking(NamedUser, (s, args) => disableUser(users(s), args)),
  )
  .register(
    "user.reset-link",
    taking(NamedUser, (s, args) => resetLink(users(s), args)),
  )
  .register(
    "user.make-owner",
    taking(NamedUser, (s, args) => makeOwner(users(s), args)),
  )
  .register(
    "user.invite",
    taking(InviteUser, (s, args) => inviteUser({ ...s, installation: s.core.id, channelNamed: s.channels.named }, args)),
  )
  .register(
    "import.slack",
    taking(ImportSlack, (s, args, progress, signal) => {
      const companyNamed = (name: string) => companyForImport({ companies: s.companies, owners: () => s.accounts.owners.list() }, name);
      return importSlack({ ...s, now: s.clock.now, companyNamed }, args, progress, signal);
    }),
  )
  .register(
    "backup",
    taking(BackUp, async (s, args, onProgress, signal) => {
      const { port, root } = s.core;
      const report = await backUp(
        { port, root, tables: tablesOf(migrations), store: migrations.length, version: s.version, now: s.clock.now, handled: () => s.feed.handled() },
        { ...args, onProgress, signal },
      );
      await s.backups.note(report);
      return report;
    }),
  )
  .register(
    "verify",
    taking(Verify, (s, args, progress, signal) => s.trust.verify(args.claims, progress, signal)),
  );
