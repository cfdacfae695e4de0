import { createContext, useContext, useSyncExternalStore } from "react";
import { type Cache, emptyCache } from "./state.ts";

export interface Store {
  readonly get: () => Cache;
  readonly update: (change: (cache: Cache) => Cache) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore(): Store {
  let cache = emptyCache;
  const listeners = new Set<() => void>();
  return {
    get: () => cache,
    update(change) {
      const next = change(cache);
      if (next === cache) return;
      cache = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error("There is no store above this component.");
  return store;
}

/** What `select` picks, and again whenever that changes. It must pick something that the cache holds, not make it anew. */
export function useCache<T>(select: (cache: Cache) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
