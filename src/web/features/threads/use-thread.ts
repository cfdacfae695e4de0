import { useCallback, useEffect, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { Line } from "../messages/refs.ts";

const dwell = 1000;
const isWatched = () => document.visibilityState === "visible" && document.hasFocus();

export interface ThreadState {
  /** Undefined until the server said so, and for who isn't in the channel. */
  readonly following: boolean | undefined;
  readonly setFollowing: (following: boolean) => void;
  /** Where the reader had stopped when the thread was opened. */
  readonly marker: number | null;
  readonly onSight: (reply: number) => void;
}

/** Whether the reader follows a thread, and how far he has read: what was on screen for a second, in a visible tab of a focused window. */
export function useThread({ company, channel, thread }: Line, isMember: boolean): ThreadState {
  const workspace = useWorkspace();
  const [following, setFollowing] = useState<boolean>();
  const [marker, setMarker] = useState<number | null>(null);
  const read = useRef<number | undefined>(undefined);
  const sight = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const mark = useCallback(() => {
    if (read.current === undefined || sight.current <= read.current || !isWatched()) return;
    read.current = sight.current;
    const params = { company, channel, message: String(thread) };
    workspace.call("markThreadRead", { params, body: { reply: sight.current } }).catch(() => undefined); // the next mark goes further anyway
  }, [workspace, company, channel, thread]);
  const start = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(mark, dwell);
  }, [mark]);

  useEffect(() => {
    if (!isMember) return;
    let current = true;
    const bring = () =>
      workspace.call("getThreadState", { params: { company, channel, message: String(thread) } }).then(
        (state) => {
          if (!current) return;
          setFollowing(state.following);
          if (read.current === undefined) setMarker(state.marker);
          read.current = Math.max(read.current ?? 0, state.marker);
          start();
        },
        () => undefined, // the thread can be read without it
      );
    void bring();
    // Whoever writes in a thread follows it; another device may have stopped.
    const stop = workspace.onFrame((frame) => {
      if (frame.type === "me.own" && frame.company === company && frame.what === "threads") void bring();
    });
    addEventListener("focus", start);
    document.addEventListener("visibilitychange", start);
    return () => {
      current = false;
      stop();
      clearTimeout(timer.current);
      removeEventListener("focus", start);
      document.removeEventListener("visibilitychange", start);
    };
  }, [workspace, company, channel, thread, isMember, start]);

  return {
    following,
    setFollowing,
    marker,
    onSight: useCallback(
      (reply) => {
        if (reply <= sight.current) return;
        sight.current = reply;
        start();
      },
      [start],
    ),
  };
}
