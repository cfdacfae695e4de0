/** Environment and file become one validated Config, in which each value knows where it came from. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { parse as parseToml, TomlError } from "smol-toml";
import type { z } from "zod";
import { type AllowedPeer, isLoopback, isWildcard, type ListenAddress, type Network, showListen } from "./addresses.ts";
import { ConfigError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { Secret } from "./secret.ts";
import { fileKey, type Setting, type SettingName, settingNames, settings } from "./settings.ts";

export type Source =
  | { readonly kind: "default" }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "file"; readonly file: string; readonly line: number; readonly key: string }
  /** A secret read from a file; `by` is the variable or key that names it. */
  | { readonly kind: "secret file"; readonly file: string; readonly by: string };

export interface Config {
  /** Absolute, like every path here. */
  readonly data: string;
  /** BASTIDE_CONFIG, or its default, which hangs on the installation's id (kept in the store's meta). */
  configFolder(installation: string): string;
  /** BASTIDE_STATE, or its default, likewise. */
  stateFolder(installation: string): string;
  readonly listen: ListenAddress;
  /** Origin without a slash at the end; null: `originOf` makes it from the port that was bound. */
  readonly url: string | null;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly tlsMin: "1.2" | "1.3";
  readonly trustedProxy: readonly Network[];
  readonly egressAllow: readonly AllowedPeer[];
  /** Empty: the system's. */
  readonly dns: readonly string[];
  /** Null: this server sends no mail. */
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly login: { readonly user: string; readonly password: Secret } | null;
    readonly from: string;
    readonly tls: "opportunistic" | "require-tls";
    readonly ca: string | null;
  } | null;
  /** Null: heads of the logs are kept nowhere else. */
  readonly auditCheckpoints: string | null;
  /** Bytes of the largest file, and of all files of one person and of one company; null: as many as there is room. */
  readonly fileSize: number;
  readonly storagePerPerson: number | null;
  readonly storagePerCompany: number | null;
  /** Bytes of the disk that uploads leave free; null: the usual ones. */
  readonly storageReserve: number | null;
  readonly log: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  readonly configurationPart: Secret | null;
  /** The file that was read, if one was. */
  readonly file: string | null;
  readonly sources: Readonly<Record<SettingName, Source>>;
}

export interface LoadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives a file's text; throws with `code` "ENOENT" when there is none. */
  readonly readFile: (path: string) => string;
  readonly cwd: string;
  /** The user's home folder; empty when there is none. */
  readonly home: string;
  /** The configuration file named on the command line (`--config`). */
  readonly file?: string | undefined;
}

/** Those of this process. @param file what `--config` named */
export function processOptions(file?: string): LoadOptions {
  return { env: process.env, readFile: (path) => readFileSync(path, "utf8"), cwd: process.cwd(), home: home(), file };
}

/** A container's user may be unknown to the system, and then has none. */
function home(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}

/** What was written, before it is validated. */
interface Written {
  readonly value: unknown;
  readonly source: Source;
  /** What a relative path starts from. */
  readonly base: string;
}

const envNames = settingNames.flatMap((name) => (settings[name].secret ? [settings[name].env, `${settings[name].env}_FILE`] : [settings[name].env]));
const fileKeys = settingNames.map((name) => (settings[name].secret ? `${fileKey(name)}_file` : fileKey(name)));

