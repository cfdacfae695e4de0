/** Runs of the claims' checks: one at a time, their progress, their history. */
import { z } from "zod";
import type { TrustRun } from "../../../contract/index.ts";
import { operationId, randomUUID } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { ClaimContext } from "./claims/context.ts";
import type { Claim, Clause } from "./claims/define.ts";
import type { Probes } from "./claims/probes.ts";
import { type ClaimView, type ClauseView, judge, type State, stateOf } from "./judge.ts";
import type { LabResults } from "./lab-results.ts";
import { ClaimRun } from "./trust.records.ts";

export type RunView = z.output<typeof TrustRun>;
type RunRow = Stored<typeof ClaimRun>;

export interface TrustDeps {
  readonly records: SealedStore;
  readonly claims: readonly Claim[];
  /** Identity of the running build; results of another one don't count. */
  readonly build: string;
  readonly lab: () => LabResults;
  readonly probes: Probes;
  readonly context: Omit<ClaimContext, "probe" | "spoilt" | "signal">;
  readonly onError: (where: string, error: unknown) => void;
}
export type Trust = ReturnType<typeof createTrust>;

/** Arguments of the operation `verify`. */
export const Verify = z.strictObject({ claims: z.array(z.string()).optional() });

/** Runs that the page shows; as many more are kept for the latest result of a claim that was not run since. */
const SHOWN = 30;
const KEPT = 50;

