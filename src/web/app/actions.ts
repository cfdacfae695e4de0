import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { readSetting } from "./settings.ts";

/**
 * Every action that has a key or stands in the switcher: one list feeds the key handler, the `?` sheet and the switcher.
 * - anywhere: also while writing (so it needs a modifier, or is Esc)
 * - outside: not while writing in a field
 * - list: only while the focus is in a list of messages, which handles them itself; these single letters can be switched off (WCAG 2.1.4)
 * - composer: shown in the sheet, handled by the composer itself
 */
export const actions = {
  switch: { keys: "mod+k", where: "anywhere" },
  nextChannel: { keys: "alt+down", where: "anywhere" },
  previousChannel: { keys: "alt+up", where: "anywhere" },
  nextUnread: { keys: "alt+shift+down", where: "anywhere" },
  previousUnread: { keys: "alt+shift+up", where: "anywhere" },
  inbox: { keys: "", where: "outside" },
  browse: { keys: "", where: "outside" },
  createChannel: { keys: "", where: "outside" },
  direct: { keys: "", where: "outside" },
  invite: { keys: "", where: "outside" },
  details: { keys: "", where: "outside" },
  markRead: { keys: "shift+escape", where: "anywhere" },
  closePanel: { keys: "escape", where: "anywhere" },
  sheet: { keys: "?", where: "outside" },
  you: { keys: "", where: "outside" },
  signOut: { keys: "", where: "outside" },
  newer: { keys: "j", where: "list" },
  older: { keys: "k", where: "list" },
  reply: { keys: "r", where: "list" },
  react: { keys: "+", where: "list" },
  edit: { keys: "e", where: "list" },
  messageMenu: { keys: ".", where: "list" },
  send: { keys: "enter", where: "composer" },
  breakLine: { keys: "shift+enter", where: "composer" },
  editLast: { keys: "up", where: "composer" },
  bold: { keys: "mod+b", where: "composer" },
  italic: { keys: "mod+i", where: "composer" },
  strike: { keys: "mod+shift+x", where: "composer" },
} as const satisfies Record<string, { keys: string; where: "anywhere" | "outside" | "list" | "composer" }>;

export type ActionName = keyof typeof actions;
export const actionNames = Object.keys(actions) as ActionName[];

const handlers = new Map<ActionName, (() => void)[]>();
const listeners = new Set<() => void>();
let ready: readonly ActionName[] = [];

function changed(): void {
  ready = actionNames.filter((name) => (handlers.get(name)?.length ?? 0) > 0);
  for (const listener of listeners) listener();
}

/** Handles the action while the component stands there; the one mounted last wins. */
export function useAction(name: ActionName, run: () => void, enabled = true): void {
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    const handler = () => latest();
    handlers.set(name, [...(handlers.get(name) ?? []), handler]);
    changed();
    return () => {
      handlers.set(name, handlers.get(name)?.filter((other) => other !== handler) ?? []);
      changed();
    };
  }, [name, enabled]);
}

export function runAction(name: ActionName): boolean {
  const handler = handlers.get(name)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** The actions that somebody handles now, in the order of the list. */
export function useReadyActions(): readonly ActionName[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ready,
  );
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const named: Record<string, string> = { ArrowUp: "up", ArrowDown: "down", Escape: "escape", Enter: "enter" };

/** `alt+shift+up` from a key event, by the sign on the key: AZERTY and QWERTY alike. */
export function keysOf(event: Pick<KeyboardEvent, "key" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">): string {
  const key = named[event.key] ?? event.key;
  const isSign = key.length === 1 && !/\p{L}/u.test(key); // Shift belongs to the sign: `?`, `+`
  return [
    (mac ? event.metaKey : event.ctrlKey) && "mod",
    event.altKey && "alt",
    event.shiftKey && !isSign && "shift",
    key.length === 1 ? key.toLowerCase() : key,
  ]
    .filter(Boolean)
    .join("+");
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"))
  );
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const keys = keysOf(event);
  const name = actionNames.find((action) => actions[action].keys === keys && isMeant(actions[action].where, event.target));
  if (name && runAction(name)) return event.preventDefault();
  // Who begins to type means the composer; the sign goes there, since the focus does before it is entered.
  const isSign = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isSign && !isWriting(event.target) && !listActionOf(event) && !document.querySelector("[role=dialog], [role=menu]")) {
    document.querySelector<HTMLElement>("#composer textarea")?.focus();
  }
}

function isMeant(where: (typeof actions)[ActionName]["where"], target: EventTarget | null): boolean {
  return where === "anywhere" || (where === "outside" && !isWriting(target));
}

/** The action of a single letter, while the focus is in a list of messages. */
export function listActionOf(event: KeyboardEvent): ActionName | undefined {
  if (readSetting("letters") === "off" || isWriting(event.target) || !(event.target instanceof Element && event.target.closest("[data-message-list]")))
    return undefined;
  const keys = keysOf(event);
  return actionNames.find((name) => actions[name].where === "list" && actions[name].keys === keys);
}
