import { z } from "zod";
import { Counter, Done, Id, Instant, limits, plainText, shortText, singleLine } from "./common.ts";
import { administrator, endpoint, guest } from "./define.ts";
import { roleNamed } from "./endpoint.ts";
import { MailLanguage } from "./mail.ts";

const company = z.object({ company: Id });
const Role = z.enum(["guest", "member", "administrator"]);

export const Company = z.object({ id: Id, name: z.string(), createdAt: Instant, people: Counter });
export const Invite = z.object({
  id: Id,
  /** For whom it is, as its maker wrote it down. */
  label: z.string(),
  role: Role,
  channels: z.array(Id),
  createdAt: Instant,
  expiresAt: Instant,
  usesLeft: Counter,
  state: z.enum(["open", "used", "revoked", "expired"]),
});

export const CompanySecurity = z.object({
  /** Of whom a second factor is asked. */
  secondFactor: z.enum(["nobody", "administrators", "everyone"]),
  /** From when on; null where nobody is asked. */
  from: Instant.nullable(),
  /** Minutes without use after which a session of its people is over; null: as the installation has it. */
  idleMinutes: Counter.nullable(),
  /** Hours after which it is over in any case. */
  mostHours: Counter.nullable(),
});

export const companies = {
  createCompany: endpoint(
    "POST",
    "/api/companies",
    "Makes a company; the caller becomes its first administrator. Installation owners.",
    { who: "owner" },
    {
      body: z.object({ name: shortText(limits.name), start: z.enum(["empty", "demo"]) }),
      audit: { action: "company.create", details: ["start"] },
      reply: Company,
    },
  ),
  getCompany: endpoint("GET", "/api/companies/:company", "One company.", guest, { params: company, reply: Company }),
  renameCompany: endpoint("PATCH", "/api/companies/:company", "Renames the company.", administrator, {
    params: company,
    body: z.object({ name: shortText(limits.name) }),
    audit: { action: "company.rename", object: "company" },
    reply: Company,
  }),
  getCompanySecurity: endpoint("GET", "/api/companies/:company/security", "What the company asks of those who enter.", administrator, {
    params: company,
    reply: CompanySecurity,
  }),
  setCompanySecurity: endpoint("PUT", "/api/companies/:company/security", "Changes what the company asks of those who enter.", administrator, {
    confirmed: true,
    params: company,
    body: z.object({
      secondFactor: CompanySecurity.shape.secondFactor,
      /** Days until a second factor that was not asked for before is needed. */
      graceDays: z.number().int().min(0).max(90).default(14),
      idleMinutes: z
        .number()
        .int()
        .min(5)
        .max(60 * 24 * 14)
        .nullable(),
      mostHours: z
        .number()
        .int()
        .min(1)
        .max(24 * 90)
        .nullable(),
    }),
    audit: { action: "company.security", object: "company", details: ["secondFactor", "graceDays", "idleMinutes", "mostHours"] },
    reply: CompanySecurity,
  }),
  leaveCompany: endpoint("DELETE", "/api/companies/:company/people/me", "Leaves the company.", guest, {
    params: company,
    audit: { action: "company.leave" },
    reply: Done,
  }),
  listInvites: endpoint("GET", "/api/companies/:company/invites", "Invitations, newest first.", administrator, {
    params: company,
    reply: z.object({ invites: z.array(Invite) }),
  }),
  createInvite: endpoint("POST", "/api/companies/:company/invites", "Makes an invitation link, shown once.", administrator, {
    params: company,
    confirmed: z.object({ role: z.literal("administrator") }),
    body: z.object({
      label: singleLine(100).default(""),
      role: Role,
      channels: z.array(Id).max(50).default([]),
      hours: z
        .number()
        .int()
        .min(1)
        .max(24 * 30)
        .default(72),
      uses: z.number().int().min(1).max(1000).default(1),
      /** Where the link is sent, too. */
      email: z.email().max(254).optional(),
      language: MailLanguage.default("en"),
    }),
    audit: { action: "invite.make", details: ["role", "hours", "uses"] },
    reply: Invite.extend({ url: z.string(), /** It was handed to the mail server's queue. */ mailed: z.boolean() }),
  }),
  inviteMany: endpoint(
    "POST",
    "/api/companies/:company/invites/many",
    "One invitation per row, each for one use, mailed where the label is an e-mail address; with `dryRun` only says what would be wrong. Nothing is made while a row is wrong.",
    administrator,
    {
      params: company,
      body: z.object({
        rows: z
          .array(z.object({ label: shortText(100), role: plainText(40).default("member"), channels: z.array(plainText(limits.name)).max(50).default([]) }))
          .min(1)
          .max(500),
        hours: z
          .number()
          .int()
          .min(1)
          .max(24 * 30)
          .default(72),
        /** Of the mails to those whose label is an e-mail address. */
        language: MailLanguage.default("en"),
        dryRun: z.boolean(),
      }),
      confirmed: z.object({
        dryRun: z.literal(false),
        rows: z.array(z.object({ role: z.string() })).refine((rows) => rows.some(({ role }) => roleNamed(role) === "administrator")),
      }),
      audit: { action: "invite.make", details: ["dryRun", "hours"] },
      reply: z.object({
        rows: z.array(
          z.object({
            label: z.string(),
            problem: z.enum(["role", "channel", "twice"]).nullable(),
            /** What the problem is about. */
            value: z.string(),
            /** Shown once; null in a dry run and while a row is wrong. */
            url: z.string().nullable(),
            /** It was handed to the mail server's queue, in a dry run: it would be. */
            mailed: z.boolean(),
          }),
        ),
      }),
    },
  ),
  revokeInvite: endpoint("DELETE", "/api/companies/:company/invites/:invite", "Revokes an invitation.", administrator, {
    params: company.extend({ invite: Id }),
    audit: { action: "invite.revoke", object: "invite" },
    reply: Done,
  }),
};
