import { z } from "zod";
import { auditActions, auditNouns, auditResults } from "./audit-actions.ts";
import { Counter, Id, Instant, queryCounter } from "./common.ts";
import { account, administrator, endpoint, owner } from "./define.ts";

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
  /** Of the leaf that ended it. */
  endedBy: Counter.nullable(),
  /** A private channel of which the reader is no member: neither which nor whom is told. */
  concealed: z.boolean(),
  /** Address, device and what was asked for, by name; null once the person is erased, or the time is over for which they are kept. */
  details: z.record(z.string(), z.string()).nullable(),
});

const shown = new Set<string>([...auditActions, ...auditNouns]);

/** Each of these that is given must fit. */
export const AuditFilter = z.object({
  /** Actions, or nouns for all of theirs. */
  actions: z
    .string()
    .max(1000)
    .refine((text) => text.split(",").every((name) => shown.has(name)), "unknown_action")
    .optional(),
  actor: Id.optional(),
  /** Whom or what it was done to. */
  about: Id.optional(),
  result: z.enum(auditResults).optional(),
  /** Milliseconds since the epoch: ended at this instant or later, or before the other one. */
  from: queryCounter.optional(),
  to: queryCounter.optional(),
});

const page = z.object({
  entries: z.array(AuditEntry),
  /** What the ids are called, where the reader may know it. */
  names: z.record(Id, z.string()),
  /** Give it back as `before` for what is older; null at the beginning of the log. A page may end early: only so many leaves are looked at. */
  next: Counter.nullable(),
  /** Leaves that were looked at, and when the oldest of them was written. */
  looked: Counter,
  lookedTo: Instant.nullable(),
  /** Leaves of the whole log: give it back as `after` for what is newer. */
  size: Counter,
});
const query = AuditFilter.extend({
  before: queryCounter.optional(),
  after: queryCounter.optional(),
  limit: queryCounter.min(1).max(200).default(50),
});

const Checkpoint = {
  /** A signed note (C2SP) with the size and the root that the proof leads to. */
  checkpoint: z.string(),
  /** The key that signed it, as C2SP writes it. */
  verifier: z.string(),
};
const Proof = z.object({
  /** The leaf as it is hashed. */
  leaf: z.string(),
  number: Counter,
  /** Base64, from the leaf's sibling up: RFC 9162 §2.1.3. */
  proof: z.array(z.string()),
  ...Checkpoint,
});
/** `size`: of the tree for which the proof is wanted; without it the present one. */
const proofQuery = z.object({ size: queryCounter.optional() });

const Check = z.object({
  size: Counter,
  /** Base64: that the tree of `since` leaves grew into this one, RFC 9162 §2.1.4. Null where the log is shorter than that. */
  consistency: z.array(z.string()).nullable(),
  /** Whether heads are written out of the operator's reach, and the log has grown from those that were. */
  kept: z.enum(["off", "fine", "unwritable", "inconsistent"]),
  ...Checkpoint,
});
const checkQuery = z.object({ /** Size of the tree that the caller saw before. */ since: queryCounter.default(0) });

/** Leaves under a hash of `walkAudit`, and at most in one call. */
export const auditBlock = 256;
export const auditPiece = 4096;

const Walk = z.object({
  /** Base64: of each 256 leaves the root, computed from the rows as they stand in the store now. The last one may be of less. */
  hashes: z.array(z.string()),
  leaves: Counter,
  /** Where to go on; null at the end. */
  next: Counter.nullable(),
});
const walkQuery = z.object({ from: queryCounter.default(0), size: queryCounter });

const Retention = z.object({
  /** Days after which addresses, devices and the other details of an entry are destroyed; null: never. The entry stays. */
  days: Counter.nullable(),
  /** Leaves from the first on of which that has been done. */
  done: Counter,
});
/** Never less than the journal remembers. */
const retentionBody = z.object({ days: z.number().int().min(30).max(3650).nullable() });

