/** Search fills itself again where its index was lost: `reindex`, in the background behind a start, while people go on. */
import type { Clock } from "../../platform/clock/index.ts";
import { isWhole, noteNew, type ReindexDeps, type ReindexProgress, reindex } from "./reindex.operation.ts";

export interface Filling {
  /** whole: all that the store holds is found · filling: what was taken in so far · waiting: a run was stopped or failed, or nobody has looked yet */
  readonly state: "whole" | "filling" | "waiting";
  readonly startedAt: number | null;
  /** Rows that were looked at, of all companies. */
  readonly rows: number | null;
}

export function createRefill(d: ReindexDeps & { readonly clock: Clock }) {
  const whole: Filling = { state: "whole", startedAt: null, rows: null };
  const waiting: Filling = { ...whole, state: "waiting" };
  let filling = waiting;

  async function run(onProgress: (progress: ReindexProgress) => void, signal: AbortSignal): Promise<ReindexProgress> {
    const startedAt = d.clock.now();
    const tell = (progress: ReindexProgress) => {
      filling = { state: "filling", startedAt, rows: progress.rows };
      onProgress(progress);
    };
    try {
      tell({ rows: 0, documents: 0 });
      const done = await reindex(d, {}, tell, signal);
      filling = whole;
      return done;
    } catch (error) {
      filling = waiting;
      throw error;
    }
  }

  return {
    /** What `bastide search reindex` does. A run that was stopped goes on where it was. */
    run,
    standing: (): Filling => filling,
    /** Behind a start: fills what is not whole. */
    async start(signal: AbortSignal): Promise<void> {
      if (await isWhole(d)) filling = whole;
      else await run(() => undefined, signal);
    },
    /** A company was made: its index is whole from its beginning, since it follows the journal. */
    begin: (company: string): Promise<void> => noteNew(d, company),
  };
}
export type Refill = ReturnType<typeof createRefill>;
