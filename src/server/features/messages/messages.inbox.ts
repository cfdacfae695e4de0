import { type PersonActor, Refusal } from "../../http/index.ts";
import { put, type Stored } from "../../platform/records/sealed.ts";
import { type InboxProjectionDeps, inboxProjection } from "./messages.projection.ts";
import { Broadcast, InboxRow, Reminder } from "./messages.records.ts";
import { parseRef, type Ref, type Rendered } from "./messages.render.ts";

const most = 5000;
type Dated = Ref & { readonly at: number };
type Subject = Ref & { readonly channel: string; readonly kind: string };
interface Shown {
  /** Who reacted, who invited, else the author. */
  readonly people: string[];
  /** Null for an invitation. */
  readonly message: Rendered | null;
}
/** The channel itself, into which somebody put the person. */
const theChannel: Ref = { post: 0, reply: 0 };
/** What somebody did to be answered; a call to all and a reaction are seen in passing. */
const isCounted = ({ kind }: { kind: string }): boolean => kind !== "broadcast" && kind !== "reaction";
/** Of one millisecond, the higher number. */
const newestFirst = (a: Dated, b: Dated): number => b.at - a.at || b.post - a.post || b.reply - a.reply;

export interface InboxDeps extends InboxProjectionDeps {
  /** The actor's channels, for what addresses whole channels. */
  readonly channelsOf: (company: string, person: string) => Promise<readonly string[]>;
  readonly isInTeam: (company: string, team: string, person: string) => Promise<boolean>;
}

