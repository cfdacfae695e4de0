import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import type { lateActions } from "./late-actions.ts";

/**
 * Every action of the app: one list feeds the key handler, the `?` sheet, the switcher and the screen where keys are changed.
 * - anywhere: also while writing (so it needs a modifier, or is Esc)
 * - outside: not while writing in a field, unless its keys have a modifier
 * - within: only while the focus is in a list; done by whoever handles it
 * - list: only while the focus is in a list of messages, which handles them itself
 * - composer: handled by the composer itself
 * The keys are those that hold until the reader gives it others: ask `keysFor`. What the first screen can do without stands in
 * `late-actions.ts`.
 */
export interface Action {
  readonly keys: string;
  readonly where: "anywhere" | "outside" | "within" | "list" | "composer";
}

const firstActions = {
  switch: { keys: "mod+k", where: "anywhere" },
  nextChannel: { keys: "alt+down", where: "anywhere" },
  previousChannel: { keys: "alt+up", where: "anywhere" },
  nextUnread: { keys: "alt+shift+down", where: "anywhere" },
  previousUnread: { keys: "alt+shift+up", where: "anywhere" },
  markRead: { keys: "shift+escape", where: "anywhere" },
  closePanel: { keys: "escape", where: "anywhere" },
  sheet: { keys: "?", where: "outside" },
  newer: { keys: "j", where: "list" },
  older: { keys: "k", where: "list" },
  reply: { keys: "r", where: "list" },
  react: { keys: "+", where: "list" },
  edit: { keys: "e", where: "list" },
  unread: { keys: "m", where: "list" },
  messageMenu: { keys: ".", where: "list" },
  send: { keys: "enter", where: "composer" },
  breakLine: { keys: "shift+enter", where: "composer" },
  editLast: { keys: "up", where: "composer" },
  bold: { keys: "mod+b", where: "composer" },
  italic: { keys: "mod+i", where: "composer" },
  strike: { keys: "mod+shift+x", where: "composer" },
  code: { keys: "mod+e", where: "composer" },
  link: { keys: "mod+shift+l", where: "composer" },
  list: { keys: "mod+*", where: "composer" },
  quote: { keys: "mod+>", where: "composer" },
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof firstActions | keyof typeof lateActions;
const known: Partial<Record<ActionName, Action>> = { ...firstActions };

export function addActions(more: Partial<Record<ActionName, Action>>): void {
  Object.assign(known, more);
  changed();
}

export const actionNames = (): ActionName[] => Object.keys(known) as ActionName[];
export const placeOf = (name: ActionName): Action["where"] => known[name]?.where ?? "outside";
export const usualKeys = (name: ActionName): string => known[name]?.keys ?? "";

let chosen: { readonly single: boolean; readonly own: Readonly<Record<string, string>> } = { single: true, own: {} };

/** What the reader likes: other keys for some actions, and whether single letters act at all (WCAG 2.1.4). */
export function chooseKeys(keys: typeof chosen): void {
  chosen = keys;
  changed();
}

/** The keys of an action, empty for none. */
export const keysFor = (name: ActionName): string => chosen.own[name] ?? usualKeys(name);

export const singlesAct = (): boolean => chosen.single;

/** One sign without a modifier. */
export const isSingle = (keys: string): boolean => [...keys].length === 1;

const handlers = new Map<ActionName, (() => void)[]>();
const listeners = new Set<() => void>();
let ready: readonly ActionName[] = [];

function changed(): void {
  ready = actionNames().filter((name) => (handlers.get(name)?.length ?? 0) > 0);
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

/** `useAction` for a list of them. */
export function Registered({ name, run }: { name: ActionName; run: () => void }): null {
  useAction(name, run);
  return null;
}

export function runAction(name: ActionName): boolean {
  const handler = handlers.get(name)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** The actions that somebody handles now, in the order of the list; again when the reader gives them other keys. */
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
  const name = actionOf(event, (name) => isMeant(name, event.target));
  if (name) return runAction(name) ? event.preventDefault() : undefined;
  // Who begins to type means the composer; the sign goes there, since the focus does before it is entered.
  const isSign = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isSign && !isWriting(event.target) && !listActionOf(event) && !document.querySelector("[role=dialog], [role=menu]")) {
    document.querySelector<HTMLElement>("#composer textarea")?.focus();
  }
}

function actionOf(event: KeyboardEvent, isIt: (name: ActionName) => boolean): ActionName | undefined {
  const keys = keysOf(event);
  return isSingle(keys) && !chosen.single ? undefined : actionNames().find((name) => keysFor(name) === keys && isIt(name));
}

function isMeant(name: ActionName, target: EventTarget | null): boolean {
  const where = placeOf(name);
  if (where === "within") return isInList(target);
  if (where !== "anywhere" && where !== "outside") return false;
  const keys = keysFor(name);
  if (/^[\p{L}\p{N}]$/u.test(keys)) return isInList(target); // a letter that was given to it: elsewhere it is typed
  return !isWriting(target) || /^(mod|alt)\+/.test(keys) || (where === "anywhere" && !isSingle(keys));
}

export const isInList = (target: EventTarget | null): boolean =>
  !isWriting(target) && target instanceof Element && target.closest("[data-message-list]") !== null;

/** The action of a single letter, while the focus is in a list of messages. */
export function listActionOf(event: KeyboardEvent): ActionName | undefined {
  return isInList(event.target) ? actionOf(event, (name) => placeOf(name) === "list") : undefined;
}
