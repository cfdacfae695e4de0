/** Wires the log: whose names it may tell, and who may know of a channel. */
import type { Accounts } from "./features/accounts/index.ts";
import { createAudit, createAuditNames, createReads } from "./features/audit/index.ts";
import type { ChannelAccess } from "./features/channels/index.ts";
import { Company } from "./features/companies/index.ts";
import type { PeopleDirectory } from "./features/people/index.ts";
import { Team } from "./features/teams/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface AuditComposition {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly checkpointFolder: string | null;
  readonly accounts: () => Accounts;
  readonly access: ChannelAccess;
  readonly directory: PeopleDirectory;
  readonly onError: (where: string, error: unknown) => void;
}

export function composeAudit({ accounts, access, directory, ...o }: AuditComposition) {
  const audit = createAudit({
    ...o,
    mayKnow: async ({ company, person }, channel) => {
      const [row, erased] = await Promise.all([access.channel(company, channel), access.erased(company, channel)]);
      // Who was in a private channel is told to nobody when it is gone: there is no one left whose affair it was.
      if (erased) return erased.kind === "public";
      return row === undefined || row.kind === "public" || (await access.member(company, channel, person))?.state === "active";
    },
    namesOf: createAuditNames({
      account: async (account) => (await accounts().accounts.find(account))?.name,
      company: async (company) => (await o.records.find(Company, { company }))?.name,
      people: (company, ids) => directory.many(company, ids),
      channel: async (company, channel) => (await access.channel(company, channel))?.name,
      team: async (company, team) => (await o.records.find(Team, { company, team }))?.name,
    }),
  });
  const reads = createReads({
    trail: audit.trail,
    clock: o.clock,
    isSensitive: async (company, channel) => (await access.channel(company, channel))?.sensitive ?? false,
  });
  return { audit, reads };
}
