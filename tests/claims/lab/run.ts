/**
 * Runs the lab's checks and leaves what they found beside the build, signed. As a command: `node tests/claims/lab/run.ts`,
 * after `npm run build`. What the signature proves, and what not: docs/claims.md.
 */
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LabFile, signedText } from "../../../src/server/features/trust/lab-results.ts";
import { labChecks } from "./checks.ts";
import { project } from "./programs.ts";

export function signed(build: string, at: number, results: LabFile["results"]): LabFile {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const unsigned = { build, at, results, publicKey: String(publicKey.export({ format: "jwk" })["x"]) };
  return { ...unsigned, signature: sign(null, Buffer.from(signedText(unsigned)), privateKey).toString("base64url") };
}

export async function runLab(clauses: readonly string[] = Object.keys(labChecks)): Promise<LabFile["results"]> {
  const results: LabFile["results"] = [];
  for (const clause of clauses) {
    const start = performance.now();
    const { looked, ok, evidence } = await (labChecks[clause]?.() ?? Promise.reject(new Error(`${clause} has no check`))).catch((error: Error) => ({
      looked: 0,
      ok: false,
      evidence: `The check itself broke: ${error.message.slice(0, 300)}`,
    }));
    results.push({ clause, looked, ok, evidence });
    console.error(`${ok ? "✓" : "✗"} ${clause} (${((performance.now() - start) / 1000).toFixed(1)} s): ${evidence}`);
  }
  return results;
}

if (import.meta.main) {
  const { hash } = JSON.parse(readFileSync(join(project, "dist/build.json"), "utf8")) as { hash: string };
  const results = await runLab();
  writeFileSync(join(project, "dist/lab-results.json"), `${JSON.stringify(signed(hash, Date.now(), results), null, 2)}\n`);
  process.exit(results.every(({ ok }) => ok) ? 0 : 1);
}
