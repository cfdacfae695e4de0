/** The web app as it is served: built anew when one of its sources is newer than what lies in `dist/web`. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const built = join(root, "dist/web");
const newest = (...folders: string[]): number =>
  Math.max(
    ...folders.flatMap((folder) => globSync(`src/${folder}/**/*.{ts,tsx,css,html,svg}`, { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs)),
  );

/** Made aside and moved into place, so that a server that is being started never sees half of it. */
export function ensureWebBuilt(): void {
  const page = join(built, "index.html");
  if (existsSync(page) && statSync(page).mtimeMs > newest("web", "client", "contract")) return;
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const out = mkdtempSync(join(root, ".tmp/web-"));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules/vite/bin/vite.js"), "build", "--config", "src/web/vite.config.ts", "--outDir", out, "--logLevel", "warn"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`The web app does not build:\n${stderr}`);
  const old = `${out}-old`;
  mkdirSync(join(root, "dist"), { recursive: true });
  if (existsSync(built)) renameSync(built, old);
  renameSync(out, built);
  rmSync(old, { recursive: true, force: true });
}
