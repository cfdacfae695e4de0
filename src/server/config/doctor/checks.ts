import { dirname } from "node:path";
import { type ExitKind, failureOf } from "../../../contract/exit.ts";
import { loadParts, type PartError, partFiles } from "../../platform/keys/parts.ts";
import { showListen } from "../addresses.ts";
import { ConfigError } from "../errors.ts";
import { folderError, folderProblem, ioError, programFolder } from "../folders.ts";
import type { Config } from "../load.ts";
import { tlsOptions } from "../tls.ts";
import type { Probes, RunningServer, StoreFacts } from "./probes.ts";

export interface Finding {
  readonly check: string;
  readonly state: "good" | "broken" | "not checked";
  readonly kind: ExitKind;
  readonly message: string;
  /** The command line that mends it. */
  readonly mend: string | null;
}

export interface Diagnosis {
  /** Of the first broken check, in their order; "ok" when none is. */
  readonly kind: ExitKind;
  readonly findings: readonly Finding[];
}

/** What a check may rest on: what those before it found out. */
interface Subject {
  readonly config: Config;
  readonly probes: Probes;
  server?: RunningServer | undefined;
  store?: StoreFacts | undefined;
}

/** Something that is no fault, and what puts it in order. */
interface Remark {
  readonly message: string;
  readonly mend: string;
}

/** Answers with what is good; throws what is broken, as a start would. */
type Check = (subject: Subject) => string | Promise<string | Remark>;

const MiB = 1024 * 1024;
/** Below this not even the store's log can grow by one flush. */
const LEAST_ROOM = 16 * MiB;
const CLOCK_TOLERANCE = 5 * 60_000;
const LATEST_YEAR = 2100;

/** Those that others rest on come first. A check that needs what a broken one should have found is not made. */
const checks: readonly { readonly name: string; readonly needs?: readonly string[]; readonly check: Check }[] = [
  { name: "data folder", check: ({ config, probes }) => examineFolder(config.data, probes) },
  { name: "room on disk", check: examineRoom },
  { name: "server", check: examineServer },
  { name: "store", needs: ["data folder", "server"], check: examineStore },
  { name: "key parts", needs: ["store"], check: examineParts },
  { name: "files", needs: ["store"], check: examineFiles },
  { name: "clock", check: examineClock },
  { name: "address", needs: ["server"], check: examineAddress },
  { name: "certificate", check: examineCertificate },
];

/** @param load reads the settings; a ConfigError is the first finding, and then the only one */
export async function diagnose(load: () => Config, probes: Probes): Promise<Diagnosis> {
  const findings: Finding[] = [];
  let config: Config;
  try {
    config = load();
    findings.push(good("settings", config.file === null ? "They fit together." : `They fit together; ${config.file} was read.`));
  } catch (error) {
    return { kind: failureOf(error).kind, findings: [broken("settings", error)] };
  }
  const subject: Subject = { config, probes };
  for (const { name, needs = [], check } of checks) {
    const missing = needs.find((other) => findings.some((finding) => finding.check === other && finding.state !== "good"));
    if (missing) findings.push({ check: name, state: "not checked", kind: "ok", message: `Mend "${missing}" first.`, mend: null });
    else findings.push(await examine(name, check, subject));
  }
  return { kind: findings.find((finding) => finding.state === "broken")?.kind ?? "ok", findings };
}

async function examine(name: string, check: Check, subject: Subject): Promise<Finding> {
  try {
    const found = await check(subject);
    return typeof found === "string" ? good(name, found) : { ...good(name, found.message), mend: found.mend };
  } catch (error) {
    return broken(name, error, subject.config);
  }
}

const good = (check: string, message: string): Finding => ({ check, state: "good", kind: "ok", message, mend: null });

function broken(check: string, error: unknown, config?: Config): Finding {
  const { kind, message, mend = defaultMend(kind, error, config) } = failureOf(error);
  return { check, state: "broken", kind, message, mend };
}

/** For errors that come from below and know of no command. */
function defaultMend(kind: ExitKind, error: unknown, config: Config | undefined): string | null {
  if (kind.startsWith("part_")) return partMend(error as PartError);
  switch (kind) {
    case "store_too_new":
      return `git -C ${programFolder} pull`;
    case "second_server":
      return `kill ${(error as { pid?: number }).pid ?? `$(cat ${config?.data}/store.pid)`}`;
    case "store_damaged":
      return "bastide restore FILE";
    default:
      return null;
  }
}

/** A secret that somebody else keeps is put right there; files and the database part come back by the kit. */
const partMend = ({ part }: PartError): string => (part === "database" ? "bastide restore FILE" : "bastide recover --kit FILE");

function examineFolder(path: string, probes: Probes): string {
  const stats = probes.stat(path);
  if (!stats) {
    const above = firstThere(path, probes);
    tryWrite(above, probes);
    return `${path} will be made at the first start.`;
  }
  const problem = folderProblem(stats, probes.account());
  if (problem) throw folderError(path, problem, stats);
  tryWrite(path, probes);
  const account = probes.account();
  for (const entry of probes.entries(path)) {
    const inside = probes.stat(entry);
    if (account && inside && inside.uid !== account.uid) throw folderError(entry, "not_ours", inside);
  }
  return `${path} is ours alone and can be written to.`;
}

