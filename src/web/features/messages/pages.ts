import { useCallback, useEffect, useState } from "react";
import { useWorkspace, type Workspace } from "../../app/workspace.ts";
import { applyPage, openContents, useCache } from "../../cache/index.ts";
import { type Line, refOf } from "./refs.ts";

const pageSize = 50;
const underWay = new WeakMap<Workspace, Map<string, Promise<boolean>>>();

/** Brings the messages with these numbers, as far as they aren't here or on their way; false when some could not be had. */
export async function bringRange(workspace: Workspace, line: Line, from: number, to: number): Promise<boolean> {
  const contents = workspace.store.get().contents.get(line.channel);
  const isHere = (number: number) => contents?.rows.has(refOf(line, number)) || contents?.holes.has(refOf(line, number));
  const pages = new Set<number>();
  for (let number = Math.max(line.thread === 0 ? 1 : 0, from); number <= to; number++) {
    if (!isHere(number)) pages.add(Math.max(0, Math.floor((number - 1) / pageSize)));
  }
  const done = await Promise.all([...pages].map((page) => bringPage(workspace, line, page)));
  return done.every(Boolean);
}

function bringPage(workspace: Workspace, line: Line, page: number): Promise<boolean> {
  const jobs = underWay.get(workspace) ?? new Map<string, Promise<boolean>>();
  underWay.set(workspace, jobs);
  const name = `${line.channel}/${line.thread}/${page}`;
  const known = jobs.get(name);
  if (known) return known;
  const job = fetchPage(workspace, line, page * pageSize)
    .then(
      () => true,
      () => false,
    )
    .finally(() => jobs.delete(name));
  jobs.set(name, job);
  return job;
}

async function fetchPage(workspace: Workspace, line: Line, after: number): Promise<void> {
  const { company, channel, thread } = line;
  const seen = workspace.store.get().contents.get(channel)?.seq ?? 0;
  const numbers = Array.from({ length: pageSize }, (_, i) => after + 1 + i);
  if (thread === 0) {
    const { messages, last, seq } = await workspace.call("listMessages", { params: { company, channel }, query: { after, limit: pageSize } });
    const asked = numbers.filter((number) => number <= last).map((number) => refOf(line, number));
    return workspace.store.update((cache) => applyPage(cache, channel, { messages, asked, seq }));
  }
  const { root, messages, last } = await workspace.call("listReplies", {
    params: { company, channel, message: String(thread) },
    query: { after, limit: pageSize },
  });
  const asked = numbers.filter((number) => number <= last).map((number) => refOf(line, number));
  // Replies come without a seq: they are at least as new as what was known when they were asked for.
  workspace.store.update((cache) => applyPage(cache, channel, { messages: [root, ...messages], asked, seq: seen }));
}

/** notKept: it is not on this device, and there is no connection to ask for it. */
type Failure = "notLoaded" | "notKept" | undefined;

/** Keeps what is in sight and a little around it loaded. */
export function usePages(line: Line, from: number, to: number): { readonly failed: Failure; readonly retry: () => void } {
  const workspace = useWorkspace();
  const { company, channel, thread } = line;
  const [failed, setFailed] = useState<Failure>();
  const connection = useCache((cache) => cache.connection);
  const emptied = useCache((cache) => (cache.contents.get(channel)?.rows.size ?? 0) === 0);
  const isOpen = useCache((cache) => cache.contents.has(channel));
  useEffect(() => {
    if (!isOpen) workspace.store.update((cache) => openContents(cache, channel));
  }, [workspace, channel, isOpen]);
  const bring = useCallback(() => {
    if (to >= from)
      void bringRange(workspace, { company, channel, thread }, from, to).then((done) =>
        setFailed(done ? undefined : workspace.socket.state() === "live" ? "notLoaded" : "notKept"),
      );
  }, [workspace, company, channel, thread, from, to]);
  useEffect(() => {
    const timer = setTimeout(bring, emptied ? 0 : 60); // while flying past, only where it slows down
    return () => clearTimeout(timer);
  }, [bring, emptied]);
  useEffect(() => {
    if (connection === "live") bring(); // what failed while there was no connection
  }, [bring, connection]);
  return { failed, retry: bring };
}
