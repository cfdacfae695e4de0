import { z } from "zod";
import { Counter, Instant } from "./common.ts";
import { endpoint, owner } from "./define.ts";

/** What is written to people. Stored as codes: new ones join at the end. */
export const mailTemplates = [
  "invitation",
  "reset",
  "reset_by_owner",
  "sign_in",
  "email_confirm",
  "email_changed",
  "email_taken",
  "test",
  "domain_lost",
] as const;
export type MailTemplate = (typeof mailTemplates)[number];

/** The languages that mails are written in. */
export const mailLanguages = ["en", "fr"] as const;
export type MailLanguage = (typeof mailLanguages)[number];
export const MailLanguage = z.enum(mailLanguages);

/** What a conversation with the mail server goes through, in this order. */
export const mailSteps = ["connect", "secure", "sign_in", "hand_over"] as const;
export const mailProblems = [
  "unknown_name",
  "unreachable",
  "too_slow",
  "no_tls",
  "bad_certificate",
  "tls_failed",
  "clear_password",
  "sign_in_refused",
  "sender_refused",
  "recipient_refused",
  "content_refused",
  "cut_off",
  "expired",
] as const;
export type MailProblem = (typeof mailProblems)[number];

export const MailOutcome = z.object({
  /** later: it is tried again · never: the server said that it won't take it */
  state: z.enum(["sent", "later", "never"]),
  /** The last step that was begun. */
  step: z.enum(mailSteps),
  problem: z.enum(mailProblems).nullable(),
  /** The server's reply code, where it gave one. */
  reply: Counter.nullable(),
  /** Such as TLSv1.3; null: in clear. */
  protocol: z.string().nullable(),
});

export const MailState = z.object({
  /** null: this server sends no mail, links are copied instead. */
  server: z
    .object({ host: z.string(), port: Counter, user: z.string().nullable(), from: z.string(), tls: z.enum(["opportunistic", "require-tls"]) })
    .nullable(),
  /** The latest conversation since the start of the server. */
  last: MailOutcome.extend({ at: Instant }).nullable(),
  queue: z.object({ waiting: Counter, failed: Counter, oldest: Instant.nullable(), nextAt: Instant.nullable() }),
  /** What could not be handed over, the latest first: without name, address or text. */
  problems: z.array(
    z.object({
      template: z.enum(mailTemplates),
      state: z.enum(["waiting", "failed"]),
      problem: z.enum(mailProblems),
      reply: Counter.nullable(),
      tries: Counter,
      createdAt: Instant,
    }),
  ),
});

const Rendered = z.object({ subject: z.string(), text: z.string() });

export const mail = {
  getMail: endpoint("GET", "/api/mail", "The mail server, what waits, and what failed; nothing of what is written. Installation owners.", owner, {
    reply: MailState,
  }),
  listMailTemplates: endpoint("GET", "/api/mail/templates", "Every mail with examples in place of names, in every language. Installation owners.", owner, {
    reply: z.object({ templates: z.array(z.object({ template: z.enum(mailTemplates), en: Rendered, fr: Rendered })) }),
  }),
  testMail: endpoint("POST", "/api/mail/test", "Sends a mail to oneself at once and says how it went. Installation owners.", owner, {
    body: z.object({ language: MailLanguage.default("en") }),
    audit: { action: "mail.test" },
    reply: z.object({ to: z.string().nullable(), outcome: MailOutcome.nullable() }),
  }),
};
