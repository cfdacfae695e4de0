/** Every record type of this build: tables, inventory, canaries and the claims' scans iterate over this list. */
import { accountRecords } from "./features/accounts/accounts.records.ts";
import * as audit from "./features/audit/audit.records.ts";
import * as backups from "./features/backups/backups.records.ts";
import * as channels from "./features/channels/channels.records.ts";
import * as companies from "./features/companies/companies.records.ts";
import { connectionRecords } from "./features/connections/connections.records.ts";
import { directoryRecords } from "./features/directories/directories.records.ts";
import * as drafts from "./features/drafts/drafts.records.ts";
import { factorRecords } from "./features/factors/factors.records.ts";
import * as files from "./features/files/files.records.ts";
import * as imports from "./features/imports/imports.records.ts";
import * as mail from "./features/mail/mail.records.ts";
import * as messages from "./features/messages/messages.records.ts";
import * as people from "./features/people/people.records.ts";
import * as preferences from "./features/preferences/preferences.records.ts";
import * as reports from "./features/reports/reports.records.ts";
import * as saved from "./features/saved/saved.records.ts";
import * as scheduled from "./features/scheduled/scheduled.records.ts";
import { IndexEntry, IndexWord } from "./features/search/search.records.ts";
import * as shares from "./features/shares/shares.records.ts";
import * as teams from "./features/teams/teams.records.ts";
import * as threads from "./features/threads/threads.records.ts";
import * as tokens from "./features/tokens/tokens.records.ts";
import * as trust from "./features/trust/trust.records.ts";
import * as egress from "./platform/egress/egress.records.ts";
import * as jobs from "./platform/jobs/jobs.records.ts";
import * as keys from "./platform/keys/records.ts";
import type { AnyRecord } from "./platform/records/define.ts";

export const allRecords: readonly AnyRecord[] = [
  keys,
  jobs,
  egress,
  accountRecords,
  factorRecords,
  connectionRecords,
  directoryRecords,
  audit,
  companies,
  people,
  preferences,
  teams,
  channels,
  mail,
  messages,
  threads,
  drafts,
  saved,
  scheduled,
  reports,
  files,
  shares,
  imports,
  backups,
  tokens,
  trust,
].flatMap((noun) => Object.values(noun));

/** Rows that lie elsewhere than in the store: sealed by the same hand, in no table of it. */
export const besideRecords: readonly AnyRecord[] = [IndexEntry, IndexWord];
