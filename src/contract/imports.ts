import { z } from "zod";
import { Counter, Id, Instant } from "./common.ts";
import { administrator, endpoint } from "./define.ts";

const company = z.object({ company: Id });

export const ImportTally = z.object({ found: Counter, imported: Counter, leftOut: z.record(z.string(), Counter) });
export const ImportReport = z.object({ channels: ImportTally, people: ImportTally, messages: ImportTally, reactions: ImportTally, digest: z.string() });

export const ImportJob = z.object({
  id: Id,
  state: z.enum(["receiving", "scanning", "people", "channels", "messages", "checking", "done", "failed", "cancelled"]),
  startedAt: Instant,
  updatedAt: Instant,
  /** Messages, as far as they are known. */
  done: Counter,
  total: Counter,
  /** Messages per second over the last seconds. */
  rate: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().nullable(),
  /** What it works on, e.g. a channel's name. */
  now: z.string(),
  report: ImportReport.nullable(),
  failure: z.object({ code: z.string(), file: z.string(), place: z.string(), message: z.string() }).nullable(),
});

export const imports = {
  uploadImport: endpoint("POST", "/api/companies/:company/imports", "Takes a Slack export (a zip, as the raw body) and starts the import.", administrator, {
    params: company,
    upload: true,
    confirmed: true,
    audit: { action: "import.start" },
    reply: ImportJob,
  }),
  listImports: endpoint("GET", "/api/companies/:company/imports", "Imports of this company, newest first.", administrator, {
    params: company,
    reply: z.object({ imports: z.array(ImportJob) }),
  }),
  getImport: endpoint("GET", "/api/companies/:company/imports/:job", "One import with its progress.", administrator, {
    params: company.extend({ job: Id }),
    reply: ImportJob,
  }),
  cancelImport: endpoint(
    "DELETE",
    "/api/companies/:company/imports/:job",
    "Stops an import. What is in stays; running the same file again goes on.",
    administrator,
    { params: company.extend({ job: Id }), audit: { action: "import.cancel", object: "job" }, reply: ImportJob },
  ),
};