function firstThere(path: string, probes: Probes): string {
  let here = dirname(path);
  while (!probes.stat(here) && dirname(here) !== here) here = dirname(here);
  return here;
}

function tryWrite(folder: string, probes: Probes): void {
  try {
    probes.write(folder);
  } catch (error) {
    throw ioError(folder, error);
  }
}

function examineRoom({ config, probes }: Subject): string {
  const folder = probes.stat(config.data) ? config.data : firstThere(config.data, probes);
  const { bytes, files } = probes.room(folder);
  const mend = `du -xh --max-depth=2 ${folder} | sort -h | tail`;
  if (bytes < LEAST_ROOM) throw new ConfigError("storage_full", `Only ${Math.floor(bytes / MiB)} MiB are left for ${folder}.`, mend);
  if (files === 0) throw new ConfigError("storage_full", `The file system of ${folder} can hold no further file.`, mend);
  return `${Math.floor(bytes / MiB)} MiB are left.`;
}

async function examineServer(subject: Subject): Promise<string> {
  const { config, probes } = subject;
  const server = await probes.server(config.data);
  if (!server) {
    if (probes.stat(config.data)) probes.lock(config.data);
    return "None runs on this folder.";
  }
  if (server.listen !== showListen(config.listen)) {
    const message = `Another server holds ${config.data}: process ${server.pid}, which listens on ${server.listen}.`;
    throw new ConfigError("second_server", message, `kill ${server.pid}`);
  }
  subject.server = server;
  return `Process ${server.pid} serves ${server.url}.`;
}

async function examineStore(subject: Subject): Promise<string> {
  subject.store = await subject.probes.store(subject.config.data);
  return subject.store ? `It belongs to installation ${subject.store.installation}.` : "There is none yet; the first start makes it.";
}

/** By lengths and clear columns: what is in the objects shows when they are read. */
async function examineFiles({ config, probes }: Subject): Promise<string | Remark> {
  const found = await probes.files(config.data);
  if (!found) return "The first start makes or migrates the store; look again then.";
  const { versions, missing, first, leftovers } = found;
  if (missing > 0) {
    const message = `The bytes of ${missing} of ${versions} versions of files are not all there (channel/file/number): ${first.join(", ")}${missing > first.length ? ", …" : ""}.`;
    throw new ConfigError("store_damaged", message, "bastide restore FILE");
  }
  if (leftovers.objects === 0) return `The bytes of ${versions} versions of files are there.`;
  const rest = `${leftovers.objects} objects (${leftovers.bytes} bytes) are named by nothing.`;
  return { message: `The bytes of ${versions} versions of files are there. ${rest}`, mend: "bastide files sweep" };
}

function examineParts({ config, probes, server, store }: Subject): string {
  // It may have been given the configuration part in a way that this process was not.
  if (server) return "The running server has all three.";
  if (!store) return "The first start makes them.";
  const files = partFiles(config, store.installation);
  for (const file of [files.installation, files.configuration]) {
    if (file !== null && probes.stat(dirname(file))) examineFolder(dirname(file), probes);
  }
  loadParts({ config, ...store, create: false });
  return "All three are there, and are those that the store needs.";
}

function examineClock({ config, probes, store }: Subject): string {
  const now = probes.now();
  const mend = "timedatectl set-ntp true";
  if (new Date(now).getUTCFullYear() >= LATEST_YEAR) throw new ConfigError("wrong_clock", `The clock says ${date(now)}.`, mend);
  const { builtAt } = probes.build();
  const known: (readonly [string, number | null | undefined])[] = [
    ["this program was built", builtAt],
    ["this program was installed", probes.stat(`${programFolder}/package.json`)?.mtimeMs],
    ["the store was written to", store?.newestEntry],
    ...(probes.stat(config.data) ? probes.entries(config.data) : []).map((path) => [`${path} was written`, probes.stat(path)?.mtimeMs] as const),
  ];
  for (const [what, at] of known) {
    if (at && at > now + CLOCK_TOLERANCE) throw new ConfigError("wrong_clock", `The clock says ${date(now)}, but ${what} at ${date(at)}.`, mend);
  }
  return `It says ${date(now)}, later than all that is known here.`;
}

const date = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

async function examineAddress({ config, probes, server }: Subject): Promise<string> {
  const shown = showListen(config.listen);
  if (server) return `Our server listens on ${shown}.`;
  try {
    await probes.bind(config.listen);
    return `${shown} is free.`;
  } catch (error) {
    throw addressError(shown, config, error as NodeJS.ErrnoException);
  }
}

function addressError(shown: string, { listen }: Config, error: NodeJS.ErrnoException): unknown {
  const other = `export BASTIDE_LISTEN=${showListen({ host: listen.host, port: 0 })}`;
  if (error.code === "EADDRINUSE") return new ConfigError("port_taken", `Another program listens on ${shown}; ss -ltnp names it.`, other);
  if (error.code === "EACCES") return new ConfigError("rights", `This user may not listen on ${shown}: ports below 1024 are the system's.`, other);
  if (error.code === "EADDRNOTAVAIL")
    return new ConfigError("config_invalid", `This machine has no address ${listen.host}.`, "export BASTIDE_LISTEN=127.0.0.1:8420");
  return error;
}

function examineCertificate({ config }: Subject): string {
  return tlsOptions(config) ? "Certificate and key belong together." : "None is set: the server speaks plain HTTP, to this machine or to your proxy.";
}
