import type { SlackArchive } from "./archive.ts";
import { ImportError } from "./errors.ts";
import { peopleInBlocks } from "./markup/blocks.ts";
import { type Dialect, DialectEvidence } from "./markup/dialect.ts";
import { mentionedIds } from "./markup/entities.ts";
import { PeopleBook } from "./people.ts";
import { fromSeconds, microseconds, readElements, SlackChannel, SlackMessage, SlackUser } from "./shapes.ts";
import { isSaid } from "./subtypes.ts";
import { Tally } from "./tally.ts";

export type ChannelKind = "public" | "private" | "group" | "direct";

/** One day file and the time that its messages span, in microseconds since 1970. */
export interface DaySpan {
  readonly file: string;
  readonly messages: number;
  readonly first: number;
  readonly last: number;
}

export interface ImportedChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  /** Null for direct messages. */
  readonly name: string | null;
  /** Milliseconds since 1970. */
  readonly created: number | null;
  /** The export's id of a person. */
  readonly creator: string | null;
  readonly members: readonly string[];
  readonly topic: string;
  readonly purpose: string;
  readonly archived: boolean;
  /** The channel that everybody is in. */
  readonly general: boolean;
  /** `ts` of the pinned messages. */
  readonly pins: readonly string[];
  /** What lies in its folder, whatever becomes of it. */
  readonly messages: number;
  readonly days: readonly DaySpan[];
}

/** All that an export holds, but for the messages themselves. */
export interface Inventory {
  readonly people: PeopleBook;
  readonly channels: readonly ImportedChannel[];
  readonly dialect: Dialect;
  /** Messages in all folders. */
  readonly messages: number;
  /** Milliseconds since 1970 of the first and the last message, null without any. */
  readonly period: { readonly first: number; readonly last: number } | null;
  /** Files that we don't read: transcripts, canvases, logs of integrations. */
  readonly notRead: readonly string[];
  /** Channels and people, and the messages of folders that no list names. `readMessages` goes on counting in it. */
  readonly tally: Tally;
}

export interface ScanProgress {
  readonly files: number;
  readonly filesTotal: number;
  readonly messages: number;
}

const LISTS: readonly { readonly file: string; readonly kind: ChannelKind }[] = [
  { file: "channels.json", kind: "public" },
  { file: "groups.json", kind: "private" },
  { file: "mpims.json", kind: "group" },
  { file: "dms.json", kind: "direct" },
];

/**
 * Reads everything once, so that whatever is wrong shows before anything is written; keeps people, channels and the
 * span of each day file.
 * @throws ImportError
 */
export async function scan(archive: SlackArchive, onProgress: (progress: ScanProgress) => void = () => undefined): Promise<Inventory> {
  const lists = LISTS.filter((list) => archive.has(list.file));
  if (!archive.has("users.json") || lists.length === 0) {
    throw new ImportError("not_a_slack_export", "", "users.json and at least one of channels.json, groups.json, mpims.json, dms.json are expected");
  }
  const scanner = new Scanner(archive, onProgress);
  await scanner.readPeople();
  for (const list of lists) await scanner.readChannels(list.file, list.kind);
  await scanner.readUnlistedFolders();
  return scanner.inventory(new Set(["users.json", ...lists.map((list) => list.file)]));
}

