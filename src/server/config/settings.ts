/** The one table of settings. Loading, `bastide config` and the table in docs/operating.md all come from it. */
import { z } from "zod";
import { isDnsServer, parseAllowed, parseListen, parseNetwork } from "./addresses.ts";

export interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** The environment variable. The key in the file is the rest of it in lower case. */
  readonly env: `BASTIDE_${string}`;
  readonly type: string;
  /** Text that is read when nothing is set; null for a setting that is then absent. */
  readonly default: string | null;
  /** How the default reads where it is no plain text. */
  readonly defaultShown?: string;
  /** Masked wherever it is shown, taken from `*_FILE` too, and never from the configuration file itself. */
  readonly secret: boolean;
  /** A path: relative to the working folder, or to the configuration file that names it. */
  readonly path: boolean;
  readonly means: string;
  readonly schema: Schema;
}

const setting = <Schema extends z.ZodType>(given: Omit<Setting<Schema>, "secret" | "path"> & Partial<Setting<Schema>>): Setting<Schema> => ({
  secret: false,
  path: false,
  ...given,
});

/** Turns a parser that throws into a zod step whose issue is the thrown sentence. */
const parsedBy =
  <Value>(parse: (text: string) => Value) =>
  (text: string, context: z.RefinementCtx): Value => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  };

const path = z.string().refine((text) => !text.includes("\0"), "is no path");

function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) throw new Error("must be written as https://name or https://name:port");
  if (url.username || url.password) throw new Error("must not hold a name or password");
  if (url.pathname !== "/" || url.search || url.hash || /[?#]/.test(text)) throw new Error("is an origin only: no path, query or fragment");
  if (url.hostname.endsWith(".") || url.hostname.includes("*")) throw new Error("names no usable host");
  return url.origin;
}

const listed = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((list) => list.map((text) => text.trim()).filter((text) => text !== ""));
const networks = listed.pipe(z.array(z.string().transform(parsedBy(parseNetwork))).min(1, "names no address"));

/** Powers of 1024, as disks are counted by programs. */
const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;

function parseBytes(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,15})([KMGT]?)B?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (units[unit.toUpperCase() as keyof typeof units] ?? 1);
  if (digits === "" || !Number.isSafeInteger(bytes) || bytes === 0) throw new Error("must be a number of bytes, as 500M or 20G");
  return bytes;
}
const bytes = z.string().transform(parsedBy(parseBytes));

