/** A store whose process dies at a write: that write may have happened or not, and nothing is written after it. */
import type { RecordsPort } from "../../src/server/platform/records/port.ts";

export const writes: ReadonlySet<PropertyKey> = new Set<PropertyKey>(["commit", "claim", "merge", "erase", "trimJournal", "writeMeta"]);

export class Died extends Error {
  override readonly name = "Died";
}

/** @param after writes that go well @param isLastWritten whether the one after them reaches the store */
export function dyingPort(port: RecordsPort, after: number, isLastWritten: boolean): { readonly port: RecordsPort; writes(): number } {
  let begun = 0;
  const write = async (reach: () => Promise<unknown>): Promise<unknown> => {
    begun += 1;
    if (begun <= after) return reach();
    if (begun === after + 1 && isLastWritten) await reach();
    throw new Died("the process died");
  };
  const mortal = new Proxy(port, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      const bound = found.bind(target) as (...args: unknown[]) => Promise<unknown>;
      return writes.has(name) ? (...args: unknown[]) => write(() => bound(...args)) : bound;
    },
  });
  return { port: mortal, writes: () => begun };
}

/** For several openers one after the other: closing is left to who opened it first. */
export const staying = (port: RecordsPort): RecordsPort =>
  new Proxy(port, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (name === "close") return async () => undefined;
      return typeof found === "function" ? (found.bind(target) as unknown) : found;
    },
  });
