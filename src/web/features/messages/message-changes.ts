import i18next from "i18next";
import type { Workspace } from "../../app/workspace.ts";
import { applyMessage, changeMessage, type MessageRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow } from "../../i18n/times.ts";
import { toast } from "../../ui/toast.tsx";

type Target = { readonly company: string; readonly message: MessageRow };
const paramsOf = ({ company, message }: Target) => ({ company, channel: message.channel, message: message.ref });

/** Shows the change at once; when the server refuses, puts the row back as it was and says why. */
async function optimistic(
  workspace: Workspace,
  { message }: Target,
  shown: (message: MessageRow) => MessageRow,
  ask: () => Promise<MessageRow>,
): Promise<boolean> {
  workspace.store.update((cache) => changeMessage(cache, message.channel, message.ref, shown));
  try {
    const answer = await ask();
    workspace.store.update((cache) => applyMessage(cache, answer));
    return true;
  } catch (error) {
    workspace.store.update((cache) => changeMessage(cache, message.channel, message.ref, () => message));
    toast(errorText(error));
    return false;
  }
}

export function editMessage(workspace: Workspace, target: Target, text: string): Promise<boolean> {
  return optimistic(
    workspace,
    target,
    (message) => ({ ...message, body: { kind: "markdown", text }, editedAt: serverNow() }),
    () => workspace.call("editMessage", { params: paramsOf(target), body: { text, version: target.message.version } }),
  );
}

export function react(workspace: Workspace, target: Target, me: string, emoji: string): void {
  const on = !target.message.reactions.some((reaction) => reaction.emoji === emoji && reaction.people.includes(me));
  void optimistic(
    workspace,
    target,
    (message) => ({ ...message, reactions: withReaction(message.reactions, emoji, me, on) }),
    () => workspace.call("react", { params: paramsOf(target), body: { emoji, on } }),
  );
}

function withReaction(reactions: MessageRow["reactions"], emoji: string, me: string, on: boolean): MessageRow["reactions"] {
  const old = reactions.find((reaction) => reaction.emoji === emoji) ?? { emoji, count: 0, people: [] };
  const others = old.people.filter((id) => id !== me);
  const next = { emoji, count: old.count + (on ? 1 : -1), people: on ? [...others, me] : others };
  const put = reactions.some((reaction) => reaction.emoji === emoji)
    ? reactions.map((reaction) => (reaction.emoji === emoji ? next : reaction))
    : [...reactions, next];
  return put.filter(({ count }) => count > 0);
}

export async function pin(workspace: Workspace, target: Target, pinned: boolean): Promise<void> {
  const done = await optimistic(
    workspace,
    target,
    (message) => ({ ...message, pinned }),
    () => workspace.call("pinMessage", { params: paramsOf(target), body: { pinned } }),
  );
  if (done)
    toast(i18next.t(pinned ? "messages.pin.done" : "messages.pin.undone"), { text: i18next.t("ui.undo"), run: () => void pin(workspace, target, !pinned) });
}
