import i18next from "i18next";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { ServerFrame } from "../../../contract/socket.ts";
import { useWorkspace, type Workspace } from "../../app/workspace.ts";
import type { MessageRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { toast } from "../../ui/toast.tsx";

/** What the reader has for himself: asked for when it is first shown, and again whenever another device or a message of it changed. */
interface Answers {
  readonly threads: ReplyOf<Endpoints["listThreads"]>;
  readonly saved: ReplyOf<Endpoints["listSaved"]>;
  readonly drafts: ReplyOf<Endpoints["listDrafts"]>;
  readonly scheduled: ReplyOf<Endpoints["listScheduled"]>;
  readonly inbox: ReplyOf<Endpoints["listInbox"]>;
}
type ListName = keyof Answers;

const ask: { readonly [L in ListName]: (workspace: Workspace, company: string) => Promise<Answers[L]> } = {
  threads: ({ call }, company) => call("listThreads", { params: { company }, query: { limit: 200 } }),
  saved: ({ call }, company) => call("listSaved", { params: { company } }),
  drafts: ({ call }, company) => call("listDrafts", { params: { company } }),
  scheduled: ({ call }, company) => call("listScheduled", { params: { company } }),
  inbox: ({ call }, company) => call("listInbox", { params: { company }, query: { limit: 100 } }),
};

const none: readonly MessageRow[] = [];
const messagesOf: { readonly [L in ListName]: (answer: Answers[L]) => readonly (MessageRow | null)[] } = {
  threads: ({ threads }) => threads.map(({ root }) => root),
  saved: ({ items }) => items.map(({ message }) => message),
  drafts: () => none,
  scheduled: () => none,
  inbox: ({ items }) => items.map(({ message }) => message),
};

interface Kept<A> {
  readonly answer: A | undefined;
  readonly failure: unknown;
}

interface Shelf<A> {
  readonly get: () => Kept<A>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly again: () => void;
  readonly change: (change: (answer: A) => A) => void;
}

function makeShelf<A>(bring: () => Promise<A>, isAbout: (frame: ServerFrame, answer: A) => boolean, { onFrame }: Workspace, first?: A): Shelf<A> {
  let kept: Kept<A> = { answer: first, failure: undefined };
  let turn = 0;
  /** Changed since it was asked for; asked for again when somebody looks. */
  let isOld = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const set = (next: Kept<A>) => {
    kept = next;
    for (const listener of listeners) listener();
  };
  const refresh = () => {
    timer = undefined;
    if (isOld && listeners.size > 0) again();
  };
  const again = () => {
    isOld = false;
    const mine = ++turn;
    bring().then(
      (answer) => mine === turn && set({ answer, failure: undefined }),
      (failure: unknown) => mine === turn && set({ ...kept, failure }),
    );
  };
  onFrame((frame) => {
    if (frame.type !== "me" && !(kept.answer && isAbout(frame, kept.answer))) return;
    isOld = true;
    if (timer === undefined) timer = setTimeout(refresh, 200); // several at once are one question
  });
  return {
    get: () => kept,
    subscribe(listener) {
      listeners.add(listener);
      if (isOld && timer === undefined) timer = setTimeout(refresh);
      return () => listeners.delete(listener);
    },
    again,
    change(change) {
      if (!kept.answer) return;
      turn++; // an answer that is on its way knows nothing of this
      set({ ...kept, answer: change(kept.answer) });
    },
  };
}

type Shelves = { readonly [L in ListName]: Map<string, Shelf<Answers[L]>> };
const shelvesOf = new WeakMap<Workspace, Shelves>();

function shelf<L extends ListName>(workspace: Workspace, company: string, name: L, first?: Answers[L]): Shelf<Answers[L]> {
  const shelves = shelvesOf.get(workspace) ?? { threads: new Map(), saved: new Map(), drafts: new Map(), scheduled: new Map(), inbox: new Map() };
  shelvesOf.set(workspace, shelves);
  const known = shelves[name].get(company);
  if (known) return known;
  const isAbout = (frame: ServerFrame, answer: Answers[L]): boolean => {
    if (!("company" in frame) || frame.company !== company) return false;
    if (frame.type === "me.own") return frame.what === name;
    if (frame.type === "me.inbox") return name === "inbox";
    if (frame.type !== "events") return false;
    const { channel, events } = frame;
    const me = workspace.store.get().companies.get(company)?.me;
    if (name === "inbox" && events.some(({ person }) => person !== me)) return true; // calls to all and reactions change no number
    return messagesOf[name](answer).some((message) => message?.channel === channel && events.some(({ post }) => post === message.post));
  };
  const made = makeShelf(() => ask[name](workspace, company), isAbout, workspace, first);
  shelves[name].set(company, made);
  made.again();
  return made;
}

/** What is known of it now. */
export const ownList = <L extends ListName>(workspace: Workspace, company: string, name: L): Answers[L] | undefined =>
  shelf(workspace, company, name).get().answer;

/** What was kept of a list on this device; it is shown until the server has answered. */
export function giveOwnList<L extends ListName>(workspace: Workspace, company: string, name: L, answer: Answers[L]): void {
  shelf(workspace, company, name, answer);
}

interface OwnList<A> {
  readonly answer: A | undefined;
  /** In the reader's words. */
  readonly error: string | undefined;
  readonly again: () => void;
}

export function useOwnList<L extends ListName>(company: string, name: L): OwnList<Answers[L]> {
  const workspace = useWorkspace();
  const own = shelf(workspace, company, name);
  const { answer, failure } = useSyncExternalStore(own.subscribe, own.get);
  useEffect(() => {
    if (own.get().failure) own.again();
  }, [own]);
  return { answer, error: failure === undefined ? undefined : errorText(failure), again: own.again };
}

type Changing<A> = readonly [change: (answer: A) => A, run: () => Promise<unknown>, done?: { readonly text: string; readonly undo?: () => void }];

/** Shows a change of a list at once and asks the server for it; when that is refused, brings the list back and says why. */
export async function changeOwn<L extends ListName>(
  workspace: Workspace,
  company: string,
  name: L,
  ...[change, run, done]: Changing<Answers[L]>
): Promise<void> {
  const own = shelf(workspace, company, name);
  own.change(change);
  const { undo } = done ?? {};
  if (done) toast(done.text, undo && { text: i18next.t("ui.undo"), run: undo });
  try {
    await run();
  } catch (refused) {
    toast(errorText(refused));
  }
  own.again();
}

export function useChangeOwn<L extends ListName>(company: string, name: L) {
  const workspace = useWorkspace();
  return useCallback((...how: Changing<Answers[L]>) => changeOwn(workspace, company, name, ...how), [workspace, company, name]);
}
