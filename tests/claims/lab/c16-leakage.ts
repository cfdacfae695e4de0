/** C16d: the attacks are run on a small generated export, and the published figure is of these words, tokens and attacks. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDigest } from "../../../src/crypto/index.ts";
import { leakage } from "../../../src/server/features/trust/claims/c16-leakage.ts";
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";

const project = join(import.meta.dirname, "../../..");
const measured = [
  "bench/leakage.ts",
  "bench/lib/attacks.ts",
  "src/server/features/search/words.ts",
  "src/server/features/search/documents.ts",
  "src/server/features/search/scopes.ts",
];

/** SHA-256 of what makes tokens and of what attacks them, base64url. */
export function digestOfMeasured(): string {
  const digest = createDigest();
  for (const path of measured) digest.update(readFileSync(join(project, path)));
  return digest.digestBase64url();
}

export async function figureIsOfToday(): Promise<Finding> {
  const { data, documents, known, recovered, of } = leakage;
  const figures = recovered.map(({ by, tokens, postings }) => `${by}: ${tokens} % of tokens, ${postings} % of postings`);
  const { stdout } = await promisify(execFile)(process.execPath, [join(project, "bench/leakage.ts"), "--messages", "2000", "--people", "60"]);
  const shares = [...stdout.matchAll(/^by (.+?) {2,}([\d.]+) % of tokens, ([\d.]+) % of postings/gm)].map(([, by, tokens]) => ({ by, tokens: Number(tokens) }));
  const [frequency, , times] = shares;
  // The control: whoever knows half of the messages with their times recovers far more than by counting alone, here as there.
  if (shares.length !== 3 || !frequency || !times || times.tokens < 20 || times.tokens < 2 * frequency.tokens)
    return { looked: shares.length, ok: false, evidence: `Its control failed: the attacks on a generated export recovered ${JSON.stringify(shares)}.` };
  const isOfToday = of === digestOfMeasured();
  const isTold = recovered.length === shares.length && recovered.every(({ tokens, postings }) => tokens > 0 && postings > 0);
  return {
    looked: documents,
    ok: isOfToday && isTold,
    evidence: `${isOfToday ? "Measured" : "Words, tokens or attacks have changed since it was measured"} by bench/leakage.ts on ${data}: ${documents} messages under one key, ${known} of them known to who stole it. Recovered ${figures.join("; ") || "nothing is told"}. On a small generated export the same attacks recover ${shares.map(({ by, tokens }) => `${by}: ${tokens} %`).join("; ")} of tokens.`,
  };
}
