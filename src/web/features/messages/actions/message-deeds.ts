import i18next from "i18next";
import { createClient } from "../../../../client/index.ts";
import type { Endpoints, ReplyOf } from "../../../../contract/index.ts";
import type { Workspace } from "../../../app/workspace.ts";
import { applyMessage, changeMessage, type MessageRow, type MyChannelRow, readDraft } from "../../../cache/index.ts";
import { errorText } from "../../../i18n/error-text.ts";
import { dayAndTime, serverNow } from "../../../i18n/times.ts";
import { toast } from "../../../ui/toast.tsx";
import { putChannel } from "../../channels/channel-changes.ts";
import { changeOwn } from "../../lists/own-lists.ts";
import { placeOf, putDraft } from "../give-back.ts";
import type { Line } from "../refs.ts";
import { shown } from "../shown-text.ts";
import { quoted } from "./quoting.ts";
import { isOf, savedIn } from "./saved-state.ts";

interface Target {
  readonly company: string;
  readonly message: MessageRow;
}
const paramsOf = ({ company, message }: Target) => ({ company, channel: message.channel, message: message.ref });
const undo = (run: () => void) => ({ text: i18next.t("ui.undo"), run });

/** Saves a message for later, with a reminder or without, or takes it off the list. */
export function saveForLater(workspace: Workspace, target: Target, remindAt: number | null, saved = true): void {
  const { company, message } = target;
  const standing = savedIn(workspace, company, message);
  const change = (to: { readonly remindAt: number | null } | undefined, done?: { text: string; undo?: () => void }) =>
    void changeOwn(
      workspace,
      company,
      "saved",
      ({ items }) => ({
        items: [...(to ? [{ savedAt: serverNow(), remindAt: to.remindAt, message }] : []), ...items.filter((item) => !isOf(message)(item))],
      }),
      () => workspace.call("saveMessage", { params: paramsOf(target), body: { saved: to !== undefined, remindAt: to?.remindAt ?? null } }),
      done,
    );
  const text = !saved
    ? i18next.t("actions.save.undone")
    : remindAt === null
      ? i18next.t("actions.save.done")
      : i18next.t("actions.save.reminded", { when: dayAndTime(remindAt) });
  const due = standing?.remindAt ?? null;
  change(saved ? { remindAt } : undefined, {
    text,
    undo: () => change(standing && { remindAt: due !== null && due > serverNow() ? due : null }),
  });
}

/** Puts the marker before the message. It stays there until the channel is left and read again. */
export async function markUnreadFrom(workspace: Workspace, company: string, { channel, post }: MessageRow): Promise<void> {
  const before = workspace.store.get().companies.get(company)?.channels.get(channel);
  if (!before) return;
  const params = { company, channel };
  const put = async (change: Partial<MyChannelRow>, ask: () => Promise<unknown>) => {
    const row = workspace.store.get().companies.get(company)?.channels.get(channel);
    if (row) putChannel(workspace, company, { ...row, ...change });
    try {
      await ask();
      return true;
    } catch (error) {
      if (row) putChannel(workspace, company, row);
      failed(error);
      return false;
    }
  };
  const turn = before.markerTurn + 1;
  const done = await put({ marker: post - 1, markerTurn: turn, unread: true }, () =>
    workspace.call("markUnread", { params, body: { post, turn: before.markerTurn } }),
  );
  if (!done) return;
  try {
    sessionStorage["bastide.held"] = `${channel} ${turn} ${post - 1}`; // a reload doesn't end the visit
  } catch {} // storage is switched off: it does
  const { marker, unread, count } = before;
  const back = () =>
    marker >= post - 1
      ? put({ marker, unread, count }, () => workspace.call("markRead", { params, body: { post: marker, turn } }))
      : put({ marker, unread, count, markerTurn: turn + 1 }, () => workspace.call("markUnread", { params, body: { post: marker + 1, turn } }));
  toast(
    i18next.t("actions.unread.done"),
    undo(() => void back()),
  );
}

/** The same in a thread, before one of its replies; from its first message on: before all of them. */
export function markThreadUnreadFrom(workspace: Workspace, company: string, { channel, post, reply }: MessageRow): void {
  const params = { company, channel, message: String(post) };
  const first = Math.max(1, reply);
  const before = workspace.call("getThreadState", { params });
  const marking = before.then(({ turn }) => workspace.call("markThreadUnread", { params, body: { reply: first, turn } }));
  const back = async () => {
    const { following, marker, turn } = await before;
    await marking;
    if (marker >= first) await workspace.call("markThreadRead", { params, body: { reply: marker, turn: turn + 1 } });
    else await workspace.call("markThreadUnread", { params, body: { reply: marker + 1, turn: turn + 1 } });
    if (!following) await workspace.call("followThread", { params, body: { following } });
  };
  const change = ({ threads, unread }: ReplyOf<Endpoints["listThreads"]>) => {
    const isIt = ({ root }: { readonly root: MessageRow }) => root.channel === channel && root.post === post;
    const isNews = threads.some((thread) => isIt(thread) && !thread.unread);
    return { threads: threads.map((thread) => (isIt(thread) ? { ...thread, marker: first - 1, unread: true } : thread)), unread: unread + Number(isNews) };
  };
  void changeOwn(workspace, company, "threads", change, () => marking, { text: i18next.t("actions.unread.done"), undo: () => void back().catch(failed) });
}

const failed = (error: unknown) => toast(errorText(error));

/** Puts the words as a quote behind what is written in the composer already. */
export function quoteInto(workspace: Workspace, { company, channel, thread }: Line, { body }: MessageRow): void {
  if (body?.kind !== "markdown") return;
  const place = placeOf(channel, thread);
  const old = readDraft(workspace.account.id, place);
  const quote = `${quoted(shown(workspace.store.get(), company, body.text).text)}\n\n`;
  putDraft(workspace.account.id, place, { text: old.text === "" ? quote : `${old.text}\n\n${quote}`, mentions: old.mentions });
}

const heldBack = 5000;
const waiting = new Map<string, () => void>();
addEventListener("pagehide", () => {
  for (const now of waiting.values()) now();
});

/** Hides the message at once and has it deleted after five seconds, so that it can be undone; a page that goes away deletes it then. */
export function deleteSoon(workspace: Workspace, target: Target): void {
  const { message } = target;
  const key = `${message.channel}/${message.ref}`;
  const bringBack = () => workspace.store.update((cache) => changeMessage(cache, message.channel, message.ref, (row) => (row.body === null ? message : row)));
  workspace.store.update((cache) =>
    changeMessage(cache, message.channel, message.ref, (row) => ({ ...row, body: null, deletedAt: serverNow(), reactions: [], mentions: [] })),
  );
  const timer = setTimeout(() => {
    waiting.delete(key);
    workspace.call("deleteMessage", { params: paramsOf(target) }).then(
      (answer) => workspace.store.update((cache) => applyMessage(cache, answer)),
      (error: unknown) => {
        bringBack();
        failed(error);
      },
    );
  }, heldBack);
  waiting.set(key, () => {
    clearTimeout(timer);
    const lasting = createClient({ baseUrl: "", fetch: (url, init) => fetch(url, { ...init, keepalive: true }) });
    lasting.call("deleteMessage", { params: paramsOf(target) }).catch(() => undefined); // nobody is there to hear of it
  });
  toast(i18next.t("actions.delete.done"), {
    ...undo(() => {
      clearTimeout(timer);
      waiting.delete(key);
      bringBack();
    }),
    lasts: heldBack,
  });
}
