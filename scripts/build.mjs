// npm run build – the server and CLI as JavaScript and the web app, into dist. Needs the pinned Node.
// Everything is made aside and moved into place at the end: a running server and a broken build leave each other alone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keepEarlierAssets } from "./earlier-assets.ts";
import { ensureInstalled, fail, node, root, sourcesDigest } from "./lib.mjs";

const rooms = ["contract", "crypto", "client", "server", "cli"];

ensureInstalled();
const sources = sourcesDigest();
mkdirSync(join(root, ".tmp"), { recursive: true });
const out = mkdtempSync(join(root, ".tmp/dist-"));
process.on("exit", () => rmSync(out, { recursive: true, force: true }));

run("typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", out);
declareTypes();
copyAssets();
run("vite/bin/vite.js", "build", "--config", "src/web/vite.config.ts", "--outDir", join(out, "web"), "--emptyOutDir", "--logLevel", "warn");
writeFacts();
keepEarlierAssets(join(root, "dist/web"), join(out, "web"));
moveIntoPlace();

function run(tool, ...args) {
  const { status } = spawnSync(node, [join(root, "node_modules", tool), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (status !== 0) fail(`${tool} failed.`);
}

/** Types of what outsiders import. They must find each other under the names that the build gives. */
function declareTypes() {
  run("typescript/bin/tsc", "-p", "tsconfig.client.json", "--outDir", out);
  for (const name of globSync("{client,contract}/*.d.ts", { cwd: out })) {
    const file = join(out, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(/(["'])(\.{1,2}\/[\w./-]+)\.ts\1/g, "$1$2.js$1"));
  }
}

/** What the compiler does not emit: word lists, statements, texts. */
function copyAssets() {
  for (const room of rooms) {
    for (const name of globSync("**/*", { cwd: join(root, "src", room), withFileTypes: true })) {
      if (!name.isFile() || /\.tsx?$/.test(name.name)) continue;
      const from = join(name.parentPath, name.name);
      const to = join(out, from.slice(join(root, "src").length));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    }
  }
  if (existsSync(join(out, "cli/main.js"))) chmodSync(join(out, "cli/main.js"), 0o755);
}

/** build.json: which build this is, when it was made, and the SHA-256 over its files. */
function writeFacts() {
  const hash = createHash("sha256");
  for (const name of globSync("**/*", { cwd: out, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(`${name.slice(out.length)}\0`).update(createHash("sha256").update(readFileSync(name)).digest());
  }
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(join(out, "build.json"), JSON.stringify({ version, hash: hash.digest("hex"), builtAt: Date.now() }));
  writeFileSync(join(out, ".sources"), sources);
}

function moveIntoPlace() {
  const dist = join(root, "dist");
  const old = `${out}-old`;
  chmodSync(out, 0o755); // mkdtemp makes it 0700, and an image's user is another one
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
}