/** @throws ConfigError, naming the value's source and what would fit */
export function loadConfig(options: LoadOptions): Config {
  const { env, cwd } = options;
  refuseUnknownEnvironment(env);
  const file = readConfigFile(options);
  const sources: Partial<Record<SettingName, Source>> = {};

  function value<Name extends SettingName>(name: Name): z.output<(typeof settings)[Name]["schema"]> | null {
    const setting: Setting = settings[name];
    const written = fromEnvironment(setting, options) ?? fromFile(name, file, options) ?? fromDefault(setting, cwd);
    sources[name] = written?.source ?? { kind: "default" };
    return written ? (validated(name, written) as z.output<(typeof settings)[Name]["schema"]>) : null;
  }

  /** A setting whose default is a text always has a value. */
  const filled = <Name extends SettingName>(name: Name) => value(name) as z.output<(typeof settings)[Name]["schema"]>;

  const configurationPart = value("configurationPart");
  const folders = { config: value("config"), state: value("state") };
  const config: Config = {
    data: filled("data"),
    configFolder: (id) => folders.config ?? xdgFolder(options, "BASTIDE_CONFIG", "XDG_CONFIG_HOME", ".config", id),
    stateFolder: (id) => folders.state ?? xdgFolder(options, "BASTIDE_STATE", "XDG_STATE_HOME", ".local/state", id),
    listen: filled("listen"),
    url: value("url"),
    tls: tlsPair(value("tlsCert"), value("tlsKey")),
    tlsMin: filled("tlsMin"),
    trustedProxy: value("trustedProxy") ?? [],
    egressAllow: value("egressAllow") ?? [],
    dns: value("dns") ?? [],
    smtp: smtpOf({
      host: value("smtpHost"),
      port: filled("smtpPort"),
      user: value("smtpUser"),
      password: value("smtpPassword"),
      from: value("mailFrom"),
      tls: filled("mailTls"),
      ca: value("smtpCa"),
    }),
    auditCheckpoints: value("auditCheckpoints"),
    fileSize: filled("fileSize"),
    storagePerPerson: value("storagePerPerson"),
    storagePerCompany: value("storagePerCompany"),
    storageReserve: value("storageReserve"),
    log: filled("log"),
    configurationPart: configurationPart === null ? null : new Secret(configurationPart),
    file: file?.path ?? null,
    sources: sources as Record<SettingName, Source>,
  };
  refuseSocketPath(config);
  refuseExposure(config);
  refuseUrl(config);
  return config;
}

/** The origin people use: BASTIDE_URL, else made of the address and the port that was bound. */
export function originOf(config: Config, boundPort: number): string {
  return config.url ?? new URL(`${config.tls ? "https" : "http"}://${showListen({ host: config.listen.host, port: boundPort })}`).origin;
}

/** Where the commands meet the running server. */
export const socketPath = (config: Pick<Config, "data">): string => join(config.data, "bastide.sock");

export function showSource(source: Source): string {
  switch (source.kind) {
    case "default":
      return "default";
    case "environment":
      return source.name;
    case "file":
      return `${source.file}:${source.line} ${source.key}`;
    case "secret file":
      return `${source.file} (named by ${source.by})`;
  }
}

// --- Where a value comes from: environment, then file, then default ---

function refuseUnknownEnvironment(env: LoadOptions["env"]): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith("BASTIDE_") || envNames.includes(name)) continue;
    const meant = nearest(name, envNames);
    throw new ConfigError("unknown_key", `There is no setting ${name}. The nearest one is ${meant}.`, `export ${meant}="$${name}"; unset ${name}`);
  }
}

function fromEnvironment(setting: Setting, { env, cwd, readFile }: LoadOptions): Written | undefined {
  const value = env[setting.env];
  if (!setting.secret) return value ? { value, source: { kind: "environment", name: setting.env }, base: cwd } : undefined;
  const named = `${setting.env}_FILE`;
  const file = env[named];
  if (value && file) throw new ConfigError("config_invalid", `${setting.env} and ${named} are both set; keep one.`, `unset ${setting.env}`);
  if (file) return fromSecretFile(resolve(cwd, file), named, readFile);
  return value ? { value: value.trim(), source: { kind: "environment", name: setting.env }, base: cwd } : undefined;
}

function fromSecretFile(path: string, by: string, readFile: LoadOptions["readFile"]): Written {
  try {
    return { value: readFile(path).trim(), source: { kind: "secret file", file: path, by }, base: dirname(path) };
  } catch (error) {
    throw new ConfigError(
      "config_invalid",
      `${by} names ${path}, which can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`,
      `ls -l ${path}`,
    );
  }
}

interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  lineOf(key: string): number;
}

/** `--config FILE` must be there; bastide.toml in BASTIDE_CONFIG may be. */
function readConfigFile({ env, cwd, readFile, file }: LoadOptions): ConfigFile | undefined {
  if (file === undefined && !env.BASTIDE_CONFIG) return undefined;
  const path = file !== undefined ? resolve(cwd, file) : join(resolve(cwd, env.BASTIDE_CONFIG as string), "bastide.toml");
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (file === undefined && (code === "ENOENT" || code === "ENOTDIR")) return undefined;
    throw new ConfigError(
      code === "EACCES" ? "rights" : "config_invalid",
      `The configuration file ${path} can't be read (${code ?? "unknown reason"}).`,
      `ls -l ${path}`,
    );
  }
  return parsedFile(path, text);
}

function parsedFile(path: string, text: string): ConfigFile {
  let values: Record<string, unknown>;
  try {
    values = parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ConfigError("config_invalid", `${path}:${error.line}: this is not TOML: ${error.message.split("\n")[0]}`);
  }
  const lines = text.split("\n");
  // The parser keeps no positions. All keys are flat, so the first line that opens with the key, or with a table of its name, is the one.
  const lineOf = (key: string) =>
    lines.findIndex((line) =>
      line
        .trimStart()
        .replace(/^(\[\s*)?["']?/, "")
        .startsWith(key),
    ) + 1;
  for (const key of Object.keys(values)) {
    if (fileKeys.includes(key)) continue;
    const bare = settingNames.find((name) => settings[name].secret && fileKey(name) === key);
    const where = `${path}:${lineOf(key)}`;
    if (bare)
      throw new ConfigError("config_invalid", `${where}: a secret does not stand in this file; write ${key}_file and the path of a file that holds it.`);
    // Settings are flat: `[tls] cert` was meant as tls_cert.
    const written = isTable(values[key]) ? [key, ...Object.keys(values[key]).slice(0, 1)] : [key];
    const meant = nearest(written.join("_"), fileKeys);
    const mend = /^\w+$/.test(key) && written.length === 1 ? `sed -i '${lineOf(key)}s/${key}/${meant}/' ${path}` : `$EDITOR +${lineOf(key)} ${path}`;
    throw new ConfigError("unknown_key", `${where}: there is no setting ${written.join(".")}. The nearest one is ${meant}.`, mend);
  }
  return { path, values, lineOf };
}

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function fromFile(name: SettingName, file: ConfigFile | undefined, { readFile }: LoadOptions): Written | undefined {
  if (!file) return undefined;
  const key = settings[name].secret ? `${fileKey(name)}_file` : fileKey(name);
  const value = file.values[key];
  if (value === undefined) return undefined;
  const base = dirname(file.path);
  const source: Source = { kind: "file", file: file.path, line: file.lineOf(key), key };
  if (!settings[name].secret) return { value, source, base };
  if (typeof value !== "string") throw new ConfigError("config_invalid", `${showSource(source)} is no path.`);
  return fromSecretFile(resolve(base, value), showSource(source), readFile);
}

function fromDefault(setting: Setting, cwd: string): Written | undefined {
  return setting.default === null ? undefined : { value: setting.default, source: { kind: "default" }, base: cwd };
}

function validated(name: SettingName, { value, source, base }: Written): unknown {
  const setting: Setting = settings[name];
  const parsed = setting.schema.safeParse(value);
  if (parsed.success) return setting.path ? resolve(base, parsed.data as string) : parsed.data;
  const problem = parsed.error.issues[0]?.message ?? "does not fit";
  const shown = setting.secret ? "" : ` (${JSON.stringify(value)})`;
  const mend = source.kind === "environment" ? `unset ${setting.env}` : source.kind === "file" ? `$EDITOR +${source.line} ${source.file}` : undefined;
  throw new ConfigError(name === "url" ? "bad_url" : "config_invalid", `${setting.env}${shown} ${problem}. It comes from: ${showSource(source)}.`, mend);
}

/** Basedir specification: a relative path in an XDG variable is ignored. */
function xdgFolder({ env, home }: LoadOptions, name: string, variable: string, below: string, id: string): string {
  const set = env[variable];
  if (set && isAbsolute(set)) return join(set, "bastide", id);
  if (!isAbsolute(home))
    throw new ConfigError("config_invalid", `There is no home folder to hold the default of ${name}; set ${name}.`, `export ${name}=/path/of/a/folder`);
  return join(home, below, "bastide", id);
}

// --- Values that must fit together ---

function tlsPair(cert: string | null, key: string | null): Config["tls"] {
  if (cert !== null && key !== null) return { cert, key };
  if (cert === null && key === null) return null;
  throw new ConfigError("config_invalid", "BASTIDE_TLS_CERT and BASTIDE_TLS_KEY are set together or not at all.");
}

interface SmtpSettings {
  readonly host: string | null;
  readonly port: number;
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string | null;
  readonly tls: "opportunistic" | "require-tls";
  readonly ca: string | null;
}

function smtpOf({ host, port, user, password, from, tls, ca }: SmtpSettings): Config["smtp"] {
  if (host === null) return null;
  if (from === null)
    throw new ConfigError(
      "config_invalid",
      "BASTIDE_SMTP_HOST is set, and BASTIDE_MAIL_FROM is not.",
      "export BASTIDE_MAIL_FROM='Bastide <bastide@workspace.example>'",
    );
  if ((user === null) !== (password === null))
    throw new ConfigError("config_invalid", "BASTIDE_SMTP_USER and BASTIDE_SMTP_PASSWORD are set together or not at all.");
  return { host, port, login: user !== null && password !== null ? { user, password: new Secret(password) } : null, from, tls, ca };
}

/** The kernel takes at most 107 bytes for the path of a Unix socket (unix(7)). */
function refuseSocketPath(config: Config): void {
  if (Buffer.byteLength(socketPath(config)) <= 107) return;
  throw new ConfigError("config_invalid", `The path of BASTIDE_DATA (${config.data}) is too long for the socket in it; at most 94 bytes fit.`);
}

function refuseExposure({ listen, tls, trustedProxy }: Config): void {
  if (tls || trustedProxy.length > 0 || isLoopback(listen.host)) return;
  throw new ConfigError(
    "exposed",
    `BASTIDE_LISTEN=${showListen(listen)} is reached from other machines, and passwords would travel in clear. ` +
      "Set BASTIDE_TLS_CERT and BASTIDE_TLS_KEY, or name your proxy in BASTIDE_TRUSTED_PROXY.",
    "export BASTIDE_LISTEN=127.0.0.1:8420",
  );
}

function refuseUrl({ listen, url, tls, trustedProxy, sources }: Config): void {
  const refuse = (why: string, mend?: string) => {
    throw new ConfigError("bad_url", `BASTIDE_URL ${why}. It comes from: ${showSource(sources.url)}.`, mend);
  };
  if (url === null) {
    if (isWildcard(listen.host)) refuse("must be set when the server listens on every address", "export BASTIDE_URL=https://workspace.example");
    return;
  }
  const { protocol, hostname } = new URL(url);
  const local = isLoopback(hostname.replace(/^\[|\]$/g, ""));
  if (tls && protocol !== "https:")
    refuse("starts with http, and a certificate is set: it must start with https", `export BASTIDE_URL=${url.replace(/^http:/, "https:")}`);
  if (!tls && !local && protocol !== "https:")
    refuse("names another machine over plain http: it must start with https", `export BASTIDE_URL=${url.replace(/^http:/, "https:")}`);
  if (!tls && trustedProxy.length === 0 && protocol === "https:") {
    refuse(
      "starts with https, but nothing here speaks it: set a certificate, or name your proxy in BASTIDE_TRUSTED_PROXY",
      "export BASTIDE_TRUSTED_PROXY=127.0.0.1",
    );
  }
}
