/** The web app as it is served: built anew when one of its sources is newer than what lies in `dist/web`. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { keepEarlierAssets } from "../../scripts/earlier-assets.ts";

const root = resolve(import.meta.dirname, "../..");
const built = join(root, "dist/web");
const newest = (...folders: string[]): number =>
  Math.max(
    ...folders.flatMap((folder) =>
      globSync(`src/${folder}/**/*.{ts,tsx,js,css,html,svg,png,webmanifest}`, { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs),
    ),
  );

const isFresh = (): boolean => {
  const page = join(built, "index.html");
  return existsSync(page) && statSync(page).mtimeMs > newest("web", "client", "contract");
};

/** One builds, the others wait: a server that has read its page must find that page's files as long as it runs. */
export function ensureWebBuilt(): void {
  const lock = join(root, ".tmp/web.lock");
  mkdirSync(join(root, ".tmp"), { recursive: true });
  while (!isFresh()) {
    if (!take(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      if (!isFresh()) build();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** A lock that outlived its builder is taken over after three minutes. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 180_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** Made aside and moved into place, so that a server that is being started never sees half of it. */
function build(): void {
  const out = mkdtempSync(join(root, ".tmp/web-"));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules/vite/bin/vite.js"), "build", "--config", "src/web/vite.config.ts", "--outDir", out, "--logLevel", "warn"],
    { cwd: root, encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } }, // vitest's own value would bring React's development build
  );
  if (status !== 0) throw new Error(`The web app does not build:\n${stderr}`);
  keepEarlierAssets(built, out, Date.now(), 3_600_000); // longer than a server of a test lives
  const old = `${out}-old`;
  mkdirSync(join(root, "dist"), { recursive: true });
  if (existsSync(built)) renameSync(built, old);
  renameSync(out, built);
  rmSync(old, { recursive: true, force: true });
}