export const auditExports = ["csv", "jsonl"] as const;
/** csv: the entries that fit, as a table · jsonl: the whole log with its hashes and signed head, for `bastide audit verify` */
const exportBody = z.object({ format: z.enum(auditExports), filter: AuditFilter.default({}) });

const company = z.object({ company: Id });

export const audit = {
  listAudit: endpoint("GET", "/api/companies/:company/audit", "The company's log, newest first. Administrators.", administrator, {
    params: company,
    query,
    reply: page,
  }),
  proveAudit: endpoint(
    "GET",
    "/api/companies/:company/audit/:leaf",
    "That a leaf stands in the company's log: its proof and the signed tree head. Administrators.",
    administrator,
    { params: company.extend({ leaf: queryCounter }), query: proofQuery, reply: Proof },
  ),
  checkAudit: endpoint(
    "GET",
    "/api/companies/:company/audit/check",
    "The signed head of the company's log, and the proof that it grew from an earlier one. Administrators.",
    administrator,
    { params: company, query: checkQuery, reply: Check },
  ),
  walkAudit: endpoint(
    "GET",
    "/api/companies/:company/audit/walk",
    "A piece of the company's tree, hashed anew from what is stored. Administrators.",
    administrator,
    {
      params: company,
      query: walkQuery,
      reply: Walk,
    },
  ),
  exportAudit: endpoint("POST", "/api/companies/:company/audit/export", "The company's log as a file. Administrators.", administrator, {
    confirmed: true,
    params: company,
    body: exportBody,
    audit: { action: "audit.export", object: "company", details: ["format"] },
    stream: true,
    reply: z.object({}),
  }),
  getAuditRetention: endpoint("GET", "/api/companies/:company/audit/retention", "How long the log keeps details. Administrators.", administrator, {
    params: company,
    reply: Retention,
  }),
  setAuditRetention: endpoint("PUT", "/api/companies/:company/audit/retention", "Sets how long the log keeps details. Administrators.", administrator, {
    confirmed: true,
    params: company,
    body: retentionBody,
    audit: { action: "audit.retention", object: "company", details: ["days"] },
    reply: Retention,
  }),
  listInstallationAudit: endpoint("GET", "/api/audit", "The installation's log, newest first. Installation owners.", owner, { query, reply: page }),
  proveInstallationAudit: endpoint(
    "GET",
    "/api/audit/:leaf",
    "That a leaf stands in the installation's log: its proof and the signed tree head. Installation owners.",
    owner,
    { params: z.object({ leaf: queryCounter }), query: proofQuery, reply: Proof },
  ),
  checkInstallationAudit: endpoint(
    "GET",
    "/api/audit/check",
    "The signed head of the installation's log, and the proof that it grew from an earlier one. Installation owners.",
    owner,
    { query: checkQuery, reply: Check },
  ),
  walkInstallationAudit: endpoint(
    "GET",
    "/api/audit/walk",
    "A piece of the installation's tree, hashed anew from what is stored. Installation owners.",
    owner,
    {
      query: walkQuery,
      reply: Walk,
    },
  ),
  exportInstallationAudit: endpoint("POST", "/api/audit/export", "The installation's log as a file. Installation owners.", owner, {
    confirmed: true,
    body: exportBody,
    audit: { action: "audit.export", details: ["format"] },
    stream: true,
    reply: z.object({}),
  }),
  getInstallationAuditRetention: endpoint("GET", "/api/audit/retention", "How long the installation's log keeps details. Installation owners.", owner, {
    reply: Retention,
  }),
  setInstallationAuditRetention: endpoint("PUT", "/api/audit/retention", "Sets how long the installation's log keeps details. Installation owners.", owner, {
    confirmed: true,
    body: retentionBody,
    audit: { action: "audit.retention", details: ["days"] },
    reply: Retention,
  }),
  listMyActivity: endpoint("GET", "/api/account/activity", "What the installation's log has of the caller's own account, newest first.", account, {
    query: z.object({ before: queryCounter.optional(), limit: queryCounter.min(1).max(100).default(30) }),
    reply: z.object({ entries: z.array(AuditEntry), next: Counter.nullable() }),
  }),
};
