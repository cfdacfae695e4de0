import { useCallback, useEffect, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { Line } from "../messages/refs.ts";

const dwell = 1000;
const isWatched = () => document.visibilityState === "visible" && document.hasFocus();

export interface ThreadState {
  /** Undefined until the server said so, and for who isn't in the channel. */
  readonly following: boolean | undefined;
  readonly setFollowing: (following: boolean) => void;
  /** Where the reader had stopped when the thread was opened, or to where it was marked as unread since: that begins a turn. */
  readonly opened: { readonly marker: number; readonly turn: number } | undefined;
  readonly onSight: (reply: number) => void;
}

/**
 * Whether the reader follows a thread, and how far he has read: what was on screen for a second, in a visible tab of a focused window.
 * What is marked as unread stays so until the thread is left.
 */
export function useThread({ company, channel, thread }: Line, isMember: boolean): ThreadState {
  const workspace = useWorkspace();
  const [following, setFollowing] = useState<boolean>();
  const [opened, setOpened] = useState<ThreadState["opened"]>();
  const known = useRef<ThreadState["opened"]>(undefined);
  const held = useRef(-1);
  const sight = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const mark = useCallback(() => {
    if (!known.current || !isWatched()) return;
    const { marker, turn } = known.current;
    if (sight.current <= marker || marker === held.current) return;
    known.current = { marker: sight.current, turn };
    const params = { company, channel, message: String(thread) };
    workspace.call("markThreadRead", { params, body: { reply: sight.current, turn } }).catch(() => undefined); // the next mark goes further anyway
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
        ({ following, marker, turn }) => {
          if (!current) return;
          setFollowing(following);
          const before = known.current;
          if (before?.turn === turn) known.current = { marker: Math.max(before.marker, marker), turn };
          else {
            known.current = { marker, turn };
            setOpened(known.current);
            if (before) held.current = marker;
          }
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
    opened,
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
