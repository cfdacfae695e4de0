import { z } from "zod";
import { Session } from "./accounts.ts";
import { Counter, Done, Id, Instant, limits, plainText, queryCounter, shortText, singleLine } from "./common.ts";
import { administrator, endpoint, guest, owner, toRead, toWrite } from "./define.ts";
import { isEmoji, sameEmoji } from "./emoji.ts";

const company = z.object({ company: Id });
const Role = z.enum(["guest", "member", "administrator"]);

/** What people type after `@`: letters, digits, `.`, `_`, `-` of any script; no two people of a company have one alike. */
export const Handle = shortText(limits.handle)
  .transform((handle) => handle.normalize("NFKC"))
  .refine((handle) => handle.length <= limits.handle && /^[\p{L}\p{M}\p{N}._-]+$/u.test(handle), "handle");

/** What somebody is up to; once `until` has passed, it counts no more. */
export const Status = z.object({ emoji: z.string(), text: z.string(), until: Instant.nullable() });
const NewStatus = z.object({
  emoji: z.union([z.literal(""), z.string().max(80).transform(sameEmoji).refine(isEmoji, "emoji")]).default(""),
  text: singleLine(100).default(""),
  until: Instant.nullable().default(null),
});

/** A name of the time zone database (IANA), such as `Europe/Paris`. */
const Zone = z.string().max(64).refine(isZone, "time_zone");
function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const Person = z.object({
  id: Id,
  name: z.string(),
  handle: z.string(),
  title: z.string(),
  /** A name of the time zone database. */
  zone: z.string().nullable(),
  status: Status.nullable(),
  /** imported: came with an import and belongs to no account yet · service: a program acts as it by a token, nobody signs in as it */
  kind: z.enum(["person", "bot", "imported", "service"]),
  role: Role,
  state: z.enum(["active", "disabled", "left"]),
  createdAt: Instant,
});

/** Channels that he made, and teams that he alone administers. */
const Owned = z.object({ channels: Counter, teams: Counter });

export const people = {
  listPeople: endpoint("GET", "/api/companies/:company/people", "The directory that the caller may see, by name; `after` is a person's id.", guest, {
    token: toRead("people"),
    params: company,
    query: z.object({ after: Id.optional(), limit: queryCounter.max(500).default(200) }),
    reply: z.object({ people: z.array(Person), more: z.boolean() }),
  }),
  findPeople: endpoint(
    "POST",
    "/api/companies/:company/people/find",
    "People whose name or handle has these words, best first; or those with these ids.",
    guest,
    {
      token: toRead("people"),
      params: company,
      body: z.object({
        words: plainText(100).optional(),
        ids: z.array(Id).max(500).optional(),
        channel: Id.optional(),
        limit: z.number().int().min(1).max(500).default(20),
      }),
      reply: z.object({ people: z.array(Person) }),
    },
  ),
  getPerson: endpoint("GET", "/api/companies/:company/people/:person", "One person.", guest, {
    token: toRead("people"),
    params: company.extend({ person: Id }),
    reply: Person,
  }),
  updateMyProfile: endpoint("PATCH", "/api/companies/:company/people/me", "Changes the caller's own name, handle, title, time zone or status.", guest, {
    token: toWrite("people"),
    params: company,
    body: z.object({
      name: shortText(limits.name).optional(),
      handle: Handle.optional(),
      title: singleLine(limits.name).optional(),
      zone: Zone.nullable().optional(),
      status: NewStatus.nullable().optional(),
    }),
    reply: Person,
  }),
  setPersonRole: endpoint("PUT", "/api/companies/:company/people/:person/role", "Changes a person's role; the last administrator keeps his.", administrator, {
    params: company.extend({ person: Id }),
    body: z.object({ role: Role }),
    confirmed: true,
    audit: { action: "role.change", subject: "person", details: ["role"] },
    reply: Person,
  }),
  listOwned: endpoint("GET", "/api/companies/:company/people/:person/owned", "How much a person looks after, before he goes.", administrator, {
    params: company.extend({ person: Id }),
    reply: Owned,
  }),
  handOver: endpoint(
    "POST",
    "/api/companies/:company/people/:person/hand-over",
    "Gives what a person looks after to another one, private channels only to one who is in them; answers with what is left.",
    administrator,
    {
      params: company.extend({ person: Id }),
      body: z.object({ to: Id }),
      confirmed: true,
      audit: { action: "person.hand-over", subject: "person", details: ["to"] },
      reply: Owned,
    },
  ),
  listPersonSessions: endpoint("GET", "/api/companies/:company/people/:person/sessions", "Where a person is signed in. Installation owners.", owner, {
    params: company.extend({ person: Id }),
    reply: z.object({ sessions: z.array(Session) }),
  }),
  endPersonSessions: endpoint("DELETE", "/api/companies/:company/people/:person/sessions", "Signs a person out everywhere. Installation owners.", owner, {
    params: company.extend({ person: Id }),
    confirmed: true,
    audit: { action: "person.sign-out" },
    reply: Done,
  }),
  endPersonSession: endpoint(
    "DELETE",
    "/api/companies/:company/people/:person/sessions/:session",
    "Ends one session of a person. Installation owners.",
    owner,
    {
      params: company.extend({ person: Id, session: Id }),
      confirmed: true,
      audit: { action: "session.end", object: "session" },
      reply: Done,
    },
  ),
  makeResetLink: endpoint(
    "POST",
    "/api/companies/:company/people/:person/reset-link",
    "Makes a link by which a person sets a new password; shown once. Installation owners.",
    owner,
    {
      params: company.extend({ person: Id }),
      body: z.object({ /** Sends it to the account's confirmed address, too. */ mail: z.boolean().default(false) }).default({ mail: false }),
      confirmed: true,
      audit: { action: "reset-link.make", details: ["mail"] },
      reply: z.object({ url: z.string(), expiresAt: Instant, mailed: z.boolean() }),
    },
  ),
  disablePerson: endpoint(
    "DELETE",
    "/api/companies/:company/people/:person",
    "Takes a person out of the company: sessions and sockets lose it within a second.",
    administrator,
    {
      params: company.extend({ person: Id }),
      confirmed: true,
      audit: { action: "person.disable", subject: "person" },
      reply: Done,
    },
  ),
};
