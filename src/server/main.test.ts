import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ExitKind, exitKinds } from "../contract/exit.ts";
import { encodePart, makePart, type PartKind, randomUUID } from "../crypto/index.ts";
import { loadConfig } from "./config/index.ts";
import { openInstallation, openPort } from "./installation.ts";
import { systemClock } from "./platform/clock/index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bastide-start-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const environment = () => ({
  HOME: root,
  BASTIDE_DATA: join(root, "data"),
  BASTIDE_STATE: join(root, "state"),
  BASTIDE_CONFIG: join(root, "config"),
  BASTIDE_LISTEN: "127.0.0.1:0",
});
const options = () => ({ config: loadConfig({ env: environment(), readFile: () => "", cwd: root, home: root }), clock: systemClock });

/** Starts the server, which is expected to end by itself. */
function start(more: Record<string, string> = {}): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [join(import.meta.dirname, "main.ts")], { cwd: root, env: { ...environment(), ...more } }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  );
}

const fileOf = { installation: () => join(root, "state/installation.part"), configuration: () => join(root, "config/configuration.part") };

/** Puts another text in the part's place; undefined takes it away. */
async function replacePart(kind: PartKind, text: string | undefined): Promise<void> {
  if (kind === "database") {
    const port = await openPort(options());
    await port.writeMeta("database-part", Buffer.from(text ?? ""), await port.readMeta("database-part"));
    return port.close();
  }
  rmSync(fileOf[kind]());
  if (text !== undefined) writeFileSync(fileOf[kind](), text, { mode: 0o600 });
}

describe("nine starts with a part that is no good", () => {
  const faults = {
    absent: { text: () => undefined, sentence: "is missing" },
    wrong: { text: (kind: PartKind, id: string) => encodePart(kind, id, makePart()), sentence: "is wrong" },
    foreign: { text: (kind: PartKind) => encodePart(kind, randomUUID(), makePart()), sentence: "belongs to another installation" },
  } as const;
  for (const kind of ["database", "installation", "configuration"] as const) {
    for (const fault of ["absent", "wrong", "foreign"] as const) {
      test(`the ${kind} part is ${fault}`, async () => {
        const { id, close } = await openInstallation(options());
        await close();
        const text = faults[fault].text(kind, id);
        await replacePart(kind, text);
        const { status, stdout, stderr } = await start();
        expect(status).toBe(exitKinds[`part_${kind}_${fault}`].status);
        expect([stdout, stderr]).toEqual(["", `bastide: The ${kind} part ${faults[fault].sentence}.\n`]);
        if (kind === "database") return;
        const standing = existsSync(fileOf[kind]()) ? readFileSync(fileOf[kind](), "utf8") : undefined;
        expect(standing).toBe(text);
      });
    }
  }
});

test.each<[ExitKind, Record<string, string>]>([
  ["unknown_key", { BASTIDE_LISTN: "127.0.0.1:0" }],
  ["bad_url", { BASTIDE_URL: "nowhere" }],
  ["exposed", { BASTIDE_LISTEN: "0.0.0.0:0" }],
  ["tls_unusable", { BASTIDE_TLS_CERT: "none.pem", BASTIDE_TLS_KEY: "none.key" }],
])("a start with a set-up that is %s ends so, and makes nothing", async (kind, env) => {
  const { status, stdout } = await start(env);
  expect([status, stdout]).toEqual([exitKinds[kind].status, ""]);
  expect(existsSync(join(root, "data"))).toBe(false);
});

test("a second server on the folder is refused, and the first one is not disturbed", async () => {
  const first = await openInstallation(options());
  const { status, stderr } = await start();
  expect([status, stderr]).toEqual([exitKinds.second_server.status, expect.stringContaining(`process ${process.pid}`)]);
  await first.port.probe();
  await first.close();
});
