/** Runs all instance checks on a throw-away installation, and the named lab checks; prints the state of each clause. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { claims as known } from "../../../src/server/features/trust/claims/index.ts";
import { stateOf } from "../../../src/server/features/trust/judge.ts";
import { testServer } from "../../harness/installation.ts";
import { chosen, replaced } from "./replace.ts";

const [wanted = "", lab = ""] = process.argv.slice(2);
const list = (text: string) => text.split(",").filter((id) => id !== "");
const web = "src/web/";

/** The sabotaged page, for checks that look at it. */
async function buildWeb(): Promise<void> {
  if (!chosen?.module.startsWith(web)) return;
  const outDir = mkdtempSync(join(tmpdir(), "bastide-web-"));
  const project = join(import.meta.dirname, "../../..");
  const sabotage = {
    name: "sabotage",
    enforce: "pre" as const,
    load: (id: string) => (chosen && id === join(project, chosen.module) ? replaced(chosen) : null),
  };
  process.env["NODE_ENV"] = "production"; // a test's value would bring React's development build
  await build({ configFile: join(project, "src/web/vite.config.ts"), logLevel: "silent", plugins: [sabotage], build: { outDir } });
  process.env["SABOTAGED_WEB"] = outDir;
}

const states: Record<string, { state: string; evidence: string }> = {};
const server = await testServer();
const { claims } = await server.services.trust.verify(wanted === "all" ? undefined : list(wanted), () => undefined, new AbortController().signal);
// What an earlier lab left beside the build says nothing about this run: a sabotaged build is another one.
const onInstance = new Set(known.flatMap(({ clauses }) => clauses.filter(({ where }) => where === "instance").map(({ id }) => id)));
for (const { id, state, evidence } of claims.flatMap(({ clauses }) => clauses))
  if (onInstance.has(id) && state !== "not run yet") states[id] = { state, evidence };
await server.close();
server.folders.remove();

await buildWeb();
if (list(lab).length > 0) {
  const { labChecks } = await import("../lab/checks.ts");
  for (const id of list(lab)) {
    const finding = await (labChecks[id]?.() ?? Promise.reject(new Error(`${id} has no check`))).catch((error: Error) => ({
      looked: 0,
      ok: false,
      evidence: error.message,
    }));
    const state = stateOf(finding);
    states[id] = { state: state === "proven" ? "proven in lab" : state, evidence: finding.evidence };
  }
}
process.stdout.write(`${JSON.stringify(states)}\n`, () => process.exit(0));
