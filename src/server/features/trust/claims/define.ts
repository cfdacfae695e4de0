/** What a claim is: a sentence of the security page, cut into clauses, each with a check of its own. */
import type { z } from "zod";
import type { ClaimResult } from "../../../../contract/index.ts";
import type { ClaimContext } from "./context.ts";

export type Group = z.output<typeof ClaimResult>["group"];
export type Source = z.output<typeof ClaimResult>["source"];

export interface Finding {
  /** How many things it looked at: rows, files, fields, requests. Zero is "nothing to check", never proven. */
  readonly looked: number;
  readonly ok: boolean;
  /** One or two plain sentences: what was looked at, and what was found. */
  readonly evidence: string;
}

export interface Clause {
  /** The claim's id and a letter: `C33b`. */
  readonly id: string;
  readonly sentence: string;
  /**
   * - instance: `check` runs on this installation
   * - lab: needs faults, a browser or a whole machine; run by tests/claims, its result is kept with the build
   * - later: the feature is not in this build
   */
  readonly where: "instance" | "lab" | "later";
  readonly check?: (context: ClaimContext) => Promise<Finding>;
}

export interface Claim {
  readonly id: string;
  readonly group: Group;
  readonly sentence: { readonly en: string; readonly fr: string };
  readonly source: Source;
  /** None: the feature is not in this build. */
  readonly clauses: readonly Clause[];
}

/** @throws TypeError when a clause is not the claim's, stands twice, or has a check where none can run */
export function defineClaim(claim: Claim): Claim {
  const ids = claim.clauses.map(({ id }) => id);
  if (new Set(ids).size !== ids.length || ids.some((id) => !id.startsWith(claim.id))) throw new TypeError(`${claim.id}: clauses are lettered, each once`);
  for (const { id, where, check } of claim.clauses)
    if ((where === "instance") !== (check !== undefined)) throw new TypeError(`${id}: a check belongs to an instance clause`);
  return claim;
}

/** A claim whose feature is not in this build: its sentence stands, so that nobody believes it kept. */
export const notHereYet = (id: string, group: Group, source: Source, en: string, fr: string): Claim =>
  defineClaim({ id, group, source, sentence: { en, fr }, clauses: [] });

/** Nothing was there to look at. */
export const nothing = (evidence: string): Finding => ({ looked: 0, ok: true, evidence });
