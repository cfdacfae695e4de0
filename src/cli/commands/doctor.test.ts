import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { diagnose, type Probes, systemProbes } from "../../server/config/doctor/index.ts";
import { loadConfig } from "../../server/config/index.ts";
import { Operations, serveOperations } from "../../server/operations.ts";
import { loadParts, writePartMeta } from "../../server/platform/keys/parts.ts";
import { migrations } from "../../server/platform/records/migrations/index.ts";
import type { Migration } from "../../server/platform/records/migrations.ts";
import { openSqlite } from "../../server/platform/records/sqlite/index.ts";
import { type ExitKind, exitKinds } from "../exit.ts";

const program = join(import.meta.dirname, "../main.ts");
const installation = "7f4de6c2-90a5-4dd6-8b40-3f1a4f4a3d11";
type Env = Record<string, string>;

let root: string;
let env: Env;
let closers: (() => unknown)[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bastide-doctor-"));
  env = { BASTIDE_DATA: join(root, "data"), BASTIDE_STATE: join(root, "state"), BASTIDE_CONFIG: join(root, "config"), BASTIDE_LISTEN: "127.0.0.1:0" };
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(root, { recursive: true, force: true });
});

const configOf = (given: Env = env) => loadConfig({ env: given, readFile: (path) => readFileSync(path, "utf8"), cwd: root, home: root });

/** A store with its parts, as the first start leaves it; nobody runs on it. */
async function makeInstallation(later: readonly Migration[] = []): Promise<void> {
  const config = configOf();
  mkdirSync(config.data, { mode: 0o700, recursive: true });
  const port = await openSqlite({ folder: config.data, migrations: [...migrations, ...later], now: Date.now });
  await port.writeMeta("installation", Buffer.from(installation), undefined);
  await writePartMeta(port, loadParts({ config, installation, fingerprints: undefined, databasePart: undefined, create: true }));
  await port.close();
}

interface Report {
  readonly kind: ExitKind;
  readonly findings: { check: string; state: string; kind: ExitKind; message: string; mend: string | null }[];
}

/** Runs the doctor in a process of its own; `before` are shell lines that come first. */
async function doctor(given: Env = env, before = ""): Promise<{ status: number; report: Report }> {
  const lines = `${before}\nexec "${process.execPath}" "${program}" doctor --json`;
  const { status, stdout } = await new Promise<{ status: number; stdout: string }>((resolve) =>
    execFile("/bin/sh", ["-c", lines], { cwd: root, env: { PATH: process.env["PATH"] ?? "", HOME: root, ...given } }, (error, out) =>
      resolve({ status: error ? Number(error.code) : 0, stdout: out }),
    ),
  );
  return { status, report: JSON.parse(stdout) as Report };
}

/** The doctor ends by the kind's code and says how to mend it. @returns the mend */
async function expectBroken(kind: ExitKind, given: Env = env): Promise<string> {
  const { status, report } = await doctor(given);
  const [finding] = report.findings.filter(({ state }) => state === "broken");
  expect({ kind: finding?.kind, status }).toEqual({ kind, status: exitKinds[kind].status });
  expect(finding?.mend).toMatch(/\S/);
  return finding?.mend ?? "";
}

const expectMended = async (mend: string, given: Env = env) => expect((await doctor(given, mend)).report).toMatchObject({ kind: "ok" });

test("nothing is wrong with a fresh folder, nor with a sound installation", async () => {
  expect((await doctor()).status).toBe(0);
  await makeInstallation();
  const { status, report } = await doctor();
  expect(report.findings.filter(({ state }) => state !== "good")).toEqual([]);
  expect(status).toBe(0);
});

