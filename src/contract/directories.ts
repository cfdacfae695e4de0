/** Directories of a company (LDAP, RFC 4511): who is in them can sign in by their password there, and is kept in step by a sync. */
import { z } from "zod";
import { SignedIn } from "./accounts.ts";
import { Counter, Done, Id, Instant, limits, plainText, shortText } from "./common.ts";
import { Connection } from "./connections.ts";
import { administrator, anybody, endpoint } from "./define.ts";

export const directoryProducts = ["active_directory", "openldap"] as const;
/** How it is told who is in a group: the person says so · Active Directory also looks into groups of groups · the group lists them */
export const groupRules = ["member_of", "nested", "listed"] as const;
export const syncStates = ["never", "running", "done", "failed", "held"] as const;
/** Why somebody cannot be what his directory says: his address is that of an account here which did not confirm it · his account
 * came by another entry · an administrator took him out · nobody else would be left to administer */
export const directoryObstacles = ["address_taken", "already_linked", "taken_out", "last_administrator"] as const;
export const directorySteps = ["reach", "secure", "bind", "search"] as const;

const Attribute = z
  .string()
  .max(60)
  .regex(/^([a-zA-Z][a-zA-Z0-9-]*|\d+(\.\d+)+)$/);
const Name = shortText(500);
const Role = z.enum(["guest", "member"]);

const Settings = z.object({
  name: shortText(limits.name),
  product: z.enum(directoryProducts),
  host: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(253)
    .regex(/^[a-z0-9.:_-]+$/),
  port: z.number().int().min(1).max(65_535),
  /** tls: from the first byte · starttls: asked for before anything else. Never in clear. */
  security: z.enum(["tls", "starttls"]),
  /** Authorities in PEM that are trusted in place of the usual ones. */
  authorities: plainText(100_000).nullable().default(null),
  /** Who searches: an account of the directory that may read and nothing else. */
  bindDn: Name,
  /** Below which people are looked for. */
  base: Name,
  /** Which entries are people (RFC 4515). */
  filter: shortText(1000),
  /** What people type to sign in: attributes that are compared with it. */
  loginAttributes: z.array(Attribute).min(1).max(5),
  groupRule: z.enum(groupRules).default("member_of"),
  /** Distinguished names of groups, and what their people are here; the highest counts. */
  groups: z
    .array(z.object({ group: Name, role: Role }))
    .max(50)
    .default([]),
  /** Which of the people are disabled, beside what the directory says by its usual attributes (RFC 4515). */
  disabledFilter: shortText(1000).nullable().default(null),
  /** Role of who is in none of the groups; null: nobody is made here, only who linked is kept in step. */
  newcomers: Role.nullable().default(null),
});

const optional = Settings.extend({
  authorities: Settings.shape.authorities.unwrap(),
  groupRule: Settings.shape.groupRule.unwrap(),
  groups: Settings.shape.groups.unwrap(),
  disabledFilter: Settings.shape.disabledFilter.unwrap(),
  newcomers: Settings.shape.newcomers.unwrap(),
}).partial();

const Counts = z.object({ found: Counter, made: Counter, changed: Counter, back: Counter, gone: Counter, blocked: Counter, failed: Counter });
const Obstacle = z.enum(directoryObstacles);

export const DirectorySync = z.object({
  state: z.enum(syncStates),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  nextAt: Instant.nullable(),
  /** While it runs. */
  progress: z.object({ done: Counter, of: Counter }).nullable(),
  problem: z.string().nullable(),
  counts: Counts,
  /** Who was taken out last, with what is theirs; or who would be, where it stopped to ask. */
  gone: z.array(z.object({ person: Id, name: z.string(), channels: Counter, teams: Counter })),
  /** Who was left as he is; nothing is tried for him until what hinders is gone. */
  blocked: z.array(z.object({ name: z.string(), login: z.string(), obstacle: Obstacle })),
});

export const Directory = Settings.extend({
  id: Id,
  state: z.enum(["draft", "on", "off"]),
  hasPassword: z.boolean(),
  createdAt: Instant,
  sync: DirectorySync,
  problems: Connection.shape.problems,
});

export const DirectoryChange = z.object({
  kind: z.enum(["new", "changed", "back", "gone", "blocked"]),
  name: z.string(),
  login: z.string(),
  person: Id.nullable(),
  role: z.enum(["guest", "member", "administrator"]).nullable(),
  obstacle: Obstacle.nullable(),
});

const company = z.object({ company: Id });
const directory = company.extend({ directory: Id });
const base = "/api/companies/:company/directories";
/** Written, never read. */
const password = plainText(1000).min(1);

export const directories = {
  listDirectories: endpoint("GET", base, "The company's directories, and where their sync stands.", administrator, {
    params: company,
    reply: z.object({ directories: z.array(Directory) }),
  }),
  createDirectory: endpoint("POST", base, "Sets a directory up, switched off.", administrator, {
    confirmed: true,
    secret: true,
    params: company,
    body: Settings.extend({ bindPassword: password }),
    audit: { action: "connection.create", details: ["product", "security", "newcomers"] },
    reply: Directory,
  }),
  changeDirectory: endpoint("PATCH", `${base}/:directory`, "Changes a directory, or switches it on or off.", administrator, {
    confirmed: true,
    secret: true,
    params: directory,
    body: optional.extend({ bindPassword: password.optional(), state: z.enum(["on", "off"]).optional() }),
    audit: { action: "connection.change", object: "directory", details: ["state", "security", "newcomers"] },
    reply: Directory,
  }),
  removeDirectory: endpoint("DELETE", `${base}/:directory`, "Removes a directory; sessions that it began end, its people stay.", administrator, {
    confirmed: true,
    params: directory,
    audit: { action: "connection.remove", object: "directory" },
    reply: Done,
  }),
  testDirectory: endpoint("POST", `${base}/:directory/test`, "Reaches a directory, secures, binds and searches, and says how far it came.", administrator, {
    params: directory,
    reply: z.object({
      /** Those that went well. */
      steps: z.array(z.enum(directorySteps)),
      problem: z.string().nullable(),
      /** The directory's own number for it (RFC 4511), where it gave one. */
      result: z.number().int().nullable(),
      protocol: z.string(),
      people: Counter,
    }),
  }),
  tryDirectorySync: endpoint("POST", `${base}/:directory/sync/try`, "What a sync would change now; nothing is changed.", administrator, {
    params: directory,
    reply: z.object({ counts: Counts, problem: z.string().nullable(), changes: z.array(DirectoryChange), more: z.boolean() }),
  }),
  syncDirectory: endpoint("POST", `${base}/:directory/sync`, "Begins a sync. Where the last one stopped to ask, `gone` says how many may go.", administrator, {
    confirmed: true,
    params: directory,
    body: z.object({ gone: Counter.nullable().default(null) }),
    audit: { action: "directory.sync", object: "directory", details: ["gone"] },
    reply: DirectorySync,
  }),
  signInByDirectory: endpoint(
    "POST",
    "/api/sign-in/directory",
    "Signs in with name and password of a company's directory; sets the session cookie.",
    anybody("name and password are asked of the directory; guesses are counted as for passwords here"),
    {
      secret: true,
      body: z.object({ company: Id, connection: Id, login: shortText(320), password: z.string().max(1000) }),
      audit: { action: "session.start" },
      reply: SignedIn,
    },
  ),
};
