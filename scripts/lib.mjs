// Shared by the entry scripts. Runs on any Node from 14 and before anything is installed: built-in modules and old syntax only.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The pinned Node, whatever Node runs this script. */
export const node = join(root, "node_modules/.bin/node");
/** For children: tools and the pinned Node come first, as npm does it. */
export const path = join(root, "node_modules/.bin") + delimiter + (process.env.PATH || "");

/** Notices and the output of tools go to standard error: what the program prints stays alone on standard output. */
export const say = (text) => process.stderr.write(`${text}\n`);

/**
 * Installs what the lock file says unless all of it is there. Not by `npm ci`: that one insists on the optional parts of every
 * other system, which a registry that mirrors only some systems does not have. The lock file stays as it is. Scripts of packages
 * run for the pinned Node alone, which fetches its binary: better-sqlite3 brings its own and must not be compiled, which would
 * need a compiler and the headers of that Node.
 */
export function ensureInstalled() {
  if (existsSync(node) && isInstalled()) return;
  say("Installing packages …");
  const npm = process.env.npm_execpath || "";
  const [command, before] = npm.endsWith("npm-cli.js") ? [process.execPath, [npm]] : ["npm", []];
  const run = (args) => spawnSync(command, before.concat(args), { cwd: root, stdio: ["ignore", 2, 2] }).status === 0;
  const isDone = run(["install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--ignore-scripts"]) && run(["rebuild", "node"]);
  if (!isDone) fail("npm install did not succeed; nothing was started.");
}

function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const there = JSON.parse(readFileSync(join(root, "node_modules/.package-lock.json"), "utf8")).packages;
    // Optional packages are those of other systems, too: npm leaves them out.
    return Object.keys(wanted).every(
      (name) => name === "" || wanted[name].optional || wanted[name].devOptional || there[name]?.version === wanted[name].version,
    );
  } catch (_) {
    return false;
  }
}

/** Builds `dist` unless it was made of these very sources. */
export function ensureBuilt() {
  if (builtFrom() === sourcesDigest()) return;
  say("Building …");
  const { status } = spawnSync(node, [join(root, "scripts/build.mjs")], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    env: Object.assign({}, process.env, { PATH: path }),
  });
  if (status !== 0) fail("The build did not succeed; nothing was started.");
}

function builtFrom() {
  try {
    return readFileSync(join(root, "dist/.sources"), "utf8");
  } catch (_) {
    return undefined;
  }
}

const isShipped = (name) => !/\.test\.tsx?$/.test(name);

/** Changes when a source is changed, added or removed. By size and time: reading them all would cost a start a second. */
export function sourcesDigest() {
  const hash = createHash("sha256");
  const add = (name) => {
    const stats = statSync(join(root, name));
    if (stats.isDirectory()) for (const inner of readdirSync(join(root, name)).filter(isShipped).sort()) add(join(name, inner));
    else hash.update(`${name}\0${stats.size}\0${stats.mtimeMs}\n`);
  };
  ["src", "scripts/build.mjs", "tsconfig.json", "tsconfig.build.json", "tsconfig.client.json", "package.json", "package-lock.json"].forEach(add);
  return hash.digest("hex");
}

/** Turns this process into the built program under the pinned Node, with its streams, signals and exit code. */
export function become(script, args) {
  const file = join(root, script);
  // One process less, where Node can replace itself.
  if (process.execve && process.platform !== "win32") return process.execve(node, [node, file].concat(args), process.env);
  const child = spawn(node, [file].concat(args), { stdio: "inherit" });
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
  // A terminal gives its Ctrl-C to the child itself.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
}

export function fail(message) {
  say(message);
  process.exit(1);
}
