/**
 * JavaScript that a browser fetches before a screen stands, gzipped file by file: the page's own modules, the texts of one
 * language, and the screen's parts, as Vite's manifest names them. `tests/e2e/weight.test.ts` counts the same in a browser.
 *   npm run build && node bench/first-screen.ts [folder of the build]
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { figure, result, say } from "./lib/numbers.ts";

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const web = process.argv[2] ?? join(import.meta.dirname, "../dist/web");
const manifestFile = join(web, ".vite/manifest.json");
/** The page, then the language, then what `app/router.tsx` and `app/gate.tsx` load for the screen. */
const always = ["index.html", "i18n/en.ts"];
const screens: Readonly<Record<string, readonly string[]>> = {
  "sign in": ["features/accounts/sign-in.tsx", "i18n/en/accounts.ts"],
  "first run": ["features/setup/setup-screen.tsx", "i18n/en/accounts.ts", "i18n/en/inspector.ts", "i18n/en/setup.ts"],
  "a channel": ["app/shell.tsx", "features/channels/channel-screen.tsx"],
};

/** All that the named chunks import, and the script before the first paint. */
function files(manifest: Readonly<Record<string, Chunk>>, names: readonly string[]): Set<string> {
  const found = new Set<string>(readFileSync(join(web, "index.html"), "utf8").match(/assets\/first-paint-[\w-]+\.js/g));
  const waiting = [...names];
  const seen = new Set<string>();
  for (const name of waiting) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the build has no ${name}`);
    if (seen.has(name)) continue;
    seen.add(name);
    found.add(chunk.file);
    waiting.push(...(chunk.imports ?? []));
  }
  return found;
}

const gzipped = (found: Set<string>): number => [...found].reduce((sum, file) => sum + gzipSync(readFileSync(join(web, file))).length, 0);

if (!existsSync(manifestFile)) throw new Error("there is no build: npm run build");
const manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as Record<string, Chunk>;
say("gzipped JavaScript until a screen stands");
for (const [screen, names] of Object.entries(screens)) result(screen, `${figure(gzipped(files(manifest, [...always, ...names])) / 1024)} KiB`, "≤180 KiB");
