import { accounts } from "./accounts.ts";
import { audit } from "./audit.ts";
import { channels } from "./channels.ts";
import { companies } from "./companies.ts";
import { connections } from "./connections.ts";
import { directories } from "./directories.ts";
import { drafts } from "./drafts.ts";
import type { Endpoint } from "./endpoint.ts";
import { factors } from "./factors.ts";
import { files } from "./files.ts";
import { imports } from "./imports.ts";
import { jobs } from "./jobs.ts";
import { mail } from "./mail.ts";
import { messages } from "./messages.ts";
import { people } from "./people.ts";
import { preferences } from "./preferences.ts";
import { reports } from "./reports.ts";
import { saml } from "./saml.ts";
import { saved } from "./saved.ts";
import { scheduled } from "./scheduled.ts";
import { search } from "./search.ts";
import { shares } from "./shares.ts";
import { teams } from "./teams.ts";
import { threads } from "./threads.ts";
import { tokens } from "./tokens.ts";
import { trust } from "./trust.ts";

/** Every endpoint of the product, by name. The server refuses to start while one of them is not served. */
export const endpoints = {
  ...accounts,
  ...factors,
  ...connections,
  ...saml,
  ...directories,
  ...companies,
  ...people,
  ...preferences,
  ...teams,
  ...channels,
  ...messages,
  ...threads,
  ...drafts,
  ...saved,
  ...scheduled,
  ...files,
  ...search,
  ...shares,
  ...reports,
  ...tokens,
  ...imports,
  ...jobs,
  ...mail,
  ...trust,
  ...audit,
} satisfies Record<string, Endpoint>;
export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
