import type { Consumer } from "../../platform/jobs/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type ChannelAccess, ChannelEvent, ChannelMember, type MemberRow } from "../channels/index.ts";
import { InboxRow, Message, Reaction, Reply } from "./messages.records.ts";
import type { MessageReader, Ref } from "./messages.render.ts";

export interface InboxProjectionDeps {
  readonly records: SealedStore;
  readonly access: ChannelAccess;
  readonly reader: MessageReader;
  /** The inbox changed; with a channel, what is counted in it too. */
  readonly onChange: (company: string, person: string, channel: string | null) => void;
}

/** A closer address is news where a looser one stood: who is mentioned by an edit stood there as one of the thread. */
const closeness = { broadcast: 0, reply: 1, mention: 2 };
const isCloser = (kind: "mention" | "reply", standing: Stored<typeof InboxRow>): boolean =>
  standing.kind in closeness && closeness[kind] > closeness[standing.kind as keyof typeof closeness];

/** One row per addressed person and subject, after events and grants. */
export function inboxProjection(d: InboxProjectionDeps): Consumer {
  async function address(company: string, channel: string, ref: Ref): Promise<void> {
    const row = await d.reader.row(company, channel, ref);
    if (!row || row.deletedAt !== null || row.source === "import") return;
    const kinds = new Map<string, "mention" | "reply">();
    if (ref.reply > 0) for (const person of await threadPeople(company, channel, ref)) kinds.set(person, "reply");
    for (const person of row.mentions) kinds.set(person, "mention");
    kinds.delete(row.author);
    const rows = [...kinds].map(([person, kind]) => ({ company, person, channel, ...ref, kind, at: row.sentAt, state: "new" }) as const);
    const standing = await d.records.getMany(InboxRow, rows);
    await d.records.merge(
      rows.flatMap((one, i) => {
        const before = standing[i];
        return before === undefined || isCloser(one.kind, before) ? [put(InboxRow, one, (before?.version ?? 0) + 1)] : [];
      }),
    );
    for (const person of kinds.keys()) {
      // Who was mentioned but isn't in the channel must not learn even that.
      if ((await d.access.member(company, channel, person))?.state === "active") d.onChange(company, person, channel);
    }
  }

  /** Who started the thread, or wrote in it before this reply. */
  async function threadPeople(company: string, channel: string, { post: thread, reply }: Ref): Promise<string[]> {
    const root = await d.records.find(Message, { company, channel, post: thread });
    const replies = await d.records.list(Reply, { company, channel, thread }, { to: { reply: reply - 1 }, limit: 1000, reverse: true });
    return [...new Set([...(root ? [root.author] : []), ...replies.map((reply) => reply.author)])];
  }

  /** One row for all reactions of others, dated by the newest that stands; who they are is read from the message. */
  async function react(company: string, channel: string, ref: Ref, by: string | null): Promise<void> {
    const person = (await d.reader.row(company, channel, ref))?.author;
    if (person === undefined || person === by) return;
    const reactions = await d.records.list(Reaction, { company, channel }, { from: ref, to: ref, limit: 10_000 });
    const times = reactions.filter((one) => one.state === "on" && one.person !== person).map(({ at }) => at);
    if (times.length > 0) await bring({ company, person, channel, ...ref }, "reaction", Math.max(...times));
    if ((await d.access.member(company, channel, person))?.state === "active") d.onChange(company, person, null);
  }

  /** As the grant is now: one that comes late or again changes nothing. */
  async function invite({ company, channel, person }: MemberRow): Promise<void> {
    const grant = await d.records.find(ChannelMember, { company, channel, person });
    if (grant?.state !== "active" || grant.by === null) return;
    await bring({ company, person, channel, post: 0, reply: 0 }, "invitation", grant.since);
    d.onChange(company, person, null);
  }

  /** New again with every later time. */
  async function bring(key: { company: string; person: string; channel: string } & Ref, kind: "reaction" | "invitation", at: number): Promise<void> {
    const standing = await d.records.get(InboxRow, key);
    if (standing?.kind === kind && standing.at === at) return;
    const state = standing === undefined || at > standing.at ? "new" : standing.state;
    await d.records.merge([put(InboxRow, { ...key, kind, at, state }, (standing?.version ?? 0) + 1)]);
  }

  return {
    name: "inbox",
    tables: [ChannelEvent.name, ChannelMember.name],
    from: "durable",
    async handle(changes) {
      for (const row of changes.flatMap((change) => change.rows)) {
        if (row.table === ChannelMember.name) {
          await invite(await d.records.open(ChannelMember, row));
          continue;
        }
        const { company, channel, kind, post, reply, person } = await d.records.open(ChannelEvent, row);
        if (kind === "posted" || kind === "replied" || kind === "edited") await address(company, channel, { post, reply });
        if (kind === "reacted") await react(company, channel, { post, reply }, person);
      }
    },
  };
}
