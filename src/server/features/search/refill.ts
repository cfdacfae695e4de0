/** Search fills itself again where its index was lost: `reindex`, in the background behind a start and behind the loss, while people go on. */
import type { Clock } from "../../platform/clock/index.ts";
import { isWhole, noteNew, type ReindexDeps, type ReindexProgress, reindex } from "./reindex.operation.ts";

export interface Filling {
  /** whole: all that the store holds is found · filling: what was taken in so far · waiting: a run was stopped or failed, or nobody has looked yet */
  readonly state: "whole" | "filling" | "waiting";
  readonly startedAt: number | null;
  /** Rows that were looked at, of all companies. */
  readonly rows: number | null;
}

export interface RefillDeps extends ReindexDeps {
  readonly clock: Clock;
  readonly onError: (where: string, error: unknown) => void;
}

/** A run in which an index is lost is followed by another one, so many times. */
const MOST_RUNS = 3;
/** Milliseconds until the next, where that was of no use: a disk may spoil whatever is written. */
const PAUSE = 60_000;

export function createRefill(d: RefillDeps) {
  const whole: Filling = { state: "whole", startedAt: null, rows: null };
  const waiting: Filling = { ...whole, state: "waiting" };
  let filling = waiting;
  let last: Promise<unknown> = Promise.resolve();
  let wake = (): void => undefined;
  d.index.onLost(() => {
    if (filling === whole) filling = waiting;
    wake();
  });

  async function fill(onProgress: (progress: ReindexProgress) => void, signal: AbortSignal): Promise<ReindexProgress> {
    const startedAt = d.clock.now();
    const tell = (progress: ReindexProgress) => {
      filling = { state: "filling", startedAt, rows: progress.rows };
      onProgress(progress);
    };
    try {
      tell({ rows: 0, documents: 0 });
      for (let run = 1; ; run++) {
        const done = await reindex(d, {}, tell, signal);
        const isDone = await isWhole(d);
        if (!isDone && run < MOST_RUNS) continue;
        filling = isDone ? whole : waiting;
        return done;
      }
    } catch (error) {
      filling = waiting;
      throw error;
    }
  }

  function run(onProgress: (progress: ReindexProgress) => void, signal: AbortSignal): Promise<ReindexProgress> {
    const done = fill(onProgress, signal);
    last = done.catch(() => undefined);
    return done;
  }

  /** @returns whether all is there now */
  async function fillWhatIsLost(signal: AbortSignal): Promise<boolean> {
    try {
      await last;
      if (await isWhole(d)) filling = whole;
      else await run(() => undefined, signal);
    } catch (error) {
      if (!signal.aborted) d.onError("search index", error);
    }
    return filling === whole;
  }

  async function pause(stopped: Promise<void>): Promise<void> {
    let cancel = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      cancel = d.clock.after(PAUSE, resolve);
    });
    await Promise.race([over, stopped]);
    cancel();
  }

  return {
    /** What `bastide search reindex` does. A run that was stopped goes on where it was. */
    run,
    standing: (): Filling => filling,
    /** Behind a start, and whenever an index is lost, until the signal: fills what is not whole. */
    async start(signal: AbortSignal): Promise<void> {
      const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      while (!signal.aborted) {
        const lost = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const isFilled = await fillWhatIsLost(signal);
        await Promise.race([lost, stopped]);
        if (!isFilled) await pause(stopped);
      }
    },
    /** A company was made: its index is whole from its beginning, since it follows the journal. */
    begin: (company: string): Promise<void> => noteNew(d, company),
  };
}
export type Refill = ReturnType<typeof createRefill>;
