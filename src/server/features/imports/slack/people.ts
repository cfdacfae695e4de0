import { HandleBook } from "./markup/handles.ts";
import type { SlackMessage, SlackUser } from "./shapes.ts";

/** `unknown`: only met in messages, reactions or member lists; the export doesn't say who it is. */
export type PersonKind = "user" | "bot" | "unknown";

export interface PersonRef {
  readonly kind: PersonKind;
  /** The export's id; `bot:<name>` for a bot without one, `nobody` where a message names no author. */
  readonly id: string;
}

export interface ImportedPerson extends PersonRef {
  /** The handle; the id where none is known. */
  readonly name: string;
  /** What to show: display name, else real name, else handle. */
  readonly displayName: string;
  readonly realName: string | null;
  readonly email: string | null;
  readonly title: string | null;
  readonly deleted: boolean;
  readonly guest: boolean;
}

/** Author of messages that name none. */
export const NOBODY = "nobody";
/** Slack's own bot, which exports mention but seldom list. */
const SLACKBOT = "USLACKBOT";

/** Everybody an export names, listed or not; each id once, in the order of first appearance. */
export class PeopleBook {
  readonly handles = new HandleBook();
  readonly #people = new Map<string, ImportedPerson>();
  /** A bot's messages bear its bot id, while the list has its user id. */
  readonly #userOfBot = new Map<string, string>();

  get people(): ReadonlyMap<string, ImportedPerson> {
    return this.#people;
  }

  /** False when the id was listed before. */
  addListed(user: SlackUser): boolean {
    if (this.#people.has(user.id)) return false;
    const name = user.name || user.id;
    const realName = user.profile?.real_name || user.real_name || null;
    this.#people.set(user.id, {
      kind: user.is_bot || user.id === SLACKBOT ? "bot" : "user",
      id: user.id,
      name,
      displayName: user.profile?.display_name || realName || name,
      realName,
      email: user.profile?.email || null,
      title: user.profile?.title || null,
      deleted: user.deleted ?? false,
      guest: Boolean(user.is_restricted || user.is_ultra_restricted),
    });
    if (user.profile?.bot_id) this.#userOfBot.set(user.profile.bot_id, user.id);
    if (user.name) this.handles.add(user.name, user.id);
    return true;
  }

  /** Makes sure that an id met somewhere stands for somebody. */
  addMet(id: string, names: { name?: string | null | undefined; realName?: string | null | undefined } = {}, kind: PersonKind = "unknown"): void {
    if (this.#people.has(id)) return;
    const name = names.name || (id === SLACKBOT ? "slackbot" : id);
    this.#people.set(id, {
      kind: id === SLACKBOT ? "bot" : kind,
      id,
      name,
      displayName: names.realName || (id === SLACKBOT ? "Slackbot" : name),
      realName: names.realName || null,
      email: null,
      title: null,
      deleted: false,
      guest: false,
    });
  }

  addAuthor(message: SlackMessage): void {
    const id = this.authorId(message);
    if (this.#people.has(id)) return;
    const profile = message.user_profile;
    const isPerson = id === message.user || id === message.comment?.user;
    if (id === NOBODY) this.addMet(id);
    else if (isPerson && !message.bot_id) this.addMet(id, { name: profile?.name, realName: profile?.display_name || profile?.real_name });
    else this.addMet(id, { name: message.bot_profile?.name || message.username }, "bot");
  }

  authorId(message: SlackMessage): string {
    const person = message.user || message.comment?.user;
    if (person) return person;
    if (message.bot_id) return this.#userOfBot.get(message.bot_id) ?? message.bot_id;
    return message.username ? `bot:${message.username}` : NOBODY;
  }

  refOf(id: string): PersonRef {
    return { kind: this.#people.get(id)?.kind ?? "unknown", id };
  }
}
