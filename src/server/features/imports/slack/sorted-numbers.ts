/** A set of numbers that come in ascending order: eight bytes each, so that a channel's million times take 8 MB. */
export class SortedNumbers {
  #values = new Float64Array(64);
  #size = 0;

  /** `value` is above all before it. */
  push(value: number): void {
    if (this.#size === this.#values.length) {
      const wider = new Float64Array(this.#size * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#size] = value;
    this.#size += 1;
  }

  has(value: number): boolean {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.#values[low] === value;
  }
}
