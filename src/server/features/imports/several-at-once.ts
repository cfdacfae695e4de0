/**
 * Works on some at once, begun in their order. After an error nothing new begins; what is under way is waited for.
 * @throws what the work threw first in the order of the lanes
 */
export async function severalAtOnce<T>(items: Iterable<T>, most: number, work: (item: T, index: number) => Promise<void>): Promise<void> {
  const waiting = [...items].entries();
  let hasFailed = false;
  const lane = async () => {
    for (let next = waiting.next(); !next.done && !hasFailed; next = waiting.next()) {
      const [index, item] = next.value;
      try {
        await work(item, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: most }, lane));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

/** Lets one sequence after the other be gone through, in the order in which they were begun. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  async *take<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    try {
      yield* items;
    } finally {
      resolve();
    }
  }
}
