/** What the benches say: medians of pairs that ran one after the other, so that a busy machine disturbs both sides alike. */

/** @throws RangeError for nothing */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError("a median of nothing");
  return (low + high) / 2;
}

/** Runs both sides so many times, each time in the other order. */
export async function interleaved<A, B>(rounds: number, a: () => Promise<A>, b: () => Promise<B>): Promise<(readonly [A, B])[]> {
  const pairs: (readonly [A, B])[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await a();
      pairs.push([first, await b()]);
    } else {
      const first = await b();
      pairs.push([await a(), first]);
    }
  }
  return pairs;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const three = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
export const count = (value: number): string => whole.format(value);
export const figure = (value: number): string => three.format(value);
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);
/** One measured figure on a line of its own, with its goal where there is one. */
export const result = (name: string, value: string, goal = ""): void => say(`${name.padEnd(44)} ${value}${goal ? `   (goal ${goal})` : ""}`);
