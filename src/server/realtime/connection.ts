import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { closeCodes, type ServerFrame } from "../../contract/index.ts";
import { type Actor, hasScope, type PersonActor } from "../http/index.ts";
import type { Clock } from "../platform/clock/index.ts";
import { encodeFrame } from "./frames.ts";

/** Bytes that wait for one client; beyond them it is slow. */
export const mostWaiting = 1 << 20;
/** A delta goes on when no more than this waits. */
const enoughWaiting = 1 << 18;
/** Milliseconds that a slow client has to catch up, and that a closing one has to close. */
const slowPatience = 30_000;
const closePatience = 500;

export type Bye = Extract<ServerFrame, { type: "bye" }>["reason"];
const codes: Record<Bye, number> = { restart: closeCodes.restart, signed_out: closeCodes.signedOut, slow: closeCodes.slow, broken: closeCodes.badFrame };

/** Who has a connection, and whether somebody is at one of them. */
export type Standing = ReadonlyMap<string, "here" | "away">;

export interface Place {
  readonly actor: PersonActor;
  /** Whom a guest may see here, read when first needed; forgotten when a channel of his gains or loses somebody. */
  visible: Promise<ReadonlySet<string>> | undefined;
  /** Whom a guest was told to be here. */
  shown: Standing;
}

/**
 * One client's socket: what it may hear, and how fast it hears it. It never queues beyond `mostWaiting`: from then on
 * everything is dropped and nothing is read from it, and once the rest is drained the client is told to `resync`.
 */
export class Connection {
  readonly actor: Actor;
  readonly token: string;
  /** Company → who the account is there. */
  readonly places = new Map<string, Place>();
  /** Channel → its subscription. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Grows whenever something is taken away: what was decided before it is decided again. */
  narrowings = 0;
  /** The client has everything until the last `me` or `resync`, and has answered it by `sync`. */
  isSynced = false;
  /** The client says that nobody is at it. */
  isAway = false;
  /** Digest of the last `me`. */
  summary = "";
  /** Monotonic times: of the last `me`, of anything from the client, of the last look at its session, of its last typing frame. */
  greetedAt: number;
  heardAt: number;
  checkedAt: number;
  typedAt = Number.NEGATIVE_INFINITY;
  /** `call` frames that are not answered yet. */
  calls = 0;

  readonly #ws: WebSocket;
  readonly #wire: Duplex;
  readonly #clock: Clock;
  #slowSince: number | undefined;
  #hasEnded = false;
  #waiting: (() => void)[] = [];