class Scanner {
  readonly #archive: SlackArchive;
  readonly #onProgress: (progress: ScanProgress) => void;
  readonly #people = new PeopleBook();
  readonly #channels = new Map<string, ImportedChannel>();
  readonly #foldersTaken = new Set<string>();
  readonly #evidence = new DialectEvidence();
  readonly #tally = new Tally();
  readonly #filesTotal: number;
  #files = 0;
  #messages = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(archive: SlackArchive, onProgress: (progress: ScanProgress) => void) {
    this.#archive = archive;
    this.#onProgress = onProgress;
    this.#filesTotal = [...archive.folders.values()].reduce((sum, days) => sum + days.length, 0);
  }

  async readPeople(): Promise<void> {
    for (const user of await readElements(this.#archive, "users.json", SlackUser)) {
      if (!this.#people.addListed(user)) this.#tally.leftOut("people", "repeated");
    }
  }

  async readChannels(file: string, kind: ChannelKind): Promise<void> {
    for (const channel of await readElements(this.#archive, file, SlackChannel)) {
      if (this.#channels.has(channel.id)) {
        this.#tally.leftOut("channels", "repeated");
        continue;
      }
      for (const member of channel.members ?? []) this.#people.addMet(member);
      const days = await this.#readFolder(this.#folderOf(channel));
      this.#channels.set(channel.id, {
        id: channel.id,
        kind,
        name: kind === "direct" ? null : channel.name || channel.id,
        created: fromSeconds(channel.created),
        creator: channel.creator || null,
        members: [...new Set(channel.members ?? [])],
        topic: channel.topic?.value ?? "",
        purpose: channel.purpose?.value ?? "",
        archived: channel.is_archived ?? false,
        general: channel.is_general ?? false,
        pins: (channel.pins ?? []).flatMap((pin) => (pin.id ? [pin.id] : [])),
        messages: days.reduce((sum, day) => sum + day.messages, 0),
        days,
      });
      this.#tally.imported("channels");
    }
  }

  async readUnlistedFolders(): Promise<void> {
    for (const [folder, files] of this.#archive.folders) {
      if (this.#foldersTaken.has(folder)) continue;
      this.#tally.leftOut("channels", "not_listed");
      for (const file of files) {
        const messages = await this.#readDay(file);
        this.#tally.leftOut("messages", "channel_not_listed", messages.length);
        for (const message of messages) this.#tally.leftOut("reactions", "message_left_out", reactionCount(message));
      }
    }
  }

  inventory(read: ReadonlySet<string>): Inventory {
    this.#tally.imported("people", this.#people.people.size);
    return {
      people: this.#people,
      channels: [...this.#channels.values()],
      dialect: this.#evidence.dialect,
      messages: this.#messages,
      period: this.#messages === 0 ? null : { first: Math.floor(this.#first / 1000), last: Math.floor(this.#last / 1000) },
      notRead: [...this.#archive.rootFiles.filter((file) => !read.has(file)), ...this.#archive.strayFiles],
      tally: this.#tally,
    };
  }

  /** Channels and groups lie in a folder of their name, direct messages in one of their id. */
  #folderOf(channel: SlackChannel): string | null {
    const folder = [channel.name, channel.id].find((name) => name && this.#archive.folders.has(name) && !this.#foldersTaken.has(name));
    if (folder) this.#foldersTaken.add(folder);
    return folder ?? null;
  }

  async #readFolder(folder: string | null): Promise<DaySpan[]> {
    const days: DaySpan[] = [];
    for (const file of folder === null ? [] : (this.#archive.folders.get(folder) ?? [])) {
      const messages = await this.#readDay(file);
      if (messages.length === 0) continue;
      let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const message of messages) {
        const at = microseconds(message.ts);
        first = Math.min(first, at);
        last = Math.max(last, at);
        this.#meet(message);
      }
      this.#first = Math.min(this.#first, first);
      this.#last = Math.max(this.#last, last);
      days.push({ file, messages: messages.length, first, last });
    }
    return days;
  }

  async #readDay(file: string): Promise<SlackMessage[]> {
    const messages = await readElements(this.#archive, file, SlackMessage);
    this.#files += 1;
    this.#messages += messages.length;
    this.#onProgress({ files: this.#files, filesTotal: this.#filesTotal, messages: this.#messages });
    return messages;
  }

  #meet(message: SlackMessage): void {
    const [text, blocks] = [message.text ?? "", message.blocks ?? []];
    if (isSaid(message)) this.#people.addAuthor(message);
    for (const id of mentionedIds(text)) this.#people.addMet(id);
    if (blocks.length > 0) for (const id of peopleInBlocks(blocks)) this.#people.addMet(id);
    if (message.attachments?.length) for (const id of mentionedIds(JSON.stringify(message.attachments))) this.#people.addMet(id);
    for (const reaction of message.reactions ?? []) for (const user of reaction.users ?? []) this.#people.addMet(user);
    this.#evidence.add(text, blocks.length > 0);
  }
}

/** How many people reacted. Slack may count more than it names. */
export function reactionCount(message: SlackMessage): number {
  return (message.reactions ?? []).reduce((sum, reaction) => sum + Math.max(reaction.users?.length ?? 0, reaction.count ?? 0), 0);
}
