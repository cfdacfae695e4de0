// Says which generated documents are stale and which links lead nowhere; with --write it first makes the former anew.
import { dirname } from "node:path";
import { checkDocs } from "../src/server/features/trust/docs-index.ts";
import { staleFiles } from "../tools/docs/generated.ts";

const root = dirname(import.meta.dirname);
const write = process.argv.includes("--write");

const stale = await staleFiles(root, { write });
for (const name of stale) console.log(write ? `${name}: written` : `${name}: stale, run \`node scripts/docs.mjs --write\``);
const { pages, links, faults } = await checkDocs(root);
for (const fault of faults) console.error(fault);
console.log(`${pages} pages, ${links} links, ${faults.length} faults`);
process.exitCode = faults.length > 0 || (stale.length > 0 && !write) ? 1 : 0;
