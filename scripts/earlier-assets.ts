/**
 * What keeps a rebuild from breaking pages that are open and servers that run: hashed assets outlive their build for a while, so
 * that what loads late is still found. A server goes on with the page that it read at its start, which names assets of its own build.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const week = 7 * 86_400_000;

/**
 * Copies the assets of the web build in `from` that the one in `to` no longer has, unless they were replaced longer ago than `age`
 * (milliseconds). `earlier.json` in a build's folder says since when each of them is no longer its own.
 */
export function keepEarlierAssets(from: string, to: string, now = Date.now(), age = week): void {
  const old = join(from, "assets");
  if (!existsSync(old)) return;
  const list = join(from, "earlier.json");
  const replaced: Record<string, number> = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : {};
  const current = new Set(readdirSync(join(to, "assets")));
  const kept = readdirSync(old)
    .map((name) => [name, replaced[name] ?? now] as const)
    .filter(([name, since]) => !current.has(name) && now - since <= age);
  for (const [name] of kept) copyFileSync(join(old, name), join(to, "assets", name));
  writeFileSync(join(to, "earlier.json"), JSON.stringify(Object.fromEntries(kept)));
}
