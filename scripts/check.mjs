// npm run check – everything that can be judged offline, before a push: `npm run check -- --test` runs the tests too.
import { execFile } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
// The longest first, so that none is left alone at the end.
const steps = [
  ["static security scan", "eslint", ["."]],
  ["format and lint", "biome", ["ci", "--error-on-warnings", "--max-diagnostics=50"]],
  ["types", "tsc", ["--noEmit", "-p", "tsconfig.json"]],
  ["types of the web app", "tsc", ["--noEmit", "-p", "src/web/tsconfig.json"]],
  ["types of the service worker", "tsc", ["--noEmit", "-p", "src/web/worker/tsconfig.json"]],
  ["types of browser tests", "tsc", ["--noEmit", "-p", "tests/e2e/tsconfig.json"]],
  ["types of the claims' tests", "tsc", ["--noEmit", "-p", "tests/claims/tsconfig.json"]],
  ["seeded defects", "node", ["tools/lint/seeds.ts"]],
  ["boundaries", "node", ["tools/lint/boundaries.ts"]],
  ["unused code", "knip", []],
  ["documents", "node", ["scripts/docs.mjs"]],
  ...(process.argv.includes("--test") ? [["tests", "node", ["scripts/test.mjs"]]] : []),
];

/** At most so many at once: each keeps one core at work. */
const AT_ONCE = 2;
const left = [...steps];
const results = [];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let step = left.shift(); step; step = left.shift()) results.push(await run(...step));
  }),
);

async function run(name, command, args) {
  const start = performance.now();
  const env = { ...process.env, PATH: join(root, "node_modules/.bin") + delimiter + process.env.PATH };
  const { error, stdout, stderr } = await new Promise((resolve) => {
    execFile(command, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28, env }, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (error) console.error(`\n── ${name}: ${command} ${args.join(" ")}\n${stdout}${stderr}${typeof error.code === "number" ? "" : error.message}`);
  console.log(`${error ? "✗" : "✓"} ${name} (${seconds} s)`);
  return { name, passed: !error };
}

const failed = results.filter(({ passed }) => !passed);
console.log(
  failed.length === 0
    ? `All ${results.length} checks passed.`
    : `${failed.length} of ${results.length} checks failed: ${failed.map(({ name }) => name).join(", ")}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
