import { type Clock, sleep } from "../../../../platform/clock/index.ts";

/** Keeps a scan below so many bytes a second, so that people don't feel it. */
export class Pace {
  readonly #clock: Clock;
  readonly #perMs: number;
  #due = 0;

  /** @param rate megabytes per second */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock;
    this.#perMs = rate * 1000;
  }

  /** Waits until so many bytes may have been read. */
  async took(bytes: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const now = this.#clock.monotonic();
    this.#due = Math.max(this.#due, now - 50) + bytes / this.#perMs;
    if (this.#due - now > 5) await sleep(this.#clock, this.#due - now, signal);
  }
}
