import { useCallback, useMemo } from "react";
import { type MessageRow, type Pending, useCache } from "../../cache/index.ts";
import { dayOf } from "../../i18n/times.ts";
import { type Line, refOf } from "./refs.ts";

/** A place in the list: a loaded message, one that isn't loaded yet, or an own post on its way. */
export type Item =
  | { readonly kind: "message"; readonly number: number; readonly message: MessageRow; readonly head: boolean; readonly day: boolean }
  | { readonly kind: "unloaded"; readonly number: number }
  | { readonly kind: "hole"; readonly number: number }
  | { readonly kind: "pending"; readonly number: number; readonly pending: Pending; readonly head: boolean };

export interface Items {
  readonly count: number;
  /** Number of the item at place 0. */
  readonly first: number;
  /** Of the last message, pending ones apart. */
  readonly last: number;
  /** The key of the own post that was written last and is still on its way. */
  readonly pending: string | undefined;
  readonly at: (index: number) => Item;
  /** The same for a post on its way and the message that it becomes, so that the row stays. Asked for every place of the list: cheap, and the same function while no place changes its key. */
  readonly keyAt: (index: number) => string | number;
}

const group = 5 * 60_000;

/** Messages have numbers without gaps, so the whole line has its length at once, and each message its place, loaded or not. */
export function useItems(line: Line, first: number, last: number): Items {
  const { company, channel, thread } = line;
  const contents = useCache((cache) => cache.contents.get(channel));
  const outbox = useCache((cache) => cache.outbox);
  const born = useCache((cache) => cache.born);
  const me = useCache((cache) => cache.companies.get(company)?.me ?? "");
  const known = Math.max(last, contents ? (thread === 0 ? contents.head : (contents.replyHeads.get(thread) ?? 0)) : 0);
  const settled = Math.max(0, known - first + 1);
  const pendings = useMemo(() => outbox.filter((pending) => pending.channel === channel && pending.thread === thread), [outbox, channel, thread]);
  const bornHere = useMemo(() => bornIn(born, channel, thread), [born, channel, thread]);
  const keyAt = useCallback(
    // A place before an array's first is looked up by name, forty times slower.
    (index: number) => (index < settled ? bornHere.get(first + index) : pendings[index - settled]?.key) ?? first + index,
    [pendings, settled, bornHere, first],
  );
  return useMemo(() => {
    const here: Line = { company, channel, thread };
    const messageAt = (number: number) => contents?.rows.get(refOf(here, number))?.message;
    /** What was changed outside has no time that anybody vouches for. */
    const dated = (number: number): MessageRow | undefined => {
      const message = number < first ? undefined : messageAt(number);
      return message?.changedOutside ? dated(number - 1) : message;
    };

    const at = (index: number): Item => {
      const number = first + index;
      const pending = index < settled ? undefined : pendings[index - settled];
      if (pending)
        return { kind: "pending", number, pending, head: !follows(pendings[index - settled - 1], pending) && !followsMessage(messageAt(known), pending, me) };
      const message = messageAt(number);
      if (!message) return contents?.holes.has(refOf(here, number)) ? { kind: "hole", number } : { kind: "unloaded", number };
      const before = number > first ? messageAt(number - 1) : undefined;
      const dayBefore = dated(number - 1)?.sentAt;
      const day = thread === 0 && !message.changedOutside && (dayBefore === undefined || dayOf(dayBefore) !== dayOf(message.sentAt));
      const rootBefore = thread !== 0 && number <= 1;
      return { kind: "message", number, message, day, head: day || rootBefore || !sameHead(before, message) };
    };
    return { count: settled + pendings.length, first, last: known, pending: pendings.at(-1)?.key, at, keyAt };
  }, [company, channel, thread, first, known, settled, pendings, keyAt, contents, me]);
}

function sameHead(before: MessageRow | undefined, message: MessageRow): boolean {
  return (
    before !== undefined &&
    before.kind === "message" &&
    message.kind === "message" &&
    before.author === message.author &&
    before.shownAs === message.shownAs &&
    message.sentAt - before.sentAt < group
  );
}

function followsMessage(before: MessageRow | undefined, pending: Pending, me: string): boolean {
  return before !== undefined && before.kind === "message" && before.author === me && pending.at - before.sentAt < group;
}

function follows(before: Pending | undefined, pending: Pending): boolean {
  return before !== undefined && pending.at - before.at < group;
}

/** Numbers of this line whose row began as a post on its way, with that post's key. */
function bornIn(born: ReadonlyMap<string, string>, channel: string, thread: number): ReadonlyMap<number, string> {
  const prefix = thread === 0 ? `${channel}/` : `${channel}/${thread}.`;
  const here = new Map<number, string>();
  for (const [place, key] of born) {
    const number = place.startsWith(prefix) ? Number(place.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(number)) here.set(number, key);
  }
  return here;
}
