/** What an import brought, read back through the services and put into the export's words. */

import { Channel, ChannelMember } from "../../src/server/features/channels/index.ts";
import { Message, Pin, Reaction, Reply, ThreadHead } from "../../src/server/features/messages/index.ts";
import { Person } from "../../src/server/features/people/index.ts";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { derivedId } from "../../src/server/platform/records/ids.ts";
import { openServices } from "../../src/server/serve.ts";
import type { ExpectedExport, ExpectedMessage } from "../fixtures/slack-expected.ts";
import type { Place } from "./program.ts";

type Services = Awaited<ReturnType<typeof openServices>>["services"];

/** The fields of a message that a store can be asked for. */
export interface SeenMessage {
  readonly kind: "message" | "system";
  readonly ts: string;
  readonly sentAt: number;
  readonly author: string;
  readonly shownAs: string | null;
  readonly text: string | null;
  readonly parentTs: string | null;
  readonly broadcast: boolean;
  readonly editedAt: number | null;
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[];
  readonly pinned: boolean;
  readonly mentions: readonly string[];
}

export interface Seen {
  readonly people: readonly { readonly id: string; readonly kind: "bot" | "imported"; readonly handle: string; readonly deleted: boolean }[];
  readonly channels: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    readonly topic: string;
    readonly archived: boolean;
    readonly members: readonly string[];
    readonly messages: readonly SeenMessage[];
  }[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** What should be seen, of what the generator wrote down. */
export function expectedSeen(expected: ExpectedExport): Seen {
  return {
    people: expected.people
      .map(({ id, kind, name, deleted }) => ({
        id,
        kind: kind === "bot" ? ("bot" as const) : ("imported" as const),
        // A handle has no spaces; names of apps do.
        handle: name.replaceAll(" ", "."),
        deleted,
      }))
      .sort((a, b) => byText(a.id, b.id)),
    channels: expected.channels
      .map(({ id, kind, name, topic, purpose, archived, members, messages }) => ({
        id,
        kind,
        name: kind === "direct" || kind === "group" ? "" : (name ?? ""),
        topic: topic || purpose,
        archived,
        members: [...members].sort(byText),
        messages: messages.map(expectedMessage),
      }))
      .sort((a, b) => byText(a.id, b.id)),
  };
}

function expectedMessage(m: ExpectedMessage): SeenMessage {
  return {
    kind: m.kind === "message" ? "message" : "system",
    ts: m.ts,
    sentAt: m.sentAt,
    author: m.authorRef.id,
    shownAs: m.shownAs,
    text: m.deleted ? null : m.text,
    parentTs: m.parentTs,
    broadcast: m.broadcast,
    editedAt: m.editedAt,
    reactions: m.reactions.map(({ emoji, users }) => ({ emoji, users: [...users].sort(byText) })).sort((a, b) => byText(a.emoji, b.emoji)),
    pinned: m.pinned,
    mentions: m.mentions.map(({ userRef }) => userRef),
  };
}

/** Opens the place (no server may run) and reads the company. @param expected says which ids to look for */
export async function readImported(place: Place, name: string, expected: ExpectedExport): Promise<Seen> {
  const { services, close } = await openServices({ config: place.config, clock: systemClock });
  try {
    const company = await services.companies.named(name);
    if (!company) throw new Error(`no company ${name}`);
    return await new Reading(services, company, expected).all();
  } finally {
    await close();
  }
}

class Reading {
  readonly #records: Services["records"];
  readonly #company: string;
  readonly #expected: ExpectedExport;
  /** Our ids → the export's. */
  readonly #people: Map<string, string>;
  readonly #channels: Map<string, string>;

  constructor({ records }: Services, company: string, expected: ExpectedExport) {
    this.#records = records;
    this.#company = company;
    this.#expected = expected;
    const key = records.keys.indexKey(company);
    this.#people = new Map(expected.people.map(({ id }) => [derivedId(key, "slack-person", id), id]));
    this.#channels = new Map(expected.channels.map(({ id }) => [derivedId(key, "slack-channel", id), id]));
  }

  async all(): Promise<Seen> {
    const people: Seen["people"][number][] = [];
    for await (const row of this.#records.all(Person, { company: this.#company })) {
      if (row.kind === "person" || row.kind === "service") continue;
      people.push({ id: this.#person(row.person), kind: row.kind, handle: row.handle, deleted: row.state === "disabled" });
    }
    const channels: Seen["channels"][number][] = [];
    for (const [channel, id] of this.#channels) {
      const row = await this.#records.get(Channel, { company: this.#company, channel });
      if (!row) throw new Error(`no channel ${id} of ${this.#expected.channels.length}`);
      const members: string[] = [];
      for await (const member of this.#records.all(ChannelMember, { company: this.#company, channel }))
        if (member.state === "active") members.push(this.#person(member.person));
      const { kind, name, topic } = row;
      channels.push({ id, kind, name, topic, archived: row.archivedAt !== null, members: members.sort(byText), messages: await this.#messages(channel) });
    }
    return { people: people.sort((a, b) => byText(a.id, b.id)), channels: channels.sort((a, b) => byText(a.id, b.id)) };
  }

  async #messages(channel: string): Promise<SeenMessage[]> {
    const where = { company: this.#company, channel };
    const range = { from: { post: 0 }, to: { post: 1_000_000 }, limit: 1_000_000 };
    const posts = await this.#records.list(Message, where, range);
    const reactions = await this.#records.list(Reaction, where, range);
    const pins = await this.#records.list(Pin, where, { limit: 1_000_000 });
    const tsOf = new Map(posts.map((row) => [row.post, row.imported?.ts ?? ""]));
    const seen: SeenMessage[] = [];
    type Row = Omit<(typeof posts)[number], "post">;
    const add = (row: Row, post: number, reply: number) => {
      const own = reactions.filter((r) => r.post === post && r.reply === reply && r.state === "on");
      const text = row.body?.kind === "markdown" ? row.body.text : null;
      seen.push({
        kind: row.kind,
        ts: row.imported?.ts ?? "",
        sentAt: row.sentAt,
        author: this.#person(row.author),
        shownAs: row.imported?.shownAs ?? null,
        text: text === null ? null : this.#translated(text),
        parentTs: reply === 0 ? null : (tsOf.get(post) ?? null),
        broadcast: reply > 0 && row.alsoIn !== null,
        editedAt: row.editedAt,
        reactions: [...Map.groupBy(own, (r) => r.emoji)]
          .map(([emoji, rows]) => ({ emoji, users: rows.map((r) => this.#person(r.person)).sort(byText) }))
          .sort((a, b) => byText(a.emoji, b.emoji)),
        pinned: pins.some((pin) => pin.post === post && pin.reply === reply && pin.state === "on"),
        mentions: row.mentions.map((person) => this.#person(person)),
      });
    };
    for (const row of posts) if (row.alsoIn === null) add(row, row.post, 0);
    for (const head of await this.#records.list(ThreadHead, where, range)) {
      let replies = 0;
      for await (const row of this.#records.all(Reply, { ...where, thread: head.post })) {
        add(row, head.post, row.reply);
        replies += 1;
        // The number is the thread's own, and a twin in the channel says the same.
        const twin = row.alsoIn === null ? undefined : posts.find((post) => String(post.post) === row.alsoIn);
        if (row.reply !== replies || (row.alsoIn !== null && twin?.alsoIn !== `${head.post}.${row.reply}`))
          throw new Error("a thread with a hole, or a reply without its twin");
      }
      if (replies !== head.replies) throw new Error("a thread's head counts otherwise");
    }
    if (posts.some((row, i) => row.post !== i + 1)) throw new Error("a channel with a hole");
    return seen.sort((a, b) => Number(a.ts.replace(".", "")) - Number(b.ts.replace(".", "")));
  }

  /** Our tokens for people and channels, with the export's ids in them. */
  #translated(text: string): string {
    const name = (sign: string, id: string) => (sign === "@" ? this.#person(id) : (this.#channels.get(id) ?? id));
    return text.replace(/([@#])\{([0-9a-f-]{36})\}/g, (_all, sign: string, id: string) => `${sign}{${name(sign, id)}}`);
  }

  #person(id: string): string {
    return this.#people.get(id) ?? `unknown ${id}`;
  }
}
