import { ApiError, newKey } from "../../../client/index.ts";
import type { Workspace } from "../../app/workspace.ts";
import {
  addPending,
  applyMessage,
  changePending,
  dropPending,
  keepOutbox,
  type Pending,
  type PendingFile,
  readOutbox,
  settlePending,
} from "../../cache/index.ts";
import { serverNow } from "../../i18n/times.ts";
import { lateParts } from "./late-parts.ts";
import type { Line } from "./refs.ts";

const hour = 3_600_000;
const passing = new Set(["too_many_requests", "store_unavailable", "shutting_down", "internal"]);
const sending = new WeakMap<Workspace, Set<string>>();

/** Posts on their way: kept over reloads, sent in order within a channel, each with one operation id however often it is tried. */
export function post(workspace: Workspace, line: Line, text: string, files?: readonly PendingFile[]): void {
  const pending: Pending = { ...line, key: newKey(), text, ...(files?.length ? { files } : {}), at: serverNow(), state: "sending", reason: "" };
  keepOutbox(workspace.account.id, pending.key, pending);
  workspace.store.update((cache) => addPending(cache, pending));
  void sendAll(workspace);
}

/** Takes up what an earlier page left unsent. Another tab may send it too: the key makes it one post. */
export function takeUpOutbox(workspace: Workspace): () => void {
  for (const kept of readOutbox(workspace.account.id)) workspace.store.update((cache) => addPending(cache, kept));
  void sendAll(workspace);
  let connection = workspace.store.get().connection;
  return workspace.store.subscribe(() => {
    const now = workspace.store.get().connection;
    if (now === "live" && connection !== "live") void sendAll(workspace);
    connection = now;
  });
}

export function retry(workspace: Workspace, key: string): void {
  change(workspace, key, { state: "sending", reason: "", at: serverNow() });
  void sendAll(workspace);
}

export function discard(workspace: Workspace, key: string): void {
  keepOutbox(workspace.account.id, key, null);
  workspace.store.update((cache) => dropPending(cache, key));
}

async function sendAll(workspace: Workspace): Promise<void> {
  const busy = sending.get(workspace) ?? new Set<string>();
  sending.set(workspace, busy);
  const channels = new Set(workspace.store.get().outbox.map(({ channel }) => channel));
  await Promise.all([...channels].filter((channel) => !busy.has(channel)).map((channel) => sendChannel(workspace, channel, busy)));
}

async function sendChannel(workspace: Workspace, channel: string, busy: Set<string>): Promise<void> {
  busy.add(channel);
  try {
    for (let tries = 0; ; ) {
      const next = workspace.store.get().outbox.find((pending) => pending.channel === channel && pending.state === "sending");
      if (!next || workspace.socket.state() === "stopped" || workspace.socket.state() === "signed-out") return;
      const pause = await sendOne(workspace, next);
      if (pause === null) tries = 0;
      else await new Promise((resolve) => setTimeout(resolve, Math.max(pause, Math.min(15_000, 500 * 2 ** tries++))));
    }
  } finally {
    busy.delete(channel);
  }
}

/** Null when it is decided, else how many milliseconds to wait at least before the next try. */
async function sendOne(workspace: Workspace, pending: Pending): Promise<number | null> {
  const { key, company, channel, thread, text, files } = pending;
  if (serverNow() - pending.at > hour) {
    change(workspace, key, { state: "asks" }); // said in another moment than this one
    return null;
  }
  try {
    const whole = files && { files: await (await lateParts()).arrived(files, (arrived) => change(workspace, key, { files: arrived })) };
    const message = await workspace.call("postMessage", { params: { company, channel }, body: { text, ...(thread === 0 ? {} : { thread }), ...whole }, key });
    keepOutbox(workspace.account.id, key, null);
    workspace.store.update((cache) => settlePending(applyMessage(cache, message), key, message));
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) return 0;
    if (passing.has(error.code) || error.status === 401) return (error.retryAfter ?? 1) * 1000;
    if (error.code === "not_allowed" || error.code === "channel_not_found") {
      // What stands at the composer or in its place says why. What waits behind it meets the same refusal; the last one first, since each goes before what is there.
      const isToAll = error.fields.some(({ problem }) => problem === "may_not_address_all");
      const waiting = workspace.store.get().outbox.filter((one) => one.channel === channel && one.thread === thread && one.state === "sending");
      const { giveBack } = await lateParts();
      for (const one of isToAll ? [pending] : waiting.toReversed()) {
        giveBack(workspace, one);
        discard(workspace, one.key);
      }
      return null;
    }
    change(workspace, key, { state: "failed", reason: error.code });
    return null;
  }
}

function change(workspace: Workspace, key: string, to: Partial<Pick<Pending, "state" | "reason" | "at" | "files">>): void {
  workspace.store.update((cache) => changePending(cache, key, to));
  const pending = workspace.store.get().outbox.find((kept) => kept.key === key);
  if (pending) keepOutbox(workspace.account.id, key, pending);
}
