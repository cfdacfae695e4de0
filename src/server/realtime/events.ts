import { ChannelEvent as ChannelEventShape } from "../../contract/index.ts";
import { ChannelEvent } from "../features/channels/index.ts";
import { Message, type MessageReader, parseRef, type Rendered, Reply, renderUnreadable, showRef } from "../features/messages/index.ts";
import type { Change } from "../platform/jobs/index.ts";
import type { Row } from "../platform/records/port.ts";
import { RowUnreadable, type SealedStore, type Stored } from "../platform/records/sealed.ts";
import type { LiveEvent, Staged } from "./rooms.ts";

type EventRow = Stored<typeof ChannelEvent>;
interface Shown {
  readonly message: Rendered | null;
  readonly twin: Rendered | null;
}
const nothing: Shown = { message: null, twin: null };

/** Events further back than this come as a snapshot. */
export const mostBehind = 2000;
export const oldestEvent = 30 * 24 * 3600_000;

/** Events of channels with the present state of what they name, rendered as HTTP renders it. */
export class EventReader {
  readonly #records: SealedStore;
  readonly #reader: MessageReader;

  constructor(records: SealedStore, reader: MessageReader) {
    this.#records = records;
    this.#reader = reader;
  }

  /** The events of changes, in their order, for the channels that are wanted. */
  async ofChanges(changes: readonly Change[], isWanted: (channel: string) => boolean): Promise<(Staged & { channel: string })[]> {
    const read = new Map<string, Promise<Shown>>();
    const staging = changes.flatMap(({ rows }) =>
      rows
        .filter((row) => row.table === ChannelEvent.name && isWanted(row.key[1] as string))
        .map(async (row) => {
          try {
            const event = await this.#records.open(ChannelEvent, row);
            return { ...encode(event, await this.#shown(event, rows, read)), channel: event.channel };
          } catch (error) {
            // What does not open would stop all others behind it; the gap in its channel's numbers makes clients ask again.
            if (error instanceof RowUnreadable) return undefined;
            throw error;
          }
        }),
    );
    return (await Promise.all(staging)).filter((staged) => staged !== undefined);
  }

  /** The events after one number up to another, or undefined when they are too many, too old or not all there. */
  async between(company: string, channel: string, after: number, upTo: number, now: number): Promise<Staged[] | undefined> {
    if (upTo - after > mostBehind) return undefined;
    try {
      const rows = await this.#records.list(ChannelEvent, { company, channel }, { from: { seq: after + 1 }, to: { seq: upTo }, limit: mostBehind });
      if (rows.length !== upTo - after || (rows[0] as EventRow).at < now - oldestEvent) return undefined;
      const shown = await this.#present(company, channel, rows);
      return rows.map((row) => encode(row, shown(row)));
    } catch (error) {
      if (error instanceof RowUnreadable) return undefined;
      throw error;
    }
  }

  /** A new message stands in the same commit as its event; whatever else changed is read anew, once per batch. */
  async #shown(event: EventRow, rows: readonly Row[], read: Map<string, Promise<Shown>>): Promise<Shown> {
    if (!namesMessage(event)) return nothing;
    const { company, channel, kind, post, reply } = event;
    if (kind === "posted" || kind === "replied") {
      const own = rows.find((row) =>
        reply === 0 ? row.table === Message.name && row.key[2] === post : row.table === Reply.name && row.key[2] === post && row.key[3] === reply,
      );
      if (own?.version === 1) {
        const twin = kind === "replied" ? rows.find((row) => row.table === Message.name) : undefined;
        return {
          message: await this.#rendered(own, event),
          twin: twin ? await this.#rendered(twin, { channel, post: twin.key[2] as number, reply: 0 }) : null,
        };
      }
    }
    const name = `${channel} ${post} ${reply}`;
    let reading = read.get(name);
    if (!reading) {
      reading = this.#one(company, channel, { post, reply }, kind === "replied");
      read.set(name, reading);
    }
    return reading;
  }

  /** A new message as it stands in its commit. */
  async #rendered(row: Row, { channel, post, reply }: { channel: string; post: number; reply: number }): Promise<Rendered> {
    try {
      return await this.#reader.fresh(await (reply === 0 ? this.#records.open(Message, row) : this.#records.open(Reply, row)));
    } catch (error) {
      if (!(error instanceof RowUnreadable)) throw error;
      return renderUnreadable(channel, { post, reply });
    }
  }

  async #one(company: string, channel: string, ref: { post: number; reply: number }, withTwin: boolean): Promise<Shown> {
    const message = (await this.#reader.one(company, channel, ref)) ?? null;
    const twin = withTwin && message?.alsoIn ? ((await this.#reader.one(company, channel, parseRef(message.alsoIn))) ?? null) : null;
    return { message, twin };
  }

  /** All that the events name, in few reads: neighbouring posts together, replies by thread. */
  async #present(company: string, channel: string, events: readonly EventRow[]): Promise<(event: EventRow) => Shown> {
    const found = new Map<string, Rendered>();
    const keep = (messages: readonly Rendered[]) => {
      for (const message of messages) found.set(message.ref, message);
    };
    const named = events.filter(namesMessage);
    const readPosts = async (posts: readonly number[]) => {
      for (const { from, to } of runsOf(posts)) keep(await this.#reader.posts(company, channel, from, to));
    };
    await readPosts(named.filter((event) => event.reply === 0).map((event) => event.post));
    for (const [thread, replies] of Map.groupBy(
      named.filter((event) => event.reply > 0),
      (event) => event.post,
    )) {
      for (const { from, to } of runsOf(replies.map((event) => event.reply)))
        keep(await this.#reader.replies(company, channel, thread, from - 1, to - from + 1));
    }
    const twinOf = (event: EventRow) => (event.kind === "replied" ? found.get(showRef(event))?.alsoIn : undefined);
    await readPosts(named.flatMap((event) => twinOf(event) ?? []).map((ref) => parseRef(ref).post));
    return (event) => {
      if (!namesMessage(event)) return nothing;
      const twin = twinOf(event);
      return { message: found.get(showRef(event)) ?? null, twin: twin ? (found.get(twin) ?? null) : null };
    };
  }
}

const namesMessage = ({ kind, post }: EventRow): boolean => post > 0 && kind !== "imported";

/** The event as the contract declares it: fields of a stored row that it does not name stay here. */
function encode({ seq, kind, post, reply, person, at }: EventRow, { message, twin }: Shown): Staged {
  const event: LiveEvent = ChannelEventShape.parse({ seq, kind, post, reply, person, at, message, ...(twin ? { twin } : {}) });
  return { event, json: JSON.stringify(event) };
}

/** Numbers as runs; neighbours that are near are read together. */
function runsOf(numbers: readonly number[], near = 32): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && number - run.to <= near) run.to = number;
    else runs.push({ from: number, to: number });
  }
  return runs;
}
