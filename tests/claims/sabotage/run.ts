/** Runs the checks once as the product is, and once for each sabotage. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { claims } from "../../../src/server/features/trust/claims/index.ts";
import { claimState, type State, stateOf } from "../../../src/server/features/trust/judge.ts";
import type { LabFile } from "../../../src/server/features/trust/lab-results.ts";
import { sabotages } from "./list.ts";

export interface Verdict {
  readonly id: string;
  readonly breaks: string;
  readonly before: State;
  readonly after: State;
  /** Other claims that changed with it: none must. */
  readonly others: readonly string[];
  readonly evidence: string;
}

export type Clauses = Record<string, { state: State; evidence: string }>;

const folder = import.meta.dirname;
const hook = pathToFileURL(resolve(folder, "replace.ts")).href;
const labClauses = claims.flatMap((claim) => claim.clauses.filter(({ where }) => where === "lab").map(({ id }) => ({ id, claim: claim.id })));

/** @param claimIds "all", or ids with commas between @param index into the list of sabotages; none: the product as it is */
async function runChild(claimIds: string, lab: readonly string[], index?: number): Promise<Clauses> {
  const env = { ...process.env, NODE_OPTIONS: `--import=${hook}`, ...(index === undefined ? {} : { SABOTAGE: String(index) }) };
  const { stdout } = await promisify(execFile)(process.execPath, [resolve(folder, "child.ts"), claimIds, lab.join()], { env, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Clauses;
}

const stateIn = (clauses: Clauses, id: string): State => {
  const claim = claims.find((one) => one.id === id);
  return claimState((claim?.clauses ?? []).map((clause) => (clause.where === "later" ? "not here yet" : (clauses[clause.id]?.state ?? "not run yet"))));
};

/** Why it is not true: of its first clause that is not. */
const evidenceIn = (clauses: Clauses, claim: string): string =>
  Object.entries(clauses).find(([id, { state }]) => id.startsWith(claim) && state === "not true here")?.[1].evidence ?? "";

/** Checks that take as long as all others together: asked beside every fourth sabotage, and of course under their own. */
const slow: ReadonlySet<string> = new Set(["C11", "C28", "C29"]);
const SELDOM = 4;
const withoutSlow = (claim: string): string =>
  claims
    .filter(({ id, clauses }) => (id === claim || !slow.has(id)) && clauses.some(({ where }) => where === "instance"))
    .map(({ id }) => id)
    .join();

const labOf = (claim: string): string[] => labClauses.filter((one) => one.claim === claim).map(({ id }) => id);

/** @param scope whether the other claims are asked, too @param lab which lab checks are run under it */
export async function sabotage(
  index: number,
  before: Clauses,
  scope: "all" | "own",
  lab = sabotages[index]?.lab ?? labOf(sabotages[index]?.claim ?? ""),
): Promise<Verdict> {
  const one = sabotages[index];
  if (!one) throw new RangeError("no such sabotage");
  const beside = index % SELDOM === 0 ? "all" : withoutSlow(one.claim);
  const after = { ...before, ...(await runChild(scope === "all" ? beside : one.claim, lab, index)) };
  const others = claims
    .filter(({ id }) => id !== one.claim && stateIn(before, id) !== stateIn(after, id))
    .map(({ id }) => `${id}: ${stateIn(before, id)} → ${stateIn(after, id)} (${evidenceIn(after, id)})`);
  return {
    id: one.claim,
    breaks: one.breaks,
    before: stateIn(before, one.claim),
    after: stateIn(after, one.claim),
    others,
    evidence: evidenceIn(after, one.claim),
  };
}

export const asItIs = (lab = labClauses.map(({ id }) => id)): Promise<Clauses> => runChild("all", lab);

/** What `npm run lab` found on this very build; nothing where it did not run since. */
function fromLab(): Clauses {
  const read = (file: string) => JSON.parse(readFileSync(resolve(folder, "../../../dist", file), "utf8")) as Partial<LabFile> & { hash?: string };
  try {
    const { build, results = [] } = read("lab-results.json");
    if (build === undefined || build !== read("build.json").hash) return {};
    const stateIn = (finding: Finding): State => (stateOf(finding) === "proven" ? "proven in lab" : stateOf(finding));
    return Object.fromEntries(results.map((one) => [one.clause, { state: stateIn(one), evidence: one.evidence }]));
  } catch {
    return {};
  }
}

/** Before it was kept, at least in part; after it is not true, and nothing else changed. */
export const isAsItShould = ({ before, after, others }: Verdict): boolean =>
  (before === "proven" || before === "proven in lab" || before === "partly") && after === "not true here" && others.length === 0;

/** At most so many at once: each is a server with a worker, some a browser. */
const AT_ONCE = 2;

export async function runAll(
  indices: readonly number[] = sabotages.map((_, i) => i),
  onVerdict: (verdict: Verdict) => void = () => undefined,
): Promise<Verdict[]> {
  const known = fromLab();
  const before = { ...known, ...(await asItIs(labClauses.map(({ id }) => id).filter((id) => !(id in known)))) };
  const left = [...indices];
  const verdicts: Verdict[] = [];
  const work = async () => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      const verdict = await sabotage(index, before, "all");
      verdicts.push(verdict);
      onVerdict(verdict);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts.sort((a, b) => a.id.localeCompare(b.id));
}

if (import.meta.main) {
  const isJson = process.argv.includes("--json");
  const wanted = process.argv.slice(2).filter((argument) => /^C\d\d$/.test(argument));
  const indices = sabotages.flatMap(({ claim }, i) => (wanted.length === 0 || wanted.includes(claim) ? [i] : []));
  const say = (v: Verdict) =>
    console.error(
      `${isAsItShould(v) ? "✓" : "✗"} ${v.id} (${v.breaks}): ${v.before} → ${v.after}${v.others.length > 0 ? `; others: ${v.others.join(", ")}` : ""}${v.evidence ? `\n      ${v.evidence}` : ""}`,
    );
  const verdicts = await runAll(indices, say);
  if (isJson) console.log(JSON.stringify(verdicts.map(({ id, before, after }) => ({ id, before, after }))));
  const proven = claims
    .filter(({ id }) => !sabotages.some(({ claim }) => claim === id))
    .filter(({ clauses }) => clauses.some(({ where }) => where !== "later"));
  if (proven.length > 0) console.error(`✗ no sabotage: ${proven.map(({ id }) => id).join(", ")}`);
  process.exit(verdicts.every(isAsItShould) && proven.length === 0 ? 0 : 1);
}
