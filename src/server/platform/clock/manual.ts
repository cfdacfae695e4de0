import type { Clock } from "./clock.ts";

/** A clock that stands still until it is told. For tests and for simulated days. */
export interface ManualClock extends Clock {
  /** Moves both clocks by `ms` ≥ 0 and runs the timers that fall due, in order, each at its own time. */
  advance(ms: number): void;
  /** Like `advance`, and lets pending promises settle after each timer. */
  advanceAsync(ms: number): Promise<void>;
  /** Sets the wall clock alone, as an operator or NTP would; timers and `monotonic` take no notice. */
  setWall(now: number): void;
}

interface Timer {
  due: number;
  readonly period: number | null;
  readonly run: () => void;
}

/** @param start milliseconds since the epoch; by default 2026-01-01T00:00:00Z */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let monotonic = 0;
  let wallOffset = start;
  const timers = new Set<Timer>();

  function add(timer: Timer): () => void {
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  }

  /** The earliest timer due by `until`; timers set earlier come first among equals (a Set keeps its order). */
  function nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    return next;
  }

  function* steps(ms: number): Generator<void> {
    if (!(ms >= 0)) throw new RangeError("a clock advances by 0 or more milliseconds");
    const until = monotonic + ms;
    for (let timer = nextDue(until); timer; timer = nextDue(until)) {
      monotonic = Math.max(monotonic, timer.due);
      if (timer.period === null) timers.delete(timer);
      else timer.due += timer.period;
      timer.run();
      yield;
    }
    monotonic = until;
  }

  return {
    now: () => Math.floor(wallOffset + monotonic),
    monotonic: () => monotonic,
    after: (ms, run) => add({ due: monotonic + Math.max(0, ms), period: null, run }),
    every: (ms, run) => add({ due: monotonic + Math.max(1, ms), period: Math.max(1, ms), run }),
    setWall: (now) => {
      wallOffset = now - monotonic;
    },
    advance(ms) {
      for (const _ of steps(ms));
    },
    async advanceAsync(ms) {
      for (const _ of steps(ms)) await new Promise(setImmediate);
      await new Promise(setImmediate);
    },
  };
}
