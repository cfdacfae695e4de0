import { z } from "zod";
import { auditActions, auditResults } from "./audit-actions.ts";
import { Counter, Id, Instant, queryCounter } from "./common.ts";
import { administrator, endpoint, owner } from "./define.ts";

/** One action: its intent, and its outcome once there is one. */
export const AuditEntry = z.object({
  /** Of the leaf that began it. */
  number: Counter,
  at: Instant,
  action: z.enum(auditActions),
  /** The person (in the installation's log the account) who did it; null: nobody was signed in. */
  actor: Id.nullable(),
  session: Id.nullable(),
  /** What it was done to: a channel, a team, an invitation … */
  object: Id.nullable(),
  /** Whom it was done to. */
  subject: Id.nullable(),
  /** null: under way. */
  result: z.enum(auditResults).nullable(),
  endedAt: Instant.nullable(),
  /** Address, device and what was asked for, by name; null once the person is erased. */
  details: z.record(z.string(), z.string()).nullable(),
});

const page = z.object({
  entries: z.array(AuditEntry),
  /** Give it back as `before` for what is older; null at the beginning of the log. */
  next: Counter.nullable(),
});
const query = z.object({ before: queryCounter.optional(), limit: queryCounter.min(1).max(200).default(50) });

const Proof = z.object({
  /** The leaf as it is hashed. */
  leaf: z.string(),
  number: Counter,
  /** Base64, from the leaf's sibling up: RFC 9162 §2.1.3. */
  proof: z.array(z.string()),
  /** A signed note (C2SP) with the size and the root that the proof leads to. */
  checkpoint: z.string(),
  /** The key that signed it, as C2SP writes it. */
  verifier: z.string(),
});

export const audit = {
  listAudit: endpoint("GET", "/api/companies/:company/audit", "The company's log, newest first. Administrators.", administrator, {
    params: z.object({ company: Id }),
    query,
    reply: page,
  }),
  proveAudit: endpoint(
    "GET",
    "/api/companies/:company/audit/:leaf",
    "That a leaf stands in the company's log: its proof and the signed tree head. Administrators.",
    administrator,
    { params: z.object({ company: Id, leaf: queryCounter }), reply: Proof },
  ),
  listInstallationAudit: endpoint("GET", "/api/audit", "The installation's log, newest first. Installation owners.", owner, { query, reply: page }),
  proveInstallationAudit: endpoint(
    "GET",
    "/api/audit/:leaf",
    "That a leaf stands in the installation's log: its proof and the signed tree head. Installation owners.",
    owner,
    { params: z.object({ leaf: queryCounter }), reply: Proof },
  ),
};