/** An address alone, or a name of one line before it. */
function isSender(text: string): boolean {
  const named = /^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(text);
  return z.email().safeParse(named?.[1] ?? text).success;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export const settings = {
  data: setting({
    env: "BASTIDE_DATA",
    type: "folder",
    default: "./data",
    path: true,
    means: "Where the sealed store, its files and the database part of the root key lie.",
    schema: path,
  }),
  config: setting({
    env: "BASTIDE_CONFIG",
    type: "folder",
    default: null,
    defaultShown: "$XDG_CONFIG_HOME/bastide/<installation id>",
    path: true,
    means: "Where the configuration part of the root key lies; a bastide.toml in it is read when this is set.",
    schema: path,
  }),
  state: setting({
    env: "BASTIDE_STATE",
    type: "folder",
    default: null,
    defaultShown: "$XDG_STATE_HOME/bastide/<installation id>",
    path: true,
    means: "Where the installation part of the root key lies.",
    schema: path,
  }),
  listen: setting({
    env: "BASTIDE_LISTEN",
    type: "address:port",
    default: "127.0.0.1:8420",
    means: "Where the server listens; port 0 takes any free one. Beyond this machine it needs TLS or a declared proxy.",
    schema: z.string().transform(parsedBy(parseListen)),
  }),
  url: setting({
    env: "BASTIDE_URL",
    type: "origin",
    default: null,
    defaultShown: "from the address listened on",
    means: "The origin that people type into their browsers; links and the Origin check go by it.",
    schema: z.string().transform(parsedBy(parseOrigin)),
  }),
  tlsCert: setting({
    env: "BASTIDE_TLS_CERT",
    type: "file",
    default: null,
    path: true,
    means: "The certificate chain in PEM; with it the server speaks HTTPS and WSS only.",
    schema: path,
  }),
  tlsKey: setting({
    env: "BASTIDE_TLS_KEY",
    type: "file",
    default: null,
    path: true,
    means: "The certificate's private key in PEM, readable by the server's user alone.",
    schema: path,
  }),
  tlsMin: setting({
    env: "BASTIDE_TLS_MIN",
    type: "1.2 or 1.3",
    default: "1.2",
    means: "The oldest TLS version that is spoken.",
    schema: z.enum(["1.2", "1.3"], "must be 1.2 or 1.3"),
  }),
  trustedProxy: setting({
    env: "BASTIDE_TRUSTED_PROXY",
    type: "addresses or ranges, with commas between",
    default: null,
    means: "The reverse proxies whose forwarding headers are believed; everybody else's are ignored.",
    schema: networks,
  }),
  egressAllow: setting({
    env: "BASTIDE_EGRESS_ALLOW",
    type: "purpose=name:port or purpose=address or range, with commas between; purposes are sign-in and directory",
    default: null,
    means:
      "Peers inside your own network that this server may connect to, each for one purpose; a sign-in provider also without TLS. Public addresses over TLS need no line here.",
    schema: listed.pipe(z.array(z.string().transform(parsedBy(parseAllowed))).min(1, "names no peer")),
  }),
  dns: setting({
    env: "BASTIDE_DNS",
    type: "addresses, with commas between",
    default: null,
    defaultShown: "those of the system",
    means: "The name servers that are asked where a configured peer is, and whether a domain is yours.",
    schema: listed.pipe(z.array(z.string().refine(isDnsServer, "must hold IP addresses, with a port or without")).min(1, "names no server")),
  }),
  smtpHost: setting({
    env: "BASTIDE_SMTP_HOST",
    type: "name or address",
    default: null,
    means: "Your mail server. Without it nothing is mailed, and administrators copy links instead.",
    schema: z
      .string()
      .transform((text) => text.toLowerCase())
      .refine((text) => /^[a-z0-9.:-]+$/.test(text), "is no name of a host"),
  }),
  smtpPort: setting({
    env: "BASTIDE_SMTP_PORT",
    type: "number",
    default: "587",
    means: "Its port. 465 speaks TLS from the first byte, on others it is asked for by STARTTLS.",
    schema: z.coerce.number("must be a number").int("must be a whole number").min(1, "must be from 1 to 65535").max(65_535, "must be from 1 to 65535"),
  }),
  smtpUser: setting({
    env: "BASTIDE_SMTP_USER",
    type: "text",
    default: null,
    means: "The name by which this server signs in to it; shown over TLS only, or to this same machine.",
    schema: z.string().min(1),
  }),
  smtpPassword: setting({
    env: "BASTIDE_SMTP_PASSWORD",
    type: "text",
    default: null,
    secret: true,
    means: "The password that goes with the name.",
    schema: z.string().min(1, "is empty"),
  }),
  mailFrom: setting({
    env: "BASTIDE_MAIL_FROM",
    type: "address, or name <address>",
    default: null,
    means: "From whom mails are; needed beside BASTIDE_SMTP_HOST.",
    schema: z.string().refine(isSender, "must be an address, or a name and <address>"),
  }),
  mailTls: setting({
    env: "BASTIDE_MAIL_TLS",
    type: "opportunistic or require-tls",
    default: "opportunistic",
    means: "Whether mail may leave in clear where the mail server offers no TLS. A certificate that proves nothing stops it in either case.",
    schema: z.enum(["opportunistic", "require-tls"], "must be opportunistic or require-tls"),
  }),
  smtpCa: setting({
    env: "BASTIDE_SMTP_CA",
    type: "file",
    default: null,
    path: true,
    means: "The authority in PEM that signed the mail server's certificate, where it is not one of the usual ones.",
    schema: path,
  }),
  auditCheckpoints: setting({
    env: "BASTIDE_AUDIT_CHECKPOINTS",
    type: "folder",
    default: null,
    path: true,
    means: "Where signed heads of the logs are appended, best on a machine of somebody else: a later log is checked against them.",
    schema: path,
  }),
  fileSize: setting({
    env: "BASTIDE_FILE_SIZE",
    type: "bytes: 500M, 20G",
    default: "20G",
    means: "The largest file that is taken.",
    schema: bytes,
  }),
  storagePerPerson: setting({
    env: "BASTIDE_STORAGE_PER_PERSON",
    type: "bytes: 500M, 20G",
    default: null,
    means: "How many bytes of files one person of a company may have brought, all versions counted. Without it: as many as there is room.",
    schema: bytes,
  }),
  storagePerCompany: setting({
    env: "BASTIDE_STORAGE_PER_COMPANY",
    type: "bytes: 500M, 20G",
    default: null,
    means: "How many bytes of files all people of one company may have brought together. Without it: as many as there is room.",
    schema: bytes,
  }),
  storageReserve: setting({
    env: "BASTIDE_STORAGE_RESERVE",
    type: "bytes: 500M, 20G",
    default: null,
    defaultShown: "512M, or 2 % of the disk where that is less",
    means: "How many bytes of the disk uploads leave free, so that messages are still written and files destroyed when no more files are taken.",
    schema: bytes,
  }),
  log: setting({
    env: "BASTIDE_LOG",
    type: logLevels.join(", "),
    default: "info",
    means: "How much is logged; content never is.",
    schema: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`),
  }),
  configurationPart: setting({
    env: "BASTIDE_CONFIGURATION_PART",
    type: "key part",
    default: null,
    secret: true,
    means: "The configuration part itself, in place of a file in BASTIDE_CONFIG.",
    schema: z.string(),
  }),
} as const;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

/** The key in the file: BASTIDE_TLS_CERT is `tls_cert`. */
export const fileKey = (name: SettingName): string => settings[name].env.slice("BASTIDE_".length).toLowerCase();
