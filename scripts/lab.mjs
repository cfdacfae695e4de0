// npm run lab – runs the claims' checks that need a traced machine, a browser or this repository's tools on the present build,
// and leaves their results beside it (dist/lab-results.json), where the trust page reads them.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, node, path, root } from "./lib.mjs";

ensureInstalled();
ensureBuilt();
const env = Object.assign({}, process.env, { PATH: path, LAB_BUILT: "yes" });
for (const name of Object.keys(env)) if (name.startsWith("BASTIDE_")) delete env[name];
const { status } = spawnSync(node, [join(root, "tests/claims/lab/run.ts")].concat(process.argv.slice(2)), { cwd: root, stdio: "inherit", env });
process.exitCode = status === null ? 1 : status;
