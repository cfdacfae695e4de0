/** What this program is: `scripts/build.mjs` leaves the facts beside the built files; run from sources there are none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { programFolder } from "./folders.ts";

const Built = z.object({ version: z.string(), hash: z.string(), builtAt: z.number() });

export interface BuildInfo {
  readonly version: string;
  /** SHA-256 over the built files, hex; "sources" when run from them. */
  readonly hash: string;
  /** Milliseconds since the epoch; null when run from sources. */
  readonly builtAt: number | null;
}

const json = (path: string): unknown => JSON.parse(readFileSync(join(programFolder, path), "utf8"));

export function buildInfo(): BuildInfo {
  if (!import.meta.url.endsWith(".ts")) return Built.parse(json("dist/build.json"));
  return { version: z.object({ version: z.string() }).parse(json("package.json")).version, hash: "sources", builtAt: null };
}