describe("ten broken set-ups, each with its own exit code and the command that mends it", () => {
  test("rights: others may enter the data folder", async () => {
    await makeInstallation();
    chmodSync(env["BASTIDE_DATA"] as string, 0o755);
    await expectMended(await expectBroken("rights"));
  });

  test("rights: a part that others may read", async () => {
    await makeInstallation();
    chmodSync(join(root, "state/installation.part"), 0o644);
    await expectMended(await expectBroken("rights"));
  });

  test("full disk", async () => {
    const folder = join(root, "small");
    mkdirSync(folder, { mode: 0o700 });
    if (mountSmall(folder)) return void expect(await expectBroken("storage_full", { ...env, BASTIDE_DATA: folder })).toContain(folder);
    const found = await diagnoseWith({ room: () => ({ bytes: 4096, files: 100 }) });
    return void expect(found).toMatchObject({ kind: "storage_full", mend: expect.stringContaining("du ") });
  });

  test("wrong clock: it stands before the newest thing written", async () => {
    await makeInstallation();
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(join(root, "data/records.sqlite"), tomorrow, tomorrow);
    expect(await expectBroken("wrong_clock")).toContain("timedatectl");
  });

  test("port taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    closers.push(() => other.close());
    await once(other, "listening");
    const given = { ...env, BASTIDE_LISTEN: `127.0.0.1:${(other.address() as AddressInfo).port}` };
    await expectMended(await expectBroken("port_taken", given), given);
  });

  test.each(["installation", "configuration"] as const)("missing part: %s", async (part) => {
    await makeInstallation();
    rmSync(join(root, part === "installation" ? "state" : "config", `${part}.part`));
    expect(await expectBroken(`part_${part}_absent`)).toContain("recover");
  });

  test("newer store", async () => {
    const number = migrations.length + 1;
    await makeInstallation([{ number, name: "from-the-future", createTables: [], addColumns: [], addCodes: [], oldestReader: number, oldestWriter: number }]);
    expect(await expectBroken("store_too_new")).toContain("pull");
  });

  test("second server: a process holds the store and answers on no socket", async () => {
    await makeInstallation();
    const lock = join(import.meta.dirname, "../../server/platform/records/sqlite/index.ts");
    const holder = `import { lockStore } from ${JSON.stringify(lock)}; globalThis.held = lockStore(process.argv[1]); console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", holder, configOf().data], { stdio: ["ignore", "pipe", "inherit"] });
    closers.push(() => child.kill("SIGKILL"));
    await once(child.stdout, "data");
    const mend = await expectBroken("second_server");
    expect(mend).toBe(`kill ${child.pid}`);
    await expectMended(`${mend}; while kill -0 ${child.pid} 2>/dev/null && ! grep -q '^State:\\sZ' /proc/${child.pid}/status; do sleep 0.1; done`);
  });

  test("second server: another one listens elsewhere on this folder; the same one is no fault", async () => {
    await makeInstallation();
    const card = { pid: process.pid, version: "0.1.0", installation, listen: "127.0.0.1:8421", url: "http://127.0.0.1:8421" };
    const path = join(root, "data/bastide.sock");
    const server = await serveOperations({ operations: new Operations<null>(), context: null, path, card, onInternalError: () => undefined });
    closers.push(() => server.close());
    expect(await expectBroken("second_server")).toBe(`kill ${process.pid}`);
    expect((await doctor({ ...env, BASTIDE_LISTEN: card.listen })).status).toBe(0);
  });

  test("bad URL", async () => {
    const given = { ...env, BASTIDE_URL: "workspace.example" };
    await expectMended(await expectBroken("bad_url", given), given);
  });

  test("read-only folder", async () => {
    await makeInstallation();
    chmodSync(env["BASTIDE_DATA"] as string, 0o500);
    await expectMended(await expectBroken("read_only"));
  });

  test("unknown key, in the environment and in the file", async () => {
    const { BASTIDE_LISTEN, ...rest } = env;
    const given = { ...rest, BASTIDE_LISTN: BASTIDE_LISTEN as string };
    await expectMended(await expectBroken("unknown_key", given), given);
    mkdirSync(join(root, "config"), { mode: 0o700 });
    writeFileSync(join(root, "config/bastide.toml"), '# how loud\nlgo = "warn"\n');
    await expectMended(await expectBroken("unknown_key"));
    expect(readFileSync(join(root, "config/bastide.toml"), "utf8")).toContain('\nlog = "warn"');
  });
});

test("each has a code of its own", () => {
  const statuses = Object.values(exitKinds).map(({ status }) => status);
  expect(new Set(statuses).size).toBe(statuses.length);
});

describe("what can't be made on every machine", () => {
  test("a folder of another user, a system's port, an absurd year, a file system without room for names", async () => {
    expect(await diagnoseWith({ account: () => ({ uid: 4242, gids: [4242] }) }, makeInstallation)).toMatchObject({
      kind: "rights",
      mend: expect.stringContaining("chown"),
    });
    const refused = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
    expect((await diagnoseWith({ bind: refused("EACCES") })).kind).toBe("rights");
    expect((await diagnoseWith({ bind: refused("EADDRNOTAVAIL") })).kind).toBe("config_invalid");
    expect((await diagnoseWith({ now: () => Date.UTC(2150, 0, 1) })).kind).toBe("wrong_clock");
    expect((await diagnoseWith({ now: () => 0 })).kind).toBe("wrong_clock");
    expect((await diagnoseWith({ room: () => ({ bytes: 1e9, files: 0 }) })).kind).toBe("storage_full");
  });

  test("a file system that is mounted read-only", async () => {
    const write = () => {
      throw Object.assign(new Error("read-only"), { code: "EROFS" });
    };
    expect(await diagnoseWith({ write })).toMatchObject({ kind: "read_only", mend: expect.stringContaining("remount") });
  });
});

test("for people: one line per check, the mend below it", () => {
  const text = () => execFileSync(process.execPath, [program, "doctor"], { env: { HOME: root, BASTIDE_URL: "nonsense" }, cwd: root, encoding: "utf8" });
  let failure: { status?: number; stdout?: string } = {};
  try {
    text();
  } catch (error) {
    failure = error as typeof failure;
  }
  expect(failure.status).toBe(exitKinds.bad_url.status);
  expect(failure.stdout).toMatch(/^✗ settings +BASTIDE_URL \("nonsense"\) .*\n +mend: unset BASTIDE_URL\n$/);
});

/** The first broken finding on this machine with some of its facts replaced. */
async function diagnoseWith(replaced: Partial<Probes>, prepare?: () => Promise<void>) {
  await prepare?.();
  const probes = {
    ...systemProbes({ server: async () => undefined, store: async () => undefined, files: async () => undefined, lock: () => undefined }),
    ...replaced,
  };
  const { kind, findings } = await diagnose(configOf, probes);
  return { kind, mend: findings.find(({ state }) => state === "broken")?.mend };
}

/** Needs root and a kernel that lets it; false where it can't be. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", folder], { stdio: "ignore" });
    closers.push(() => execFileSync("/bin/umount", [folder]));
    return true;
  } catch {
    return false;
  }
}
