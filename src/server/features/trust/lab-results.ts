/**
 * What the test suite found for clauses that need faults, a browser or a whole machine: `dist/lab-results.json`, written by
 * tests/claims beside the build that it examined. What its signature proves, and what not: docs/claims.md.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { ClaimState } from "../../../contract/index.ts";
import { verifySignature } from "../../../crypto/index.ts";

export type State = z.output<typeof ClaimState>;

export const LabFile = z.strictObject({
  build: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number().int().nonnegative(),
  results: z.array(z.strictObject({ clause: z.string(), looked: z.number().int().nonnegative(), ok: z.boolean(), evidence: z.string() })),
  /** Ed25519, base64url of the raw 32 bytes: made for one run of the lab and thrown away after it. */
  publicKey: z.string(),
  /** Over `signedText`. */
  signature: z.string(),
});
export type LabFile = z.output<typeof LabFile>;

/** What is signed: the file without its signature, keys in this order. */
export const signedText = ({ build, at, results, publicKey }: Omit<LabFile, "signature">): string =>
  JSON.stringify({ build, at, results: results.map(({ clause, looked, ok, evidence }) => ({ clause, looked, ok, evidence })), publicKey });

export interface LabResults {
  readonly at: number | null;
  of(clause: string): { state: State; looked: number; evidence: string };
}

const notRun = { state: "not run yet", looked: 0, evidence: "This clause is examined by the test suite; the build carries no result of it." } as const;

/** @param build the running one: results of another are stale, and stale is not true */
export function readLabResults(path: string, build: string): LabResults {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { at: null, of: () => notRun };
  }
  const file = parse(text);
  if (!file) return { at: null, of: () => ({ state: "not true here", looked: 0, evidence: "The lab results were changed: their signature does not hold." }) };
  const known = new Map(file.results.map((result) => [result.clause, result]));
  return {
    at: file.at,
    of(clause) {
      const found = known.get(clause);
      if (!found) return notRun;
      if (file.build !== build) return { state: "not true here", looked: 0, evidence: "The lab result is stale: it is of another build." };
      const { looked, ok, evidence } = found;
      return { state: !ok ? "not true here" : looked > 0 ? "proven in lab" : "nothing to check", looked, evidence };
    },
  };
}

function parse(text: string): LabFile | undefined {
  try {
    const file = LabFile.parse(JSON.parse(text));
    return verifySignature(file.publicKey, signedText(file), file.signature) ? file : undefined;
  } catch {
    return undefined;
  }
}
