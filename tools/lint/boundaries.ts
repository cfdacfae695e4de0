/**
 * Runs the boundary rules over a folder's `src`, and counts: a scanner that saw fewer modules than
 * there are files has not scanned. As a command (`node tools/lint/boundaries.ts`) it prints violations and fails on them.
 */
import { readdir } from "node:fs/promises";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { boundaryConfig, boundaryRules } from "./boundary-rules.ts";

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}
export interface BoundaryScan {
  readonly violations: readonly Violation[];
  /** Modules of `src` that the scanner parsed, and source files that lie there. */
  readonly modules: number;
  readonly files: number;
}

/** @param root folder that has `src`; paths in the result are relative to it */
export async function scanBoundaries(root: string): Promise<BoundaryScan> {
  const entries = await readdir(`${root}/src`, { recursive: true });
  const { output } = await cruise(["src"], { ...boundaryConfig.options, baseDir: root, validate: true, ruleSet: { forbidden: [...boundaryRules] } });
  const { modules, summary } = output as ICruiseResult;
  return {
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    modules: modules.filter((module) => module.source.startsWith("src/") && !module.couldNotResolve).length,
    files: entries.filter((name) => /\.tsx?$/.test(name)).length,
  };
}

if (import.meta.main) {
  const { violations, modules, files } = await scanBoundaries(process.cwd());
  for (const { rule, from, to } of violations) console.error(`${from} → ${to}\n  ${rule}: ${boundaryRules.find(({ name }) => name === rule)?.comment}`);
  if (modules < files) console.error(`only ${modules} modules seen of ${files} files: is the parser the right one?`);
  console.log(`${modules} modules, ${boundaryRules.length} rules, ${violations.length} violations`);
  process.exitCode = violations.length > 0 || modules < files ? 1 : 0;
}
