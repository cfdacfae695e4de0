import type { z } from "zod";
import { type Attachment, limits } from "../../../contract/index.ts";
import { blindToken, equalDigests, operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { expect, type Put, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { allow, type ChannelAccess, type ChannelWriter, type OpenChannel, rightsOf } from "../channels/index.ts";
import type { Files } from "../files/index.ts";
import type { Addressing } from "./messages.addressing.ts";
import { allowOn, requireMayAddressAll } from "./messages.policy.ts";
import { Broadcast, Message, Pin, Reaction, Reply, Revision, ThreadHead } from "./messages.records.ts";
import { type MessageReader, type MessageRow, parseRef, type Ref, type Rendered, refOf, showRef } from "./messages.render.ts";

export interface MessagesDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly reader: MessageReader;
  readonly addressed: Addressing;
  readonly files: Pick<Files, "attach" | "talk" | "threadOf" | "trashWith">;
  readonly mark: (actor: PersonActor, channel: string, post: number) => Promise<void>;
}
interface NewMessage {
  readonly text: string;
  readonly thread?: number | undefined;
  readonly alsoInChannel: boolean;
  readonly files?: readonly z.output<typeof Attachment>[];
  /** A file that stands already and has no post yet: this is going to be its. */
  readonly about?: string;
}
export type Messages = ReturnType<typeof createMessages>;

const markdown = (text: string) => ({ kind: "markdown" as const, text });

export function createMessages(d: MessagesDeps) {
  /** The one door to a message: through its channel, from the first post that the member may read. */
  async function openPlace(actor: PersonActor, channel: string, ref: Ref): Promise<OpenChannel> {
    const open = await d.access.openChannel(actor, channel);
    if (ref.post < open.fromPost) throw new Refusal("message_not_found");
    return open;
  }

  /** The message itself, for who acts on it: one that was changed outside is not there. */
  async function openMessage(actor: PersonActor, channel: string, ref: Ref): Promise<{ open: OpenChannel; row: MessageRow }> {
    const open = await openPlace(actor, channel, ref);
    const row = await d.reader.row(actor.company, channel, ref);
    if (!row) throw new Refusal("message_not_found");
    return { open, row };
  }

  async function shown(actor: PersonActor, channel: string, ref: Ref): Promise<Rendered> {
    await openPlace(actor, channel, ref);
    return rendered(actor, channel, ref);
  }

  async function rendered(actor: PersonActor, channel: string, ref: Ref): Promise<Rendered> {
    const [message] = await d.reader.show(actor, [await d.reader.one(actor.company, channel, ref)]);
    if (!message) throw new Refusal("message_not_found");
    return message;
  }

  /** Changes a message under the rights it was decided by; decides again when they changed in between. */
  async function change(
    actor: PersonActor,
    channel: string,
    ref: Ref,
    action: Parameters<typeof allowOn>[0],
    build: (
      row: MessageRow,
      at: number,
      person: string,
      seq: number,
    ) => { puts: Put[]; expects?: ReturnType<typeof expect>[]; kind: "edited" | "deleted" | "reacted" | "pinned" } | undefined,
    before?: (row: MessageRow) => Promise<void>,
    operation: Operation = { id: operationId(), digest: null },
  ): Promise<Rendered> {
    return decideAgain(async () => {
      const { open, row } = await openMessage(actor, channel, ref);
      allowOn(action, open, row, d.clock.now());
      await before?.(row);
      if (!build(row, d.clock.now(), actor.person, 0)) return rendered(actor, channel, ref);
      const outcome = await d.writer.append(actor.company, channel, operation, ({ at, seq }) => {
        const made = build(row, at, actor.person, seq) as NonNullable<ReturnType<typeof build>>;
        return {
          expects: [...rightsOf(open), expectRow(row), ...(made.expects ?? [])],
          puts: made.puts,
          event: { kind: made.kind, ...ref, person: actor.person },
        };
      });
      if (outcome.status === "applied") return rendered(actor, channel, ref);
      d.access.forget(open);
      return undefined;
    });
  }

  async function readPosts(
    actor: PersonActor,
    channel: string,
    query: { before?: number | undefined; after?: number | undefined; around?: number | undefined; at?: number | undefined; limit: number },
  ) {
    const open = await d.access.openChannel(actor, channel);
    const head = await d.writer.head(actor.company, channel);
    const first = Math.max(1, open.fromPost);
    const last = head.post;
    const { limit } = query;
    let from = Math.max(first, last - limit + 1);
    let to = last;
    const found = query.at === undefined ? undefined : await d.reader.sentFrom(actor.company, channel, first, last, query.at);
    const around = found ?? query.around;
    if (around !== undefined) {
      const middle = Math.min(Math.max(around, first), Math.max(last, first));
      from = Math.max(first, middle - Math.floor(limit / 2));
      to = Math.min(last, from + limit - 1);
    } else if (query.after !== undefined) {
      from = Math.max(first, query.after + 1);
      to = Math.min(last, from + limit - 1);
    } else if (query.before !== undefined) {
      to = Math.min(last, query.before - 1);
      from = Math.max(first, to - limit + 1);
    }
    const messages = await d.reader.show(actor, await d.reader.posts(actor.company, channel, from, to));
    return { messages, first, last, seq: head.seq, ...(found === undefined ? {} : { found }) };
  }

  /** The other row of a reply that is shown in the channel too: what happens to one happens to both. */
  const twinOf = (row: MessageRow): Promise<MessageRow | undefined> =>
    row.alsoIn === null ? Promise.resolve(undefined) : d.reader.row(row.company, row.channel, parseRef(row.alsoIn));

  /** A reply goes into its thread and moves the thread's head; everything else goes into the channel. */
  async function post(actor: PersonActor, channel: string, body: NewMessage, operation: Operation): Promise<Rendered> {
    const { company, person } = actor;
    const { mentions, teams, large, isToAll } = await d.addressed(actor, channel, body.text);
    allow(body.thread === undefined || body.alsoInChannel ? "post" : "reply", await d.access.openChannel(actor, channel));
    const brought = await d.files.attach(actor, channel, body.files ?? []);
    const posted = decideAgain(async () => {
      const open = await d.access.openChannel(actor, channel);
      const attached = body.about === undefined ? brought : await d.files.talk(open, body.about);
      if (typeof attached === "number") return rendered(actor, channel, { post: attached, reply: 0 });
      allow(body.thread === undefined || body.alsoInChannel ? "post" : "reply", open);
      if (isToAll || large.length > 0) requireMayAddressAll(open);
      const root = body.thread === undefined ? undefined : await threadOf(open, body.thread);
      await d.records.prepare(company, [ownerOf.personContent(person), ownerOf.channel(channel)]);
      let made: MessageRow | undefined;
      const outcome = await d.writer.append(company, channel, operation, ({ post: next, at, seq }) => {
        const base = {
          company,
          channel,
          author: person,
          sentAt: at,
          editedAt: null,
          deletedAt: null,
          kind: "message",
          source: "live",
          body: markdown(body.text),
          mentions,
          teams,
          files: attached.files,
          imported: null,
        } as const;
        const broadcast = (ref: Ref) =>
          isToAll || large.length > 0 ? [put(Broadcast, { company, channel, ...ref, author: person, at, teams: isToAll ? [] : large })] : [];
        if (!root) {
          made = { ...base, post: next, alsoIn: null, version: 1 };
          return {
            expects: [...rightsOf(open), ...attached.expects],
            puts: [put(Message, made), ...attached.puts({ seq, at, post: next }), ...broadcast({ post: next, reply: 0 })],
            event: { kind: "posted", post: next, person },
            posts: 1,
          };
        }
        const reply = root.head.replies + 1;
        const thread = root.row.post;
        const twin = body.alsoInChannel ? showRef({ post: next, reply: 0 }) : null;
        made = { ...base, thread, reply, alsoIn: twin, version: 1 };
        const people = [person, ...root.head.people.filter((p) => p !== person)].slice(0, 5);
        return {
          expects: [...rightsOf(open), expectRow(root.row), expect(ThreadHead, { company, channel, post: thread }, root.head.version), ...attached.expects],
          puts: [
            put(Reply, made),
            ...attached.puts({ seq, at, post: thread, twin: body.alsoInChannel ? next : null }),
            put(ThreadHead, { company, channel, post: thread, replies: reply, lastAt: at, people }, root.head.version + 1),
            ...(twin ? [put(Message, { ...base, post: next, mentions: [], teams: [], alsoIn: showRef({ post: thread, reply }) })] : []),
            ...broadcast({ post: thread, reply }),
          ],
          event: { kind: "replied", post: thread, reply, person },
          posts: twin ? 1 : 0,
        };
      });
      if (outcome.status === "applied" && made) return d.reader.fresh(made);
      if (outcome.status === "repeated") {
        refuseOtherRequest(outcome, operation);
        return repeated(actor, channel, outcome.entry.refs);
      }
      d.access.forget(open);
      return undefined;
    });
    return posted.catch(brought.unlessPosted);
  }

  async function threadOf(open: OpenChannel, thread: number) {
    const { company, channel } = open.channel;
    const [row, head] = await Promise.all([
      d.records.find(Message, { company, channel, post: thread }),
      d.records.find(ThreadHead, { company, channel, post: thread }),
    ]);
    if (!row || thread < open.fromPost || row.deletedAt !== null || row.kind !== "message") throw new Refusal("message_not_found");
    return { row, head: head ?? { version: 0, replies: 0, people: [] as string[] } };
  }

  /** The reply of a repeated request, from the row as it is now and under today's rights. */
  async function repeated(actor: PersonActor, channel: string, refs: readonly { table: string; key: readonly unknown[] }[]): Promise<Rendered> {
    const replyRef = refs.find((ref) => ref.table === Reply.name);
    const postRef = refs.find((ref) => ref.table === Message.name);
    const ref: Ref = replyRef
      ? { post: replyRef.key[2] as number, reply: replyRef.key[3] as number }
      : { post: (postRef?.key[2] as number | undefined) ?? 0, reply: 0 };
    return shown(actor, channel, ref);
  }

  return {
    openMessage,
    list: readPosts,

    async post(actor: PersonActor, channel: string, body: NewMessage, operation: Operation): Promise<Rendered> {
      const before = await d.writer.head(actor.company, channel);
      const message = await post(actor, channel, body, operation);
      // Who writes at the end has read what stands before.
      // The message stands whatever becomes of the marker.
      if (message.reply === 0 && message.post === before.post + 1) await d.mark(actor, channel, message.post).catch(() => undefined);
      return message;
    },

    /** The post under which people talk of a file; makes it where there is none. */
    async discuss(actor: PersonActor, channel: string, file: string, text: string, operation: Operation): Promise<number> {
      const standing = await d.files.threadOf(actor, channel, file);
      return standing ?? (await this.post(actor, channel, { text, about: file, alsoInChannel: false }, operation)).post;
    },

    get: (actor: PersonActor, channel: string, message: string): Promise<Rendered> => shown(actor, channel, parseRef(message)),

    async replies(actor: PersonActor, channel: string, message: string, query: { after: number; limit: number }) {
      const { post: thread } = parseRef(message);
      const [root, messages] = await Promise.all([
        shown(actor, channel, { post: thread, reply: 0 }),
        d.reader.replies(actor.company, channel, thread, query.after, query.limit),
      ]);
      return { root, messages: await d.reader.show(actor, messages), last: root.thread?.replies ?? 0 };
    },

    async edit(actor: PersonActor, channel: string, message: string, body: { text: string; version?: number | undefined }): Promise<Rendered> {
      const { mentions, teams } = await d.addressed(actor, channel, body.text);
      let twin: MessageRow | undefined;
      return change(
        actor,
        channel,
        parseRef(message),
        "edit",
        (row, at) => {
          if (body.version !== undefined && body.version !== row.version) throw new Refusal("conflict");
          if (row.body?.kind === "markdown" && row.body.text === body.text) return undefined;
          if (body.text === "" && row.files.length === 0) throw new Refusal("invalid_request", { fields: [{ path: "body.text", problem: "too_small" }] });
          const edited = { body: markdown(body.text), editedAt: at };
          const earlier = { company: row.company, channel, ...refOf(row), revision: row.version, author: row.author, at: row.editedAt ?? row.sentAt };
          return {
            puts: [
              putRow({ ...row, ...edited, mentions, teams }),
              ...(twin ? [putRow({ ...twin, ...edited })] : []),
              ...(row.body ? [put(Revision, { ...earlier, body: row.body })] : []),
            ],
            expects: twin ? [expectRow(twin)] : [],
            kind: "edited",
          };
        },
        async (row) => {
          twin = await twinOf(row);
        },
      );
    },

    async remove(actor: PersonActor, channel: string, message: string, operation: Operation): Promise<Rendered> {
      let twin: MessageRow | undefined;
      let revisions: Stored<typeof Revision>[] = [];
      let brought: Awaited<ReturnType<Files["trashWith"]>> | undefined;
      return change(
        actor,
        channel,
        parseRef(message),
        "delete",
        (row, at, person, seq) => {
          const deleted = { body: null, mentions: [], teams: [], deletedAt: at };
          return {
            puts: [
              putRow({ ...row, ...deleted }),
              ...(twin ? [putRow({ ...twin, ...deleted })] : []),
              ...revisions.map((r) => put(Revision, { ...r, body: markdown("") }, r.version + 1)),
              ...(brought?.puts({ seq, at, person }) ?? []),
            ],
            expects: [...(twin ? [expectRow(twin)] : []), ...(brought?.expects ?? [])],
            kind: "deleted",
          };
        },
        async (row) => {
          twin = await twinOf(row);
          const refs = [refOf(row), ...(twin ? [refOf(twin)] : [])];
          const lists = refs.map((ref) => d.records.list(Revision, { company: row.company, channel }, { from: ref, to: ref, limit: 1000 }));
          revisions = (await Promise.all(lists)).flat();
          brought = await d.files.trashWith(row, refOf(row));
        },
        operation,
      );
    },

    async revisions(actor: PersonActor, channel: string, message: string) {
      const ref = parseRef(message);
      const { row } = await openMessage(actor, channel, ref);
      if (row.deletedAt !== null) return { revisions: [] };
      await d.reader.show(actor, [row]);
      const rows = await d.records.list(Revision, { company: actor.company, channel }, { from: ref, to: ref, reverse: true, limit: 200 });
      return { revisions: rows.map((r) => ({ version: r.revision, body: r.body, at: r.at })) };
    },

    async react(actor: PersonActor, channel: string, message: string, body: { emoji: string; on: boolean }): Promise<Rendered> {
      const { company, person } = actor;
      const ref = parseRef(message);
      // Bound to the message: the same emoji elsewhere gives another token.
      const token = blindToken(d.records.keys.indexKey(company), "emoji", channel, message, body.emoji);
      const key = { company, channel, ...ref, token, person };
      let standing = 0;
      let state: "on" | "off" = "off";
      let newest = 0;
      return change(
        actor,
        channel,
        ref,
        "react",
        (_row, at) => {
          if ((state === "on") === body.on) return undefined;
          // Two of one millisecond still have an order.
          const reaction = put(Reaction, { ...key, state: body.on ? "on" : "off", at: Math.max(at, newest + 1), emoji: body.emoji }, standing + 1);
          return { puts: [reaction], expects: [expect(Reaction, key, standing)], kind: "reacted" };
        },
        async () => {
          // Behind the door: no keys are made for a channel that there never was.
          await d.records.prepare(company, [ownerOf.personContent(person), ownerOf.channel(channel)]);
          const rows = await d.records.list(Reaction, { company, channel }, { from: ref, to: ref, limit: 10_000 });
          const own = rows.find((row) => equalDigests(row.token, token) && row.person === person);
          standing = own?.version ?? 0;
          state = own?.state ?? "off";
          newest = Math.max(0, ...rows.map((row) => row.at));
          const kinds = new Set(rows.filter((row) => row.state === "on").map((row) => row.token));
          if (body.on && !kinds.has(token) && kinds.size >= limits.reactionsPerMessage) {
            throw new Refusal("invalid_request", { fields: [{ path: "body.emoji", problem: "too_many" }] });
          }
        },
      );
    },

    async pin(actor: PersonActor, channel: string, message: string, pinned: boolean): Promise<Rendered> {
      const ref = parseRef(message);
      const key = { company: actor.company, channel, ...ref };
      let standing = { version: 0, state: "off" };
      return change(
        actor,
        channel,
        ref,
        "pin",
        (_row, at, by) =>
          (standing.state === "on") === pinned
            ? undefined
            : {
                puts: [put(Pin, { ...key, state: pinned ? "on" : "off", by, at }, standing.version + 1)],
                expects: [expect(Pin, key, standing.version)],
                kind: "pinned",
              },
        async () => {
          standing = (await d.records.get(Pin, key)) ?? { version: 0, state: "off" };
        },
      );
    },

    async pins(actor: PersonActor, channel: string) {
      const open = await d.access.openChannel(actor, channel);
      const head = await d.writer.head(actor.company, channel);
      const pins = (await d.reader.pins(actor.company, channel, Math.max(1, open.fromPost), head.post)).filter((pin) => pin.state === "on");
      const messages = await Promise.all(pins.map((pin) => d.reader.one(actor.company, channel, pin)));
      return { messages: await d.reader.show(actor, messages.filter((message) => message?.deletedAt === null) as Rendered[]) };
    },
  };
}

const expectRow = (row: MessageRow) =>
  "thread" in row
    ? expect(Reply, { company: row.company, channel: row.channel, thread: row.thread, reply: row.reply }, row.version)
    : expect(Message, { company: row.company, channel: row.channel, post: row.post }, row.version);

const putRow = (row: MessageRow): Put => ("thread" in row ? put(Reply, row, row.version + 1) : put(Message, row, row.version + 1));
