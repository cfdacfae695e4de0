import { type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type ChannelAccess, ChannelEvent, createMarkers, turnOf } from "../channels/index.ts";
import { type MessageReader, type Messages, parseRef, type Rendered, ThreadHead } from "../messages/index.ts";
import { ThreadFollow, ThreadMarker } from "./threads.records.ts";

export interface ThreadsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly reader: MessageReader;
  readonly messages: Pick<Messages, "openMessage">;
  readonly onChange: (company: string, person: string) => void;
}

const most = 5000;
type Follow = Stored<typeof ThreadFollow>;
type Place = { channel: string; post: number };
type Key = Place & { company: string; person: string };

export type Threads = ReturnType<typeof createThreads>;

export function createThreads(d: ThreadsDeps) {
  const markers = createMarkers<Key>({
    async get(key) {
      const row = await d.records.get(ThreadMarker, key);
      return row && { place: row.reply, version: row.version };
    },
    merge: (key, reply, version) => d.records.merge([put(ThreadMarker, { ...key, reply }, version)]),
  });

  /** Who wrote the root, who replies, and whom the reply mentions, unless he stopped following on purpose. */
  async function follow(company: string, { channel, post }: Place, reply: number): Promise<void> {
    const [root, row] = await Promise.all([d.reader.row(company, channel, { post, reply: 0 }), d.reader.row(company, channel, { post, reply })]);
    if (!row || row.source === "import") return;
    const people = [...new Set([...(root ? [root.author] : []), row.author, ...row.mentions])];
    const keys = people.map((person) => ({ company, person, channel, post }));
    const standing = await d.records.getMany(ThreadFollow, keys);
    const missing = keys.filter((_, i) => !standing[i]);
    await d.records.merge(missing.map((key) => put(ThreadFollow, { ...key, state: "on", since: row.sentAt })));
    await markers.written({ company, person: row.author, channel, post }, reply);
    const followers = keys.filter((_, i) => (standing[i]?.state ?? "on") === "on");
    for (const { person } of followers) d.onChange(company, person);
  }

  async function markersOf(company: string, person: string): Promise<Map<string, number>> {
    const rows = await d.records.list(ThreadMarker, { company, person }, { limit: most });
    return new Map(rows.map((row) => [`${row.channel} ${row.post}`, row.reply]));
  }

  /** Those of channels that the person is in now, with their heads; newest reply first. */
  async function standing(actor: PersonActor) {
    const { company, person } = actor;
    const [follows, read] = await Promise.all([d.records.list(ThreadFollow, { company, person }, { limit: most }), markersOf(company, person)]);
    const readable = await Promise.all(follows.map((row) => mayRead(actor, row)));
    const mine = follows.filter((row, i) => row.state === "on" && readable[i]);
    const heads = await d.records.getMany(
      ThreadHead,
      mine.map(({ channel, post }) => ({ company, channel, post })),
    );
    const threads = mine.flatMap((row, i) => {
      const head = heads[i];
      const marker = read.get(`${row.channel} ${row.post}`) ?? 0;
      return head ? [{ channel: row.channel, post: row.post, replies: head.replies, lastAt: head.lastAt, marker, unread: head.replies > marker }] : [];
    });
    return threads.sort((a, b) => b.lastAt - a.lastAt || b.post - a.post);
  }

  async function mayRead(actor: PersonActor, { channel, post }: Follow): Promise<boolean> {
    const member = await d.access.member(actor.company, channel, actor.person);
    return member?.state === "active" && post >= member.fromPost;
  }

  const keyOf = (actor: PersonActor, channel: string, post: number) => ({ company: actor.company, person: actor.person, channel, post });

  /** @throws Refusal unless the actor may read the message that the thread hangs on, and is in its channel */
  async function openThread(actor: PersonActor, channel: string, message: string) {
    const { post } = parseRef(message);
    const { open } = await d.messages.openMessage(actor, channel, { post, reply: 0 });
    if (!open.member) throw new Refusal("not_allowed");
    return keyOf(actor, channel, post);
  }

  async function setFollowing(key: Key, following: boolean): Promise<boolean> {
    const row = await d.records.get(ThreadFollow, key);
    if ((row?.state === "on") === following) return false;
    await d.records.merge([put(ThreadFollow, { ...key, state: following ? "on" : "off", since: d.clock.now() }, (row?.version ?? 0) + 1)]);
    return true;
  }

  /** The number, or the last reply's where there are fewer. */
  async function within({ company, channel, post }: Key, reply: number): Promise<number> {
    const head = await d.records.get(ThreadHead, { company, channel, post });
    return Math.min(reply, head?.replies ?? 0);
  }

  return {
    consumer: {
      name: "threads",
      tables: [ChannelEvent.name],
      from: "durable",
      async handle(changes) {
        for (const row of changes.flatMap((change) => change.rows)) {
          const event = await d.records.open(ChannelEvent, row);
          if (event.kind === "replied") await follow(event.company, event, event.reply);
        }
      },
    } satisfies Consumer as Consumer,

    async list(actor: PersonActor, limit: number) {
      const all = await standing(actor);
      const shown = await Promise.all(
        all.slice(0, limit).map(async ({ channel, post, ...state }) => {
          const [root, last] = await Promise.all([
            d.reader.one(actor.company, channel, { post, reply: 0 }),
            d.reader.one(actor.company, channel, { post, reply: state.replies }),
          ]);
          return root && { ...state, root, last: last?.deletedAt === null ? last : null };
        }),
      );
      const threads = shown.filter((one): one is NonNullable<typeof one> & { root: Rendered } => one !== undefined);
      await d.reader.show(
        actor,
        threads.flatMap(({ root, last }) => [root, last]),
      );
      return {
        threads,
        unread: all.filter((one) => one.unread).length,
      };
    },

    async state(actor: PersonActor, channel: string, message: string) {
      const key = await openThread(actor, channel, message);
      const [row, marker] = await Promise.all([d.records.get(ThreadFollow, key), d.records.get(ThreadMarker, key)]);
      return { following: row?.state === "on", marker: marker?.reply ?? 0, turn: turnOf(marker) };
    },

    async follow(actor: PersonActor, channel: string, message: string, following: boolean): Promise<void> {
      const key = await openThread(actor, channel, message);
      if (await setFollowing(key, following)) d.onChange(actor.company, actor.person);
    },

    async mark(actor: PersonActor, channel: string, message: string, { reply, turn }: { reply: number; turn?: number | undefined }): Promise<void> {
      const key = await openThread(actor, channel, message);
      await markers.forward(key, await within(key, reply), turn);
      d.onChange(actor.company, actor.person);
    },

    /** Who wants to read it again later follows it, for else it would be nowhere in sight. */
    async markUnread(actor: PersonActor, channel: string, message: string, { reply, turn }: { reply: number; turn: number }): Promise<void> {
      const key = await openThread(actor, channel, message);
      await markers.back(key, await within(key, reply), turn);
      await setFollowing(key, true);
      d.onChange(actor.company, actor.person);
    },
  };
}
