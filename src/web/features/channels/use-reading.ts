import { useCallback, useEffect, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { applyMarker, useCache } from "../../cache/index.ts";

const dwell = 1000;
const isWatched = () => document.visibilityState === "visible" && document.hasFocus();

export interface Reading {
  /** The New line stands after this post, until the channel is left. */
  readonly newAfter: number | null;
  readonly onSight: (post: number) => void;
  readonly markAll: (last: number) => void;
}

/**
 * Read is what was on screen for a second, in a visible tab of a focused window. The marker only goes forward, but for what is marked
 * as unread: that begins a turn, and stays so until the channel is left, over a reload, too.
 */
export function useReading(company: string, channel: string): Reading {
  const workspace = useWorkspace();
  const row = useCache((cache) => cache.companies.get(company)?.channels.get(channel));
  const [newAfter, setNewAfter] = useState(() => (row?.unread ? row.marker : null));
  const sight = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // News that comes while nobody watches gets its line, too.
  const unread = row?.unread ?? false;
  const marker = row?.marker ?? 0;
  useEffect(() => {
    if (unread && newAfter === null && !isWatched()) setNewAfter(marker);
  }, [unread, newAfter, marker]);

  // The storage of this tab knows over a reload what was marked as unread in this visit.
  const turn = row?.markerTurn ?? 0;
  const held = useRef({ turn, marker: wasHeld(`${channel} ${turn} ${marker}`) ? marker : -1 });
  useEffect(() => () => void wasHeld(), []);
  useEffect(() => {
    if (turn === held.current.turn) return;
    held.current = { turn, marker };
    setNewAfter(marker);
  }, [turn, marker]);

  const markTo = useCallback(
    (post: number) => {
      const current = workspace.store.get().companies.get(company)?.channels.get(channel);
      if (!current || post <= current.marker) return;
      workspace.store.update((cache) => applyMarker(cache, company, channel, post));
      workspace.call("markRead", { params: { company, channel }, body: { post, turn: current.markerTurn } }).catch(() => undefined); // the next mark goes further anyway
    },
    [workspace, company, channel],
  );
  const mark = useCallback(() => {
    const standing = workspace.store.get().companies.get(company)?.channels.get(channel)?.marker;
    if (isWatched() && standing !== held.current.marker) markTo(sight.current);
  }, [markTo, workspace, company, channel]);

  const start = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(mark, dwell);
  }, [mark]);

  useEffect(() => {
    addEventListener("focus", start);
    document.addEventListener("visibilitychange", start);
    return () => {
      clearTimeout(timer.current);
      removeEventListener("focus", start);
      document.removeEventListener("visibilitychange", start);
    };
  }, [start]);

  return {
    newAfter,
    onSight: useCallback(
      (post) => {
        if (post <= sight.current) return;
        sight.current = post;
        start();
      },
      [start],
    ),
    markAll: (last) => {
      markTo(last);
      setNewAfter(null);
    },
  };
}

/** Whether this is what the storage of the tab holds; without anything given: it holds nothing more. Switched off, a reload ends the visit. */
function wasHeld(what?: string): boolean {
  try {
    return what ? sessionStorage["bastide.held"] === what : delete sessionStorage["bastide.held"];
  } catch {
    return false;
  }
}
