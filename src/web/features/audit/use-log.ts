import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow } from "../../i18n/times.ts";
import { type Entry, type LogFilter, logOf, queryOf, type Scope } from "./scope.ts";
import type { Names } from "./sentence.ts";

export interface LogState {
  readonly entries: readonly Entry[];
  readonly names: Names;
  /** Where older ones begin; null at the log's beginning, undefined while nothing was answered. */
  readonly next: number | null | undefined;
  /** How far back it was looked. */
  readonly lookedTo: number | null;
  readonly size: number;
}

const nothing: LogState = { entries: [], names: {}, next: undefined, lookedTo: null, size: 0 };

/** Entries that fit, newest first, with what is older on wish; `isLive`: with what is new as it comes. */
export function useLog(scope: Scope, filter: LogFilter, isLive: boolean) {
  const workspace = useWorkspace();
  const log = useMemo(() => logOf(scope), [scope]);
  const [state, setState] = useState(nothing);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const asked = JSON.stringify(filter);
  const query = useMemo(() => queryOf(JSON.parse(asked) as LogFilter, serverNow()), [asked]);
  const shown = useRef(state);
  shown.current = state;

  const ask = useCallback(
    async (before?: number) => {
      setBusy(true);
      setError(undefined);
      try {
        const page = await log.list({ ...query, limit: 50, ...(before === undefined ? {} : { before }) });
        setState((now) => ({
          entries: before === undefined ? page.entries : [...now.entries, ...page.entries],
          names: { ...(before === undefined ? {} : now.names), ...page.names },
          next: page.next,
          lookedTo: page.lookedTo ?? now.lookedTo,
          size: before === undefined ? page.size : now.size,
        }));
      } catch (refused) {
        setError(errorText(refused));
      }
      setBusy(false);
    },
    [log, query],
  );
  useEffect(() => {
    setState(nothing);
    void ask();
  }, [ask]);

  useEffect(() => {
    if (!isLive) return undefined;
    let running = Promise.resolve();
    const take = async () => {
      const after = shown.current.size;
      const page = await log.list({ ...query, after, limit: 200 });
      setState((now) => {
        if (now.size !== after || page.size === after) return now;
        const newer = new Set(page.entries.map(({ number }) => number));
        const older = now.entries.filter(({ number }) => !newer.has(number));
        return { ...now, entries: [...page.entries, ...older], names: { ...now.names, ...page.names }, size: page.size };
      });
    };
    return workspace.onFrame((frame) => {
      if (frame.type !== "log" || frame.company !== scope || frame.size <= shown.current.size) return;
      running = running.then(take).catch((refused: unknown) => setError(errorText(refused)));
    });
  }, [workspace, log, query, scope, isLive]);

  return { state, error, busy, again: () => void ask(), older: () => void ask(state.next ?? undefined) };
}
