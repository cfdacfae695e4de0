/**
 * The static scan put to the test (claim C35): every file of `tests/static/fixtures/seeds` has one security defect, on
 * the line after `// defect`, and names the rule that must find it and the place in `src` where it would stand. The
 * seeds are laid out at those places in a folder of their own and scanned by the project's own configuration.
 * As a command it prints `{ found, total, seeds }` and fails when one is missed.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { scanBoundaries } from "./boundaries.ts";
import { lintConfig } from "./config.ts";

export interface SeedResult {
  readonly seed: string;
  readonly found: boolean;
  readonly rule: string;
  /** What was found beside the defect; a sound twin in the same file must not be. */
  readonly besides: readonly string[];
}

interface Seed {
  readonly seed: string;
  readonly at: string;
  readonly rule: string;
  readonly line: number;
  readonly text: string;
}
interface Finding {
  readonly at: string;
  readonly rule: string;
  /** Of the file, from 1; 0 where the scanner names the file only. */
  readonly line: number;
}

const project = join(import.meta.dirname, "../..");
const folder = join(project, "tests/static/fixtures/seeds");

async function readSeeds(): Promise<Seed[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      const header = (key: string) => new RegExp(`^// ${key}: (.+)$`, "m").exec(text)?.[1] ?? "";
      const line = text.split("\n").findIndex((each) => each.trim() === "// defect") + 2;
      if (!header("seed") || !header("at") || !header("rule") || line < 2) throw new Error(`${name}: a seed has "seed", "at", "rule" and "// defect"`);
      return { seed: header("seed"), at: header("at"), rule: header("rule"), line, text };
    }),
  );
}

/** Below the project, so that packages resolve and the same compiler options hold. */
async function layOut(seeds: readonly Seed[]): Promise<string> {
  const output = join(project, "tests/output");
  await mkdir(output, { recursive: true });
  const root = await mkdtemp(join(output, "seeds-"));
  for (const { at, text } of seeds) {
    await mkdir(dirname(join(root, at)), { recursive: true });
    await writeFile(join(root, at), text);
  }
  await writeFile(
    join(root, "tsconfig.json"),
    JSON.stringify({ extends: "../../../tsconfig.json", compilerOptions: { jsx: "react-jsx" }, include: ["src"], exclude: [] }),
  );
  return root;
}

async function scan(root: string): Promise<Finding[]> {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: lintConfig });
  const results = await eslint.lintFiles(["src"]);
  const { violations } = await scanBoundaries(root);
  return [
    ...results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, line, message }) => ({ at: filePath.slice(root.length + 1), rule: ruleId ?? message, line })),
    ),
    ...violations.map(({ from, rule }) => ({ at: from, rule, line: 0 })),
  ];
}

/** Scans every seed; a seed counts as found when its own rule reports it at its line. */
export async function runSeeds(): Promise<SeedResult[]> {
  const seeds = await readSeeds();
  const root = await layOut(seeds);
  try {
    const findings = await scan(root);
    return seeds.map(({ seed, at, rule, line }) => {
      const here = findings.filter((finding) => finding.at === at);
      const isDefect = (finding: Finding) => finding.line === 0 || finding.line === line;
      return {
        seed,
        rule,
        found: here.some((finding) => finding.rule === rule && isDefect(finding)),
        besides: here.filter((finding) => !isDefect(finding)).map((finding) => `${finding.line}: ${finding.rule}`),
      };
    });
  } finally {
    await rm(root, { recursive: true });
  }
}

if (import.meta.main) {
  const seeds = await runSeeds();
  const found = seeds.filter((seed) => seed.found).length;
  console.log(JSON.stringify({ found, total: seeds.length, seeds }, null, 2));
  process.exitCode = found === seeds.length ? 0 : 1;
}
