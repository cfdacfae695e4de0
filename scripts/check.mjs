// npm run check – everything that can be judged offline, before a push: `npm run check -- --test` runs the tests too.
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
const steps = [
  ["format and lint", "biome", ["ci", "--error-on-warnings", "--max-diagnostics=50"]],
  ["types", "tsc", ["--noEmit", "-p", "tsconfig.json"]],
  ["types of the web app", "tsc", ["--noEmit", "-p", "src/web/tsconfig.json"]],
  ["types of the service worker", "tsc", ["--noEmit", "-p", "src/web/worker/tsconfig.json"]],
  ["types of browser tests", "tsc", ["--noEmit", "-p", "tests/e2e/tsconfig.json"]],
  ["types of the claims' tests", "tsc", ["--noEmit", "-p", "tests/claims/tsconfig.json"]],
  ["static security scan", "eslint", ["."]],
  ["seeded defects", "node", ["tools/lint/seeds.ts"]],
  ["boundaries", "node", ["tools/lint/boundaries.ts"]],
  ["unused code", "knip", []],
  ["documents", "node", ["scripts/docs.mjs"]],
  ...(process.argv.includes("--test") ? [["tests", "node", ["scripts/test.mjs"]]] : []),
];

const results = steps.map(([name, command, args]) => {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, PATH: join(root, "node_modules/.bin") + delimiter + process.env.PATH },
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const passed = status === 0;
  if (!passed) console.error(`\n── ${name}: ${command} ${args.join(" ")}\n${stdout}${stderr}${error?.message ?? ""}`);
  console.log(`${passed ? "✓" : "✗"} ${name} (${seconds} s)`);
  return { name, passed };
});

const failed = results.filter(({ passed }) => !passed);
console.log(
  failed.length === 0
    ? `All ${results.length} checks passed.`
    : `${failed.length} of ${results.length} checks failed: ${failed.map(({ name }) => name).join(", ")}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
