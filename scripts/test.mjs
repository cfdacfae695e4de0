// npm test – all tests that need no other server, under the pinned Node. Arguments go to vitest (a file name, -t …).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ensureBuilt, ensureInstalled, node, path, root, say } from "./lib.mjs";

const knownBrowsers = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

ensureInstalled();
ensureBuilt();

const chromium = process.env.CHROMIUM || knownBrowsers.find((file) => existsSync(file));
const report = join(root, ".tmp/tests.json");
mkdirSync(join(root, ".tmp"), { recursive: true });
rmSync(report, { force: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const { status } = spawnSync(node, [join(root, "node_modules/vitest/vitest.mjs"), "run"].concat(reporters, process.argv.slice(2)), {
  cwd: root,
  stdio: "inherit",
  env: environment(),
});
if (!chromium) {
  say("");
  say("!! NOT TESTED: everything in tests/e2e, because there is no Chromium here.");
  say("!! Install one (Debian: apt-get install chromium) or name one: CHROMIUM=/path/to/chromium npm test");
  say("");
}
const results = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
for (const line of results ? failures(results) : []) say(line);
console.log(summary(results));
process.exitCode = status === null ? 1 : status;

/** Without the settings of an installation that the caller's shell may hold: a test must not find somebody's data. */
function environment() {
  const env = Object.assign({}, process.env, { PATH: path });
  for (const name of Object.keys(env)) if (name.startsWith("BASTIDE_")) delete env[name];
  if (chromium) env.CHROMIUM = chromium;
  return env;
}

/** What failed, once more at the end: a long log may be cut off before. */
function failures({ testResults }) {
  const firstLine = (text) => String(text || "").split("\n")[0];
  return testResults.flatMap((file) => {
    const name = relative(root, file.name);
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return file.status === "failed" ? [`✗ ${name}: ${firstLine(file.message)}`] : [];
    return failed.map((test) => `✗ ${name} › ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
}

function summary(results) {
  if (!results) return "0 passed, 1 failed, 0 skipped";
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = results;
  // A file that can't even be loaded holds no test, and has failed.
  const unloaded = testResults.filter((file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed")).length;
  return `${numPassedTests} passed, ${numFailedTests + unloaded} failed, ${numPendingTests + numTodoTests} skipped`;
}
