import i18next from "i18next";
import type { Preferences } from "../../../contract/preferences.ts";
import type { ServerFrame } from "../../../contract/socket.ts";
import type { Workspace } from "../../app/workspace.ts";
import { type MessageRow, withPeople } from "../../cache/index.ts";
import { shown } from "../messages/shown-text.ts";
import { unmarked } from "../messages/unmarked.ts";
import { concerns, levelIn } from "./rules.ts";
import type { Tabs } from "./tabs.ts";

/** What a notice is about: a message, or with post 0 the channel itself. */
export type Subject = Pick<MessageRow, "channel" | "ref" | "post" | "reply">;

interface Parts {
  readonly workspace: Workspace;
  readonly tabs: Tabs;
  readonly company: string;
  readonly likes: () => { readonly level: Preferences["notices"]["level"]; readonly isQuiet: boolean };
  readonly open: (subject: Subject) => void;
}

const longest = 240;
/** What was sent more than this before the line stood again is no news of now: title and inbox tell of it. */
const freshFor = 60_000;

/** Shows notices until the returned function is called. One tab does this for all. */
export function startSpeaking(parts: Parts): () => void {
  const speaker = new Speaker(parts);
  const stops = [parts.workspace.onFrame((frame) => speaker.hear(frame)), parts.tabs.onPlaces(() => speaker.withdrawSeen())];
  const onHide = () => speaker.withdrawAll(); // a notice of a closed page could neither be withdrawn nor lead anywhere
  addEventListener("pagehide", onHide);
  void speaker.readInbox(false);
  return () => {
    for (const stop of stops) stop();
    removeEventListener("pagehide", onHide);
    speaker.withdrawAll();
  };
}

const keyOf = ({ channel, ref }: Subject): string => `${channel}/${ref}`;

class Speaker {
  readonly #d: Parts;
  /** By `channel/ref`. */
  readonly #open = new Map<string, { readonly notice: Notification; readonly subject: Subject }>();
  /** Told once, or on screen when it came: never again. */
  readonly #done = new Set<string>();
  /** Seen in the inbox before, by kind and message. */
  readonly #known = new Set<string>();
  #since = 0;
  #inbox = 0;

  constructor(parts: Parts) {
    this.#d = parts;
  }

  hear(frame: ServerFrame): void {
    if (frame.type === "me") {
      this.#since = frame.at - freshFor;
      this.withdrawRead();
    }
    if (!("company" in frame) || frame.company !== this.#d.company) return;
    if (frame.type === "events") for (const { message, twin } of frame.events) for (const one of [message, twin]) if (one) this.#meet(one);
    if (frame.type === "me.channel" || frame.type === "me.gone") this.withdrawRead();
    if (frame.type === "me.own" && frame.what === "threads") void this.#withdrawThreads();
    if (frame.type === "me.inbox") {
      const grew = frame.count > this.#inbox;
      this.#inbox = frame.count;
      if (grew) void this.readInbox(true);
    }
  }

  #meet(message: MessageRow): void {
    const row = this.#row(message.channel);
    if (message.deletedAt !== null) return this.#withdraw(keyOf(message));
    const company = this.#d.workspace.store.get().companies.get(this.#d.company);
    if (!row || !company || (message.reply === 0 && message.post <= row.marker)) return;
    if (concerns(message, row, company.me, this.#d.likes().level)) void this.#tell(message, message.author, message.sentAt, () => this.#text(message));
  }

  /** What addresses the reader in another way than by its text: replies, calls to all, groups, reminders, invitations. */
  async readInbox(tells: boolean): Promise<void> {
    const answer = await this.#d.workspace.call("listInbox", { params: { company: this.#d.company }, query: { limit: 20 } }).catch(() => undefined);
    for (const { kind, at, done, channel, people, message } of answer?.items ?? []) {
      if (done || kind === "reaction") continue;
      const row = this.#row(channel);
      const isWanted = kind === "reminder" || (row !== undefined && levelIn(row, this.#d.likes().level) !== "none");
      const key = `${kind} ${channel}/${message?.ref ?? ""} ${kind === "reminder" || kind === "invitation" ? at : ""}`;
      if (tells && isWanted && !this.#known.has(key)) {
        if (message) await this.#tell(message, message.author, at, () => this.#text(message), kind === "reminder");
        else if (people[0]) await this.#tell({ channel, ref: "", post: 0, reply: 0 }, people[0], at, () => i18next.t("notices.invited"), true);
      }
      this.#known.add(key);
    }
  }

  async #tell(subject: Subject, author: string, at: number, text: () => string, again = false): Promise<void> {
    const { tabs, company, likes } = this.#d;
    const key = keyOf(subject);
    if (at < this.#since || (this.#done.has(key) && !again) || this.#open.has(key)) return;
    this.#done.add(key);
    if (likes().isQuiet || tabs.isOnScreen({ company, channel: subject.channel, thread: subject.reply > 0 ? subject.post : 0 })) return;
    await this.#needAuthor(author);
    const notice = new Notification(this.#title(author, subject.channel), { body: text(), tag: key, lang: i18next.language });
    this.#open.set(key, { notice, subject });
    notice.onclick = () => {
      this.#withdraw(key);
      this.#d.open(subject);
    };
    notice.onclose = () => this.#open.delete(key);
    this.withdrawRead();
  }

  #title(author: string, channel: string): string {
    const cache = this.#d.workspace.store.get();
    const name = cache.people.get(author)?.name ?? i18next.t("people.somebody");
    const place = this.#row(channel)?.name ?? "";
    return place === "" ? name : i18next.t("notices.from", { name, channel: place });
  }

  #text({ body }: MessageRow): string {
    if (body?.kind !== "markdown") return "";
    const text = unmarked(shown(this.#d.workspace.store.get(), this.#d.company, body.text).text);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
  }

  async #needAuthor(person: string): Promise<void> {
    const { workspace, company } = this.#d;
    if (workspace.store.get().people.has(person)) return;
    const found = await workspace.call("findPeople", { params: { company }, body: { ids: [person] } }).catch(() => undefined);
    if (found) workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, found.people) }));
  }

  #row(channel: string) {
    return this.#d.workspace.store.get().companies.get(this.#d.company)?.channels.get(channel);
  }

  /** Read on this device or another, or not the reader's any more. */
  withdrawRead(): void {
    for (const [key, { subject }] of this.#open) {
      const row = this.#row(subject.channel);
      if (!row || (subject.post > 0 && subject.reply === 0 && subject.post <= row.marker)) this.#withdraw(key);
    }
  }

  withdrawSeen(): void {
    const { tabs, company } = this.#d;
    for (const [key, { subject }] of this.#open)
      if ((subject.post === 0 || subject.reply > 0) && tabs.isOnScreen({ company, channel: subject.channel, thread: subject.post })) this.#withdraw(key);
  }

  async #withdrawThreads(): Promise<void> {
    const { workspace, company } = this.#d;
    for (const [key, { subject }] of this.#open) {
      if (subject.reply === 0) continue;
      const params = { company, channel: subject.channel, message: String(subject.post) };
      const state = await workspace.call("getThreadState", { params }).catch(() => undefined);
      if (state && state.marker >= subject.reply) this.#withdraw(key);
    }
  }

  withdrawAll(): void {
    for (const key of [...this.#open.keys()]) this.#withdraw(key);
  }

  #withdraw(key: string): void {
    this.#open.get(key)?.notice.close();
    this.#open.delete(key);
  }
}
