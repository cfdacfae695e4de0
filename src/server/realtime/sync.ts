import type { ClientFrame } from "../../contract/index.ts";
import type { Reads } from "../features/audit/index.ts";
import { ChannelHead } from "../features/channels/index.ts";
import { Refusal } from "../http/index.ts";
import type { LoadLimiter } from "../http/limits.ts";
import { type Clock, sleep } from "../platform/clock/index.ts";
import type { SealedStore } from "../platform/records/sealed.ts";
import type { Connection, Subscription } from "./connection.ts";
import type { EventReader } from "./events.ts";
import { eventsFrame } from "./frames.ts";
import { cutEvent, type Room, type Staged } from "./rooms.ts";

type Wanted = Extract<ClientFrame, { type: "sync" }>["channels"];

export interface SyncDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly events: EventReader;
  readonly limit?: LoadLimiter | undefined;
  readonly reads: Reads;
  /** The client has everything. */
  readonly onSynced: (connection: Connection) => void;
}

/** Bytes of one frame of a delta, about. */
const chunk = 1 << 18;
/** `sync` frames of one client that may wait. */
const mostQueued = 8;
/** Channels that are named by the way cost as much as one request; one that has to be read costs that much alone. */
const namedPerRequest = 50;

/**
 * Brings clients from the last event that they have to the live stream: what lies between is read from the store, what comes
 * meanwhile is held back behind it. So each event comes once, in order, wherever it was when the client asked.
 */
export class Sync {
  readonly #d: SyncDeps;
  readonly #queues = new WeakMap<Connection, Wanted[]>();

  constructor(d: SyncDeps) {
    this.#d = d;
  }

  /** One after the other for each client. @returns false when too many wait */
  async take(connection: Connection, wanted: Wanted): Promise<boolean> {
    const queue = this.#queues.get(connection);
    if (queue) {
      queue.push(wanted);
      return queue.length <= mostQueued;
    }
    const own = [wanted];
    this.#queues.set(connection, own);
    try {
      for (let next = own.shift(); next; next = own.shift()) await this.#sync(connection, next);
    } finally {
      this.#queues.delete(connection);
    }
    return true;
  }

  async #sync(connection: Connection, wanted: Wanted): Promise<void> {
    await this.#pay(connection, wanted);
    const silent = await this.#note(connection);
    if (!connection.isOpen || connection.isSlow) return;
    connection.isSynced = true;
    const from = new Map<Subscription, number>();
    for (const subscription of connection.subscriptions.values()) if (subscription.mode === "waiting") from.set(subscription, subscription.told);
    for (const { company, channel, seq } of wanted) {
      const subscription = connection.subscriptions.get(channel);
      if (subscription?.room.company === company) from.set(subscription, seq);
      else connection.send({ type: "me.gone", company, channel });
    }
    for (const subscription of silent) from.delete(subscription);
    for (const [subscription, seq] of from) if (seq === subscription.room.seq) subscription.goLive();
    for (const [subscription, seq] of from) {
      if (seq === subscription.room.seq && subscription.mode === "live") continue;
      await this.#bring(subscription, seq);
      if (!connection.isSynced) return;
    }
    this.#d.onSynced(connection);
  }

  /** Writes down where the client reads from now on. @returns where that could not be done: of those it hears nothing until its next `sync` */
  async #note(connection: Connection): Promise<Set<Subscription>> {
    const silent = new Set<Subscription>();
    for (const subscription of connection.subscriptions.values()) {
      const { company, channel } = subscription.room;
      const actor = connection.places.get(company)?.actor;
      if (subscription.mode !== "waiting" || !actor) continue;
      await this.#d.reads.note(actor, channel).catch(() => silent.add(subscription));
    }
    return silent;
  }

  /** Before live messages go out: who hears them reads. Where that can't be written down he asks anew, and hears nothing meanwhile. */
  async noteLive(room: Room | undefined): Promise<void> {
    if (!room || !(await this.#d.reads.areNoted(room.company, room.channel))) return;
    const notes = [...room.subscriptions].map(async ({ mode, connection }) => {
      const actor = connection.places.get(room.company)?.actor;
      if (mode !== "waiting" && actor) await this.#d.reads.note(actor, room.channel).catch(() => connection.resync());
    });
    await Promise.all(notes);
  }

  /** Nobody can be refused what it misses, so who asks for much waits until its account may ask again. */
  async #pay(connection: Connection, wanted: Wanted): Promise<void> {
    while (connection.isOpen) {
      const behind = wanted.filter(({ channel, seq }) => connection.subscriptions.get(channel)?.room.seq !== seq);
      try {
        return this.#d.limit?.charge(connection.actor, connection.actor.origin, 1 + wanted.length / namedPerRequest + behind.length);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await sleep(this.#d.clock, (error.retryAfter ?? 1) * 1000);
      }
    }
  }

  /** Sends what lies after `from`, in rounds, until what came during the last one was little enough to hold back. */
  async #bring(subscription: Subscription, from: number): Promise<void> {
    const { connection, room } = subscription;
    const isCurrent = () => subscription.mode === "catching" && connection.isOpen && connection.subscriptions.get(room.channel) === subscription;
    for (let last = from; connection.subscriptions.get(room.channel) === subscription; ) {
      const upTo = subscription.catchUp(last);
      const staged = last <= upTo ? await this.#d.events.between(room.company, room.channel, last, upTo, this.#d.clock.now()) : undefined;
      if (!isCurrent()) return;
      if (staged) {
        if (!(await this.#send(subscription, staged, isCurrent))) return;
      } else {
        const head = await this.#d.records.get(ChannelHead, { company: room.company, channel: room.channel });
        if (!isCurrent()) return;
        // Ahead of us but not of the store: what we still have to hear of, the client has heard already.
        const isAhead = last > upTo && last <= (head?.seq ?? 0);
        if (!isAhead) connection.send({ type: "snapshot", company: room.company, channel: room.channel, seq: upTo, post: head?.post ?? 0 });
      }
      if (!subscription.hasOverrun) return subscription.goLive();
      last = upTo;
    }
  }

  async #send(subscription: Subscription, staged: readonly Staged[], isCurrent: () => boolean): Promise<boolean> {
    const { connection, room } = subscription;
    let texts: string[] = [];
    let size = 0;
    for (const [i, { event, json }] of staged.entries()) {
      const cut = cutEvent(event, subscription.fromPost);
      const text = cut === event ? json : JSON.stringify(cut);
      texts.push(text);
      size += text.length;
      if (size < chunk && i < staged.length - 1) continue;
      connection.write(eventsFrame(room.company, room.channel, event.seq, texts));
      texts = [];
      size = 0;
      if (!(await connection.hasRoom()) || !isCurrent()) return false;
    }
    return true;
  }
}
