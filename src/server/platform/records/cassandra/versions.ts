/** The row versions that a shard's owner knows: it alone writes them, so what it once read or wrote stays true. */
const LIMIT = 100_000;

export class Versions {
  readonly #known = new Map<string, number>();

  get(id: string): number | undefined {
    const version = this.#known.get(id);
    // The map's order is that of use: the first one is the longest unused.
    if (version !== undefined) this.set(id, version);
    return version;
  }

  set(id: string, version: number): void {
    this.#known.delete(id);
    this.#known.set(id, version);
    if (this.#known.size <= LIMIT) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
  }
}
