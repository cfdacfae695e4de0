/**
 * Import of a Slack export by the command line, against plain inserts of exactly the rows that it left, sealed already.
 *   node bench/import.ts [export.zip] [--rounds 3] [--people 300 --messages 20000 of a generated one]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { json } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { generateExport } from "../tests/fixtures/slack-generator.ts";
import { count, figure, median, result, say } from "./lib/numbers.ts";
import { type PlainResult, plainInserts } from "./lib/plain-inserts.ts";
import { cpuSeconds, residentBytes } from "./lib/proc.ts";

const MiB = 1 << 20;
const cli = join(import.meta.dirname, "../src/cli/main.ts");

interface ImportResult {
  readonly messages: number;
  readonly digest: string;
  /** From the start of the command to its end. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mostBytes: number;
}

/** The command in a process of its own, on empty folders. */
async function importOnce(root: string, file: string): Promise<ImportResult> {
  const before = performance.now();
  const child = spawn(process.execPath, [cli, "import", "slack", file, "--company", "Example", "--json"], {
    env: {
      PATH: process.env["PATH"],
      NODE_OPTIONS: process.env["NODE_OPTIONS"],
      BASTIDE_DATA: join(root, "data"),
      BASTIDE_STATE: join(root, "state"),
      BASTIDE_CONFIG: join(root, "config"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let [cpu, most] = [0, 0];
  const watch = setInterval(() => {
    most = residentBytes(child.pid as number, "most") ?? most;
    cpu = cpuSeconds(child.pid as number) || cpu;
  }, 50);
  const [report, [code]] = await Promise.all([
    json(child.stdout) as Promise<{ messages: { imported: number }; digest: string }>,
    once(child, "exit") as Promise<[number]>,
  ]);
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return { messages: report.messages.imported, digest: report.digest, seconds: (performance.now() - before) / 1000, cpuSeconds: cpu, mostBytes: most };
}

async function round(file: string): Promise<readonly [ImportResult, PlainResult]> {
  const root = mkdtempSync(join(tmpdir(), "bastide-bench-"));
  try {
    const imported = await importOnce(root, file);
    return [imported, plainInserts(join(root, "data", "records.sqlite"), join(root, "plain.sqlite"))];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function generatedExport(folder: string, people: number, messages: number): Promise<string> {
  const { zip } = await generateExport({ seed: 1, people, channels: 12, messages });
  const file = join(folder, "export.zip");
  writeFileSync(file, zip);
  return file;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "1" }, people: { type: "string", default: "300" }, messages: { type: "string", default: "20000" } },
});
const folder = mkdtempSync(join(tmpdir(), "bastide-export-"));
try {
  const file = positionals[0] ? resolve(positionals[0]) : await generatedExport(folder, Number(values.people), Number(values.messages));
  say(`import of ${positionals[0] ? file.split("/").at(-1) : "a generated export"}, ${figure(statSync(file).size / MiB)} MiB, ${values.rounds} round(s)`);
  const pairs: (readonly [ImportResult, PlainResult])[] = [];
  for (let n = 1; n <= Number(values.rounds); n++) {
    const pair = await round(file);
    const [own, plain] = pair;
    pairs.push(pair);
    say(
      `round ${n}: import ${figure(own.seconds)} s (${figure(own.cpuSeconds)} s CPU), ${count(own.messages)} messages, ${count(own.mostBytes / MiB)} MiB; ` +
        `plain ${figure(plain.seconds)} s (${figure(plain.cpuSeconds)} s CPU), ${count(plain.rows)} rows in ${count(plain.transactions)} transactions`,
    );
  }
  const over = (of: (own: ImportResult, plain: PlainResult) => number) => median(pairs.map(([own, plain]) => of(own, plain)));
  result("messages per second", count(over((own) => own.messages / own.seconds)));
  result("speed against plain inserts", `${figure(over((own, plain) => plain.seconds / own.seconds))}×`, "≥0.4×");
  result("CPU of plain inserts against the import's", `${figure(over((own, plain) => plain.cpuSeconds / own.cpuSeconds))}×`);
  result("most memory of the import", `${count(over((own) => own.mostBytes / MiB))} MiB`, "<512 MiB");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