/** What addresses a person: rows of his own, and the broadcasts of his channels. Content is read from its one home, under today's rights. */
export function createInbox(d: InboxDeps) {
  const rowsOf = (company: string, person: string) => d.records.list(InboxRow, { company, person }, { limit: most });
  const remindersOf = async (company: string, person: string) => {
    const rows = await d.records.list(Reminder, { company, person }, { limit: most });
    return rows.map((row) => ({ ...row, kind: "reminder" as const }));
  };

  /** Today's rights: a row of a channel that the person left shows nothing. */
  async function visible({ company, person }: PersonActor, row: Subject): Promise<Shown | undefined> {
    const member = await d.access.member(company, row.channel, person);
    if (member?.state !== "active") return undefined;
    if (row.post === theChannel.post) return member.by === null ? undefined : { people: [member.by], message: null };
    const message = row.post < member.fromPost ? undefined : await d.reader.one(company, row.channel, row);
    if (message?.deletedAt !== null) return undefined;
    if (row.kind !== "reaction") return { people: message.changedOutside ? [] : [message.author], message };
    const people = [...new Set(message.reactions.flatMap((reaction) => reaction.people))].filter((one) => one !== person);
    return people.length > 0 ? { people, message } : undefined;
  }

  /** To all in the channel, or to a team that he is in now. */
  async function isCalled({ company, person }: PersonActor, sent: Stored<typeof Broadcast>): Promise<boolean> {
    if (sent.author === person) return false;
    if (sent.teams.length === 0) return true;
    return (await Promise.all(sent.teams.map((team) => d.isInTeam(company, team, person)))).includes(true);
  }

  /** A call to all is everybody's until somebody marks it for himself. */
  async function callToAll(actor: PersonActor, channel: string, ref: Ref) {
    const { company, person } = actor;
    const sent = await d.records.find(Broadcast, { company, channel, ...ref });
    if (!sent || !(await isCalled(actor, sent))) return undefined;
    return { company, person, channel, ...ref, kind: "broadcast", at: sent.at, version: 0 } as const;
  }

  /** The last so many of each channel: all that came after `since`. */
  async function broadcasts(actor: PersonActor, depth: number) {
    const channels = await d.channelsOf(actor.company, actor.person);
    const read = (channel: string) => d.records.list(Broadcast, { company: actor.company, channel }, { reverse: true, limit: depth });
    const lists = await Promise.all(channels.map(read));
    const all = lists.flat();
    const called = await Promise.all(all.map((row) => isCalled(actor, row)));
    return {
      rows: all.filter((_row, i) => called[i]),
      since: Math.max(-1, ...lists.map((list) => (list.length < depth ? -1 : (list.at(-1)?.at ?? -1)))),
    };
  }

  /** The newest of the rows that still show something, with their messages: as many as were asked for, where there are so many. */
  async function newestVisible<R extends Subject & Dated>(actor: PersonActor, rows: readonly R[], limit: number) {
    const newest = [...rows].sort(newestFirst);
    const shown: (Shown & { row: R })[] = [];
    for (let start = 0; start < newest.length && shown.length < limit; start += limit) {
      const part = newest.slice(start, start + limit);
      const found = await Promise.all(part.map((row) => visible(actor, row)));
      shown.push(...part.flatMap((row, i) => (found[i] ? [{ row, ...found[i] }] : [])));
    }
    return shown.slice(0, limit);
  }

  return {
    consumer: inboxProjection(d),

    /** Mentions that are not done, as channel → posts. */
    async mentions(company: string, person: string): Promise<Map<string, number[]>> {
      const posts = new Map<string, number[]>();
      for (const row of await rowsOf(company, person)) {
        if (row.kind === "mention" && row.state === "new") posts.set(row.channel, [...(posts.get(row.channel) ?? []), row.post]);
      }
      return posts;
    },

    /** What `list` would show as open and is counted, of the newest hundred: a badge beyond that says no more. */
    async count(actor: PersonActor): Promise<number> {
      const [rows, reminders] = await Promise.all([rowsOf(actor.company, actor.person), remindersOf(actor.company, actor.person)]);
      const open = [...rows, ...reminders].filter((row) => row.state === "new" && isCounted(row));
      return (await newestVisible(actor, open, 100)).length;
    },

    async list(actor: PersonActor, limit: number) {
      const [rows, reminders] = await Promise.all([rowsOf(actor.company, actor.person), remindersOf(actor.company, actor.person)]);
      const addressed = [...rows, ...reminders].map((row) => ({ ...row, done: row.state === "done" }));
      const own = new Set(rows.map((row) => `${row.channel} ${row.post} ${row.reply}`));
      for (let depth = limit; ; depth *= 4) {
        const { rows, since } = await broadcasts(actor, depth);
        const toAll = rows
          .filter((row) => !own.has(`${row.channel} ${row.post} ${row.reply}`))
          .map((row) => ({ ...row, kind: "broadcast" as const, done: false }));
        const shown = await newestVisible(actor, [...addressed, ...toAll], limit);
        const isNewest = shown.length === limit && (shown.at(-1)?.row.at ?? 0) > since;
        if (!isNewest && since >= 0 && depth < most) continue;
        await d.reader.show(
          actor,
          shown.map(({ message }) => message),
        );
        return { items: shown.map(({ row: { kind, at, done, channel }, people, message }) => ({ kind, at, done, channel, people, message })) };
      }
    },

    /** Brings a saved message back, new again. */
    async remind(company: string, person: string, channel: string, { post, reply }: Ref, at: number): Promise<void> {
      const key = { company, person, channel, post, reply };
      const standing = await d.records.get(Reminder, key);
      await d.records.merge([put(Reminder, { ...key, at, state: "new" }, (standing?.version ?? 0) + 1)]);
      d.onChange(company, person, channel);
    },

    /** Of a message that addresses the person and was recalled, too, the kind says which of the two. */
    async setDone(actor: PersonActor, channel: string, message: string, { done, kind }: { done: boolean; kind?: string | undefined }): Promise<void> {
      const ref = message === "channel" ? theChannel : parseRef(message);
      const key = { company: actor.company, person: actor.person, channel, ...ref };
      const addressed = kind === "reminder" ? undefined : ((await d.records.get(InboxRow, key)) ?? (await callToAll(actor, channel, ref)));
      const reminder = addressed ? undefined : await d.records.get(Reminder, key);
      const row = addressed ?? (reminder && { ...reminder, kind: "reminder" });
      // Only what stands in the inbox, and is shown there, can be done: the answer must not tell of anything else.
      if (!row || !(await visible(actor, row))) throw new Refusal("message_not_found");
      const state = done ? "done" : "new";
      if (addressed) await d.records.merge([put(InboxRow, { ...addressed, state }, addressed.version + 1)]);
      if (reminder) await d.records.merge([put(Reminder, { ...reminder, state }, reminder.version + 1)]);
      d.onChange(actor.company, actor.person, channel);
    },
  };
}
export type Inbox = ReturnType<typeof createInbox>;
