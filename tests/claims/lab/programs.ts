import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

export const project = resolve(import.meta.dirname, "../../..");
const built = join(project, "dist/server/main.js");

/** What is examined: the built server where `LAB_BUILT` says so, else the sources. */
export const isBuilt = process.env["LAB_BUILT"] === "yes" && existsSync(built);
export const entry = isBuilt ? built : join(project, "src/server/main.ts");
