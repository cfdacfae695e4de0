import { useEffect, useState } from "react";
import { useCache, useStore } from "../../cache/index.ts";
import { numberOfLastOwn } from "./last-own.ts";
import type { Line } from "./refs.ts";
import type { RowCommand } from "./timeline-row.tsx";

interface EditLast {
  readonly command: RowCommand | null;
  readonly start: () => void;
  readonly done: () => void;
}

/** ↑ in the empty composer edits the last own message; one that is still on its way as soon as it has arrived. */
export function useEditLast(line: Line, me: string): EditLast {
  const { company, channel, thread } = line;
  const store = useStore();
  const [asked, setAsked] = useState(false);
  const [number, setNumber] = useState<number | null>(null);
  const onItsWay = useCache((cache) => cache.outbox.some((pending) => pending.channel === channel && pending.thread === thread && pending.state === "sending"));
  useEffect(() => {
    if (!asked || onItsWay) return;
    setAsked(false);
    setNumber(numberOfLastOwn(store.get(), { company, channel, thread }, me));
  }, [asked, onItsWay, store, company, channel, thread, me]);
  return { command: number === null ? null : { number, action: "edit" }, start: () => setAsked(true), done: () => setNumber(null) };
}
