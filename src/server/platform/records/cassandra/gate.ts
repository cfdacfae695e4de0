/** Writers pass together; who needs the store at rest for a moment waits for them and holds the next ones back. */
export class Gate {
  #inside = 0;
  #isClosed = false;
  readonly #waiting: { isAlone: boolean; enter: () => void }[] = [];

  async shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(false, work);
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(true, work);
  }

  async #run<T>(isAlone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ isAlone, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      this.#isClosed = false;
      this.#admit();
    }
  }

  /** In order of arrival, so that nobody starves. */
  #admit(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || this.#isClosed || (next.isAlone && this.#inside > 0)) return;
      this.#waiting.shift();
      this.#inside += 1;
      this.#isClosed = next.isAlone;
      next.enter();
    }
  }
}
