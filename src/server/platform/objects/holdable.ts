/** Objects whose deletions can be held back: who reads all of them over a long time finds each one that stood when he began. */
import type { ObjectKey, ObjectStore } from "./port.ts";

export interface HoldableObjects extends ObjectStore {
  /** From now on nothing is deleted. @returns lets go: with the last holder goes what was to be deleted meanwhile */
  hold(): () => Promise<void>;
}

/** What was to be deleted is remembered in memory alone: a process that is killed leaves it. */
export function holdable(store: ObjectStore): HoldableObjects {
  let holders = 0;
  const waiting = new Set<ObjectKey>();
  return {
    ...store,
    async delete(key) {
      if (holders > 0) waiting.add(key);
      else await store.delete(key);
    },
    hold() {
      holders += 1;
      return async () => {
        holders -= 1;
        if (holders > 0) return;
        const keys = [...waiting];
        waiting.clear();
        for (const key of keys) await store.delete(key);
      };
    },
  };
}
