import { Refusal } from "../../../http/index.ts";
import type { Clock } from "../../../platform/clock/index.ts";

export interface SlotsOptions {
  /** So many run at once. */
  readonly atOnce: number;
  /** So many may wait; who comes later is refused at once. */
  readonly waiting: number;
  /** Milliseconds that one may wait. */
  readonly patience: number;
}

/** Bounds work that costs memory and a processor for long: a few at once, a bounded queue, a bounded wait. */
export class Slots {
  readonly #clock: Clock;
  readonly #options: SlotsOptions;
  #running = 0;
  readonly #queue = new Set<() => void>();

  constructor(clock: Clock, options: SlotsOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** @throws Refusal too_many_requests */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#options.atOnce) await this.#turn();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#passOn();
    }
  }

  /** Whose turn comes takes over the place of the one that ended, so that nobody slips in between. */
  #passOn(): void {
    const [next] = this.#queue;
    if (next) next();
    else this.#running -= 1;
  }

  #turn(): Promise<void> {
    if (this.#queue.size >= this.#options.waiting) return Promise.reject(tooMany());
    return new Promise((resolve, reject) => {
      const go = () => {
        this.#queue.delete(go);
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(this.#options.patience, () => {
        this.#queue.delete(go);
        reject(tooMany());
      });
      this.#queue.add(go);
    });
  }
}

const tooMany = () => new Refusal("too_many_requests", { retryAfter: 2 });