export function createTrust(d: TrustDeps) {
  const { records } = d;
  const { clock } = d.context;
  const partition = { installation: records.installation };
  let current: { view: RunView; stop: AbortController; ended: Promise<ClaimView[]> } | undefined;

  /** Starts a run, which goes on by itself. @throws Refusal busy, invalid_request for a claim that there isn't */
  async function begin(wanted: readonly string[] | undefined, onProgress: (view: RunView) => void = () => undefined) {
    const chosen = choose(d.claims, wanted);
    if (current) throw new Refusal("busy");
    const view: RunView = { id: randomUUID(), startedAt: clock.now(), endedAt: null, done: 0, total: chosen.length, now: "", proven: 0, failing: 0 };
    const stop = new AbortController();
    const run = { view, stop, ended: Promise.resolve<ClaimView[]>([]) };
    current = run;
    run.ended = execute(run, chosen, onProgress).finally(() => {
      current = undefined;
    });
    run.ended.catch((error: unknown) => d.onError("claims", error));
    return run;
  }

  async function execute(
    { view, stop }: { view: RunView; stop: AbortController },
    chosen: readonly Claim[],
    onProgress: (view: RunView) => void,
  ): Promise<ClaimView[]> {
    await clean();
    // Runs stand in the order of their beginning, also after the clock was set back.
    const [last] = await records.list(ClaimRun, partition, { reverse: true, limit: 1 });
    view.startedAt = Math.max(view.startedAt, (last?.startedAt ?? 0) + 1);
    const row = {
      ...partition,
      startedAt: view.startedAt,
      run: view.id,
      endedAt: null,
      total: view.total,
      done: 0,
      proven: 0,
      failing: 0,
      build: d.build,
      results: [],
    };
    // Before the probe is made: what a crash leaves behind is found by this row.
    await records.commit(operationId(), [expect(ClaimRun, row, 0)], [put(ClaimRun, row)]);
    const lab = d.lab();
    const results: ClaimView[] = [];
    const { probe, spoilt, remove } = d.probes.of(view.id);
    try {
      const context: ClaimContext = { ...d.context, probe, spoilt, signal: stop.signal };
      for (const claim of chosen) {
        stop.signal.throwIfAborted();
        view.now = claim.id;
        onProgress({ ...view });
        const result = judge(claim, await runClauses(claim, context), lab, clock.now());
        results.push(result);
        view.done++;
        if (isKept(result)) view.proven++;
        if (result.state === "not true here") view.failing++;
      }
    } finally {
      await remove();
      view.now = "";
      view.endedAt = clock.now();
      const { done, proven, failing, endedAt } = view;
      await records.commit(operationId(), [expect(ClaimRun, row, 1)], [put(ClaimRun, { ...row, done, proven, failing, endedAt, results }, 2)]);
    }
    onProgress({ ...view });
    return results;
  }

  async function runClauses(claim: Claim, context: ClaimContext): Promise<Map<string, ClauseView>> {
    const ran = new Map<string, ClauseView>();
    for (const clause of claim.clauses) if (clause.check) ran.set(clause.id, await runClause(clause, context));
    return ran;
  }

  async function runClause({ id, sentence, check }: Clause, context: ClaimContext): Promise<ClauseView> {
    try {
      const finding = check ? await check(context) : { looked: 0, ok: true, evidence: "" };
      return { id, sentence, state: stateOf(finding), looked: finding.looked, evidence: finding.evidence };
    } catch (error) {
      context.signal.throwIfAborted();
      d.onError(`claim ${id}`, error);
      // A check that can't be executed proves nothing; the error's text may quote content.
      return { id, sentence, state: "not true here", looked: 0, evidence: `The check itself broke (${error instanceof Error ? error.name : "unknown"}).` };
    }
  }

  /** Removes what runs left behind that never came to their end. */
  async function clean(): Promise<void> {
    for await (const row of records.all(ClaimRun, partition)) {
      if (row.endedAt !== null || row.run === current?.view.id) continue;
      await d.probes.of(row.run).remove();
      await records.commit(operationId(), [expect(ClaimRun, row, row.version)], [put(ClaimRun, { ...row, endedAt: clock.now() }, row.version + 1)]);
    }
    await d.probes.removeOthers();
    const old = await records.list(ClaimRun, partition, { reverse: true, limit: 10 * KEPT });
    if (old.length > KEPT) await records.erase(ClaimRun, old.slice(KEPT));
  }

  async function history(): Promise<RunRow[]> {
    return records.list(ClaimRun, partition, { reverse: true, limit: KEPT });
  }

  /** Every claim with its latest result by this build. */
  function latest(runs: readonly RunRow[]): ClaimView[] {
    const lab = d.lab();
    return d.claims.map((claim) => {
      const found = runs.filter((run) => run.build === d.build).flatMap((run) => run.results.filter((result) => result.id === claim.id))[0];
      const ran = new Map(found?.clauses.map((clause) => [clause.id, clause]));
      return judge(claim, ran, lab, found?.at ?? null);
    });
  }

  return {
    clean,

    async listing() {
      const runs = await history();
      const ended = runs.filter((run) => run.endedAt !== null);
      const shown = ended.slice(0, SHOWN).map((run, i) => ({ ...viewOf(run), turned: turned(run, ended.slice(i + 1)) }));
      return { build: d.build, claims: latest(runs), run: current ? { ...current.view } : null, history: shown };
    },

    /** The run under way, and the last one that ended. */
    async standing() {
      const [last] = (await records.list(ClaimRun, partition, { reverse: true, limit: 2 })).filter(({ endedAt }) => endedAt !== null);
      const running = current && { startedAt: current.view.startedAt, done: current.view.done, total: current.view.total };
      return {
        running: running ?? null,
        last: last ? { at: last.endedAt ?? last.startedAt, proven: last.proven, failing: last.failing } : null,
      };
    },

    async start(wanted?: readonly string[]): Promise<RunView> {
      return { ...(await begin(wanted)).view };
    },

    /** Runs to the end. @throws Refusal busy; the signal's reason when it is given */
    async verify(
      wanted: readonly string[] | undefined,
      onProgress: (view: RunView) => void,
      signal: AbortSignal,
    ): Promise<{ build: string; claims: ClaimView[] }> {
      const run = await begin(wanted, onProgress);
      const stop = () => run.stop.abort(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      try {
        return { build: d.build, claims: await run.ended };
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },

    /** Ends a run under way and waits until its probe is gone. */
    async close(): Promise<void> {
      const run = current;
      run?.stop.abort(new DOMException("The server is stopping.", "AbortError"));
      await run?.ended.catch(() => undefined);
    },
  };
}

const isKept = ({ state }: ClaimView): boolean => state === "proven" || state === "proven in lab" || state === "attested";

function choose(claims: readonly Claim[], wanted: readonly string[] | undefined): readonly Claim[] {
  if (wanted === undefined || wanted.length === 0) return claims;
  const known = new Set(claims.map(({ id }) => id));
  if (wanted.some((id) => !known.has(id))) throw new Refusal("invalid_request", { fields: [{ path: "body.claims", problem: "no such claim" }] });
  return claims.filter(({ id }) => wanted.includes(id));
}

/** Claims that a run found in another state than the run before that looked at them. */
function turned(run: RunRow, before: readonly RunRow[]): { claim: string; from: State; to: State }[] {
  return run.results.flatMap(({ id, state }) => {
    const earlier = before.flatMap(({ results }) => results.filter((result) => result.id === id))[0]?.state;
    return earlier === undefined || earlier === state ? [] : [{ claim: id, from: earlier, to: state }];
  });
}

const viewOf = (row: RunRow): RunView => ({
  id: row.run,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  done: row.done,
  total: row.total,
  now: "",
  proven: row.proven,
  failing: row.failing,
});
