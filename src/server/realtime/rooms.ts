import type { z } from "zod";
import type { ChannelEvent } from "../../contract/index.ts";
import { ChannelHead } from "../features/channels/index.ts";
import type { SealedStore } from "../platform/records/sealed.ts";
import { type Connection, type Stream, Subscription } from "./connection.ts";
import { eventsFrame } from "./frames.ts";

export type LiveEvent = z.output<typeof ChannelEvent>;

/** An event with what it looks like to those who may read all of it. */
export interface Staged {
  readonly event: LiveEvent;
  readonly json: string;
}

/** What of an event a member may know who reads from a post on: of an earlier message not even which one it is about. */
export function cutEvent(event: LiveEvent, fromPost: number): LiveEvent {
  if (event.post === 0 || event.post >= fromPost) return event;
  if (event.twin && event.twin.post >= fromPost) return { ...event, message: null };
  return { seq: event.seq, kind: "changed", post: 0, reply: 0, person: null, at: event.at, message: null };
}

const isCut = ({ event }: Staged, fromPost: number): boolean => event.post > 0 && event.post < fromPost;

/** A channel with at least one client. Its `seq` moves only when frames are handed out: everything up to it was delivered or lies in the store. */
export class Room implements Stream {
  readonly company: string;
  readonly channel: string;
  readonly subscriptions = new Set<Subscription>();
  seq = 0;
  /** Who needs the room to stay while it is empty. */
  pins = 0;
  loading: Promise<void> | undefined;
  #staged: Staged[] = [];

  constructor(company: string, channel: string) {
    this.company = company;
    this.channel = channel;
  }

  stage(staged: Staged): void {
    this.#staged.push(staged);
  }

  /** Hands out what is staged: each event encoded once, each frame framed once. */
  flush(): void {
    if (this.loading || this.#staged.length === 0) return;
    const staged = this.#staged;
    this.#staged = [];
    const fresh: Staged[] = [];
    let next = this.seq + 1;
    for (const one of staged) {
      if (one.event.seq < next) continue;
      if (one.event.seq > next) return this.#heal(staged);
      fresh.push(one);
      next++;
    }
    if (fresh.length === 0) return;
    this.seq = next - 1;
    const frames = new Map<number, Buffer>();
    for (const subscription of this.subscriptions) {
      const cut = fresh.some((one) => isCut(one, subscription.fromPost)) ? subscription.fromPost : 0;
      let frame = frames.get(cut);
      if (!frame) {
        frame = this.#frame(fresh, cut);
        frames.set(cut, frame);
      }
      subscription.deliver(frame);
    }
  }

  #frame(staged: readonly Staged[], fromPost: number): Buffer {
    const texts = staged.map((one) => (isCut(one, fromPost) ? JSON.stringify(cutEvent(one.event, fromPost)) : one.json));
    return eventsFrame(this.company, this.channel, this.seq, texts);
  }

  /** An event is missing (its row went away or does not open): the clients ask for what there is. */
  #heal(staged: readonly Staged[]): void {
    for (const { connection } of this.subscriptions) connection.resync();
    this.seq = Math.max(...staged.map(({ event }) => event.seq));
  }
}

/** The channels that somebody listens to. */
export class Rooms {
  readonly #records: SealedStore;
  readonly #rooms = new Map<string, Room>();

  constructor(records: SealedStore) {
    this.#records = records;
  }

  get size(): number {
    return this.#rooms.size;
  }

  get(channel: string): Room | undefined {
    return this.#rooms.get(channel);
  }

  /** Opens rooms and keeps them until `release`. Heads are read from the store after the room stands: no event falls between. */
  async open(company: string, channels: readonly string[]): Promise<Room[]> {
    const missing: Room[] = [];
    const rooms = channels.map((channel) => {
      let room = this.#rooms.get(channel);
      if (!room) {
        room = new Room(company, channel);
        this.#rooms.set(channel, room);
        missing.push(room);
      }
      room.pins++;
      return room;
    });
    if (missing.length > 0) {
      const loading = this.#load(missing);
      for (const room of missing) room.loading = loading;
    }
    try {
      await Promise.all(new Set(rooms.map((room) => room.loading)));
    } catch (error) {
      this.release(rooms);
      throw error;
    }
    return rooms;
  }

  release(rooms: readonly Room[]): void {
    for (const room of rooms) {
      room.pins--;
      this.#dropEmpty(room);
    }
  }

  enter(connection: Connection, room: Room, fromPost: number): Subscription {
    const subscription = new Subscription(connection, room, fromPost, connection.isSynced ? "live" : "waiting");
    room.subscriptions.add(subscription);
    connection.subscriptions.set(room.channel, subscription);
    return subscription;
  }

  /** @returns whether the connection was in the channel */
  leave(connection: Connection, channel: string): boolean {
    const subscription = connection.subscriptions.get(channel);
    if (!subscription) return false;
    connection.subscriptions.delete(channel);
    const room = this.#rooms.get(channel);
    room?.subscriptions.delete(subscription);
    if (room) this.#dropEmpty(room);
    return true;
  }

  async #load(rooms: readonly Room[]): Promise<void> {
    try {
      const heads = await this.#records.getMany(
        ChannelHead,
        rooms.map(({ company, channel }) => ({ company, channel })),
      );
      rooms.forEach((room, i) => {
        room.seq = heads[i]?.seq ?? 0;
        room.loading = undefined;
        room.flush();
      });
    } catch (error) {
      for (const room of rooms) if (this.#rooms.get(room.channel) === room) this.#rooms.delete(room.channel);
      throw error;
    }
  }

  #dropEmpty(room: Room): void {
    if (room.subscriptions.size === 0 && room.pins === 0 && this.#rooms.get(room.channel) === room) this.#rooms.delete(room.channel);
  }
}
