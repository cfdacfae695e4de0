// npm run sabotage – breaks each proven claim on purpose, by a replaced module in a process of its own, and sees that exactly
// that claim turns red. `--json` prints an array of { id, before, after }; ids (C09 C11) choose.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, node, path, root } from "./lib.mjs";

ensureInstalled();
ensureBuilt(); // what the lab found counts for these very sources only
const env = Object.assign({}, process.env, { PATH: path });
for (const name of Object.keys(env)) if (name.startsWith("BASTIDE_")) delete env[name];
const { status } = spawnSync(node, [join(root, "tests/claims/sabotage/run.ts")].concat(process.argv.slice(2)), { cwd: root, stdio: "inherit", env });
process.exitCode = status === null ? 1 : status;