  /** @param wire the stream under `ws`: frames for many are written to it as they are, since deflate is off and `ws` holds nothing back */
  constructor(ws: WebSocket, wire: Duplex, actor: Actor, token: string, clock: Clock) {
    this.actor = actor;
    this.token = token;
    this.#ws = ws;
    this.#wire = wire;
    this.#clock = clock;
    this.greetedAt = this.heardAt = this.checkedAt = clock.monotonic();
    wire.on("drain", () => this.#drained());
  }

  get account(): string {
    return this.actor.account;
  }

  /** Whether somebody is at it: a program that acts as a person does not make him present, and has no lists of its own. */
  get isAtHand(): boolean {
    return this.actor.token === undefined;
  }

  /** Whether it hears of people at all. */
  get hearsOfPeople(): boolean {
    return hasScope(this.actor.token, "people:read");
  }

  get isOpen(): boolean {
    return !this.#hasEnded && this.#ws.readyState === this.#ws.OPEN;
  }

  get isSlow(): boolean {
    return this.#slowSince !== undefined;
  }

  send(frame: ServerFrame): void {
    if (this.isOpen && !this.isSlow) this.write(encodeFrame(frame));
  }

  /** Writes a whole frame. Dropped while the client is slow. */
  write(frame: Buffer): void {
    if (!this.isSlow) this.#put(frame);
  }

  /** Has the client ask for what it misses; until it does, nothing of its channels is sent. */
  resync(): void {
    this.#wait();
    this.send({ type: "resync" });
  }

  /** No reply can be dropped, for none comes again: who asks on without reading what was answered is sent away. */
  reply(frame: Extract<ServerFrame, { type: "reply" }>): void {
    if (this.#wire.writableLength > mostWaiting) this.end("slow");
    else this.#put(encodeFrame(frame));
  }

  /** Resolves when there is room for more; false when the client became slow or went away. */
  async hasRoom(): Promise<boolean> {
    while (this.isOpen && !this.isSlow && this.#wire.writableLength > enoughWaiting) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.isOpen && !this.isSlow;
  }

  get hasRunOutOfPatience(): boolean {
    return this.#slowSince !== undefined && this.#clock.monotonic() - this.#slowSince > slowPatience;
  }

  ping(): void {
    if (this.isOpen && !this.isSlow) this.#ws.ping();
  }

  /** Nothing is sent after it. */
  end(reason: Bye): void {
    if (this.#hasEnded) return;
    this.send({ type: "bye", reason });
    this.#hasEnded = true;
    this.#ws.close(codes[reason], reason);
    // A client that does not answer the closing is cut off.
    this.#clock.after(closePatience, () => this.#ws.terminate());
    this.#wake();
  }

  terminate(): void {
    this.#hasEnded = true;
    this.#ws.terminate();
    this.#wake();
  }

  closed(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  #drained(): void {
    this.#wake();
    if (this.#slowSince === undefined) return;
    this.#slowSince = undefined;
    this.#ws.resume();
    this.resync();
  }

  #put(frame: Buffer): void {
    if (!this.isOpen) return;
    this.#wire.write(frame);
    if (this.isSlow || this.#wire.writableLength <= mostWaiting) return;
    this.#slowSince = this.#clock.monotonic();
    this.#ws.pause();
    this.#wait();
    this.#wake();
  }

  #wait(): void {
    this.isSynced = false;
    for (const subscription of this.subscriptions.values()) subscription.wait();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** What a channel's clients follow: its events until `seq` are out. */
export interface Stream {
  readonly company: string;
  readonly channel: string;
  readonly seq: number;
}

/**
 * One client in one channel.
 * - waiting: the client's `sync` has not come; it will bring what happens meanwhile
 * - catching: a delta is being sent, live frames are held back behind it
 * - live: frames go straight through
 */
export class Subscription {
  readonly connection: Connection;
  readonly room: Stream;
  fromPost: number;
  mode: "waiting" | "catching" | "live";
  /** What the client has until its `sync`, as far as we know; live, it is the room's number. */
  told: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(connection: Connection, room: Stream, fromPost: number, mode: "waiting" | "live") {
    this.connection = connection;
    this.room = room;
    this.fromPost = fromPost;
    this.mode = mode;
    this.told = room.seq;
  }

  /** The last event that the client has, or was told to start from. */
  get seq(): number {
    return this.mode === "live" ? this.room.seq : this.told;
  }

  deliver(frame: Buffer): void {
    if (this.mode === "live") return this.connection.write(frame);
    if (this.mode === "waiting") return;
    this.#held.push(frame);
    this.#heldBytes += frame.length;
  }

  /** From now on everything comes by the next `sync`. */
  wait(): void {
    if (this.mode === "live") this.told = this.room.seq;
    this.mode = "waiting";
    this.#forget();
  }

  /** Begins to hold back live frames, for a client that has everything until `from`; @returns the last event before them */
  catchUp(from: number): number {
    this.mode = "catching";
    this.told = from;
    this.#forget();
    return this.room.seq;
  }

  /** What was held back is too much to keep: read it instead. */
  get hasOverrun(): boolean {
    return this.#heldBytes > mostWaiting / 4;
  }

  /** Sends what was held back; live from here. */
  goLive(): void {
    const held = this.#held;
    this.mode = "live";
    this.#forget();
    for (const frame of held) this.connection.write(frame);
  }

  #forget(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }
}
