/** Stops a timer; doing so twice, or after it ran, changes nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since the epoch, whole. May jump, in both directions. */
  now(): number;
  /** Milliseconds from an arbitrary point, never less than before: for leases, timeouts and cache ages. */
  monotonic(): number;
  /** Runs once, `ms` later by the monotonic clock. Does not keep the process alive. */
  after(ms: number, run: () => void): Cancel;
  /** Runs every `ms`, first after `ms`. Does not keep the process alive. */
  every(ms: number, run: () => void): Cancel;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
};

/** Resolves `ms` later; rejects with the signal's reason when that comes first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stopped = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener("abort", stopped);
      resolve();
    });
    signal?.addEventListener("abort", stopped, { once: true });
  });
}
