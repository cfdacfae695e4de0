import i18next from "i18next";
import { ApiError } from "../../../client/index.ts";
import type { Workspace } from "../../app/workspace.ts";
import { type Draft, draftPlaces, keepHeldDrafts, noDraft, onDraft, onKeeping, readDraft, readHeldDrafts } from "../../cache/index.ts";
import { toast } from "../../ui/toast.tsx";
import { placeOf, putDraft } from "../messages/give-back.ts";
import { shown } from "../messages/shown-text.ts";
import { stored } from "../messages/stored-text.ts";
import { merged } from "./merged.ts";

/** The server's word about a draft. */
interface Held {
  readonly text: string;
  readonly version: number;
}
const nothing: Held = { text: "", version: 0 };
const pause = 800;

/**
 * Keeps the drafts of a company alike in this browser and on the server: what was changed only here is saved, what was changed
 * only there is shown, and of what was changed on both sides both texts stay. A text that is on its way as a post is no longer
 * here, but its draft goes only when the post is acknowledged.
 */
export function startDrafts(workspace: Workspace, company: string): () => void {
  const account = workspace.account.id;
  const timers = new Map<string, number>();
  let stopped = false;

  const heldAll = () => readHeldDrafts<Record<string, Held>>(account) ?? {};
  const heldOf = (place: string): Held => heldAll()[place] ?? nothing;
  const hold = (place: string, { text, version }: Held) => keepHeldDrafts(account, { ...heldAll(), [place]: { text, version } });
  const isOurs = (place: string) => workspace.store.get().companies.get(company)?.channels.has(channelOf(place)) ?? false;
  const isOnItsWay = (place: string) => workspace.store.get().outbox.some(({ channel, thread }) => placeOf(channel, thread) === place);
  const written = (place: string) => {
    const { text, mentions } = readDraft(account, place);
    return stored(workspace.store.get(), text, mentions);
  };
  const show = (place: string, text: string) => putDraft(account, place, shown(workspace.store.get(), company, text));

  /** Decides between what stands here and what the server has now. */
  function settle(place: string, theirs: Held): void {
    if (isOnItsWay(place)) return;
    const before = heldOf(place);
    const mine = written(place);
    hold(place, theirs);
    if (theirs.text === mine) return;
    if (mine === before.text) return show(place, theirs.text);
    if (theirs.text !== before.text && theirs.text !== "") {
      const both = merged(before.text, theirs.text, mine);
      if (both !== mine) show(place, both);
      if (both !== mine && both !== theirs.text) toast(i18next.t("writing.draft.merged"));
    }
    saveSoon(place);
  }

  function saveSoon(place: string): void {
    clearTimeout(timers.get(place));
    timers.set(
      place,
      window.setTimeout(() => void save(place), pause),
    );
  }

  async function save(place: string): Promise<void> {
    const text = written(place);
    const held = heldOf(place);
    if (stopped || isOnItsWay(place) || text === held.text) return;
    try {
      const params = { company, channel: channelOf(place) };
      const answer = await workspace.call("saveDraft", { params, body: { thread: threadOf(place), text, version: held.version } });
      hold(place, answer);
      if (written(place) !== text) saveSoon(place);
    } catch (error) {
      // Who may not write there any more keeps his words in this browser; without a connection the next `me` comes back to it.
      if (error instanceof ApiError && error.code === "conflict") await read();
    }
  }

  async function read(): Promise<void> {
    const before = heldAll();
    const answer = await workspace.call("listDrafts", { params: { company } }).catch(() => undefined);
    if (!answer || stopped) return;
    const theirs = new Map(answer.drafts.map((draft) => [placeOf(draft.channel, draft.thread), draft]));
    for (const place of new Set([...theirs.keys(), ...Object.keys(before), ...draftPlaces(account)])) {
      const held = heldOf(place);
      if (!isOurs(place) || held.version !== (before[place]?.version ?? 0)) continue; // saved while the server answered
      settle(place, theirs.get(place) ?? { text: "", version: held.version });
    }
  }

  /** What this tab wrote or heard last, by place. */
  const here = new Map<string, Draft>();
  const deaf: (() => void)[] = [];

  function wrote(place: string): void {
    if (!here.has(place)) deaf.push(onDraft(account, place, (_, change) => meet(place, draftIn(change.oldValue), draftIn(change.newValue))));
    here.set(place, readDraft(account, place));
    saveSoon(place);
  }

  /** Another tab wrote from what it had; what was written here meanwhile stays. The other one comes to the same text. */
  function meet(place: string, before: Draft, theirs: Draft): void {
    const mine = here.get(place) ?? before;
    const text = merged(before.text, theirs.text, mine.text);
    here.set(place, theirs);
    if (text !== theirs.text) putDraft(account, place, { text, mentions: { ...mine.mentions, ...theirs.mentions } });
  }

  let waiting = new Set(workspace.store.get().outbox.map(({ channel, thread }) => placeOf(channel, thread)));
  const ends = [
    onKeeping((place) => {
      if (isOurs(place)) wrote(place);
    }),
    workspace.onFrame((frame) => {
      if (frame.type === "me" || (frame.type === "me.own" && frame.company === company && frame.what === "drafts")) void read();
    }),
    workspace.store.subscribe(() => {
      const now = new Set(workspace.store.get().outbox.map(({ channel, thread }) => placeOf(channel, thread)));
      for (const place of waiting) if (!now.has(place) && isOurs(place)) void save(place);
      waiting = now;
    }),
  ];
  void read();
  return () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
    for (const end of [...ends, ...deaf]) end();
  };
}

const draftIn = (kept: string | null): Draft => (kept === null ? noDraft : (JSON.parse(kept) as Draft));
const channelOf = (place: string): string => place.split(".")[0] ?? "";
const threadOf = (place: string): number => Number(place.split(".")[1] ?? 0);
