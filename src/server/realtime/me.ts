import type { z } from "zod";
import type { MeCompany, MyChannel, ServerFrame } from "../../contract/index.ts";
import { digestOf } from "../../crypto/index.ts";
import { presentPerson } from "../features/people/index.ts";
import type { Actor, PersonActor } from "../http/index.ts";
import { sleep } from "../platform/clock/index.ts";
import type { Connection } from "./connection.ts";
import type { Crowd } from "./crowd.ts";
import type { GatewayDeps } from "./deps.ts";
import type { Room, Rooms } from "./rooms.ts";

type Me = Extract<ServerFrame, { type: "me" }>;
type ChannelRow = z.output<typeof MyChannel>;

interface CompanyRead {
  readonly actor: PersonActor;
  readonly shown: Omit<z.output<typeof MeCompany>, "channels">;
  readonly channels: readonly ChannelRow[];
  readonly rooms: readonly Room[];
}

interface Greeting {
  running: Promise<void>;
  again: boolean;
  /** `company person`, or a whole company, since the reading began. */
  readonly narrowed: Set<string>;
  readonly widened: Set<string>;
}

/** Milliseconds that a `me` waits for projections; what comes later comes by itself. */
const projectionPatience = 1000;

/** Tells a client what is its own, whole, and subscribes it to exactly that. */
export class Greeter {
  readonly #d: GatewayDeps;
  readonly #crowd: Crowd;
  readonly #rooms: Rooms;
  readonly #isReadOnly: () => boolean;
  readonly #greetings = new Map<Connection, Greeting>();

  constructor(d: GatewayDeps, crowd: Crowd, rooms: Rooms, isReadOnly: () => boolean) {
    this.#d = d;
    this.#crowd = crowd;
    this.#rooms = rooms;
    this.#isReadOnly = isReadOnly;
  }

  /** Reads what the client may see and sends it when it differs from what it was told. Asked for meanwhile, it is done once more. */
  greet(connection: Connection): Promise<void> {
    const standing = this.#greetings.get(connection);
    if (standing) {
      standing.again = true;
      return standing.running;
    }
    const greeting: Greeting = { running: Promise.resolve(), again: true, narrowed: new Set(), widened: new Set() };
    this.#greetings.set(connection, greeting);
    greeting.running = this.#greetUntilTold(connection, greeting);
    return greeting.running;
  }

  /** Something of a person changed: what is being read about it just now is read again, and not told if it was taken away. */
  note(company: string, person: string, change: "narrowed" | "widened"): void {
    for (const greeting of this.#greetings.values()) greeting[change].add(`${company} ${person}`);
  }

  /** The same, of everybody in a company. */
  noteAll(company: string): void {
    for (const { narrowed } of this.#greetings.values()) narrowed.add(company);
  }

  /** Brings a client's subscription to a channel in line with the member row, and tells it. */
  async reconcile(connection: Connection, company: string, channel: string): Promise<void> {
    for (;;) {
      // A `me` under way has noted the change and brings it.
      if (!connection.isOpen || this.#greetings.has(connection)) return;
      const actor = connection.places.get(company)?.actor;
      if (!actor) return;
      const { narrowings } = connection;
      const member = await this.#d.access.member(company, channel, actor.person);
      const standing = connection.subscriptions.get(channel);
      if (member?.state !== "active") return standing && this.gone(connection, company, channel);
      if (standing) {
        standing.fromPost = member.fromPost;
        return;
      }
      const rooms = await this.#rooms.open(company, [channel]);
      try {
        const view = await this.#d.view.one(actor, channel);
        // Taken away or told by another way while it was read: decide again.
        if (connection.narrowings !== narrowings || this.#greetings.has(connection) || connection.subscriptions.has(channel)) continue;
        if (view) this.#join(connection, company, view, rooms[0] as Room);
        return;
      } finally {
        this.#rooms.release(rooms);
      }
    }
  }

  gone(connection: Connection, company: string, channel: string): void {
    connection.narrowings++;
    if (this.#rooms.leave(connection, channel)) connection.send({ type: "me.gone", company, channel });
    this.#forgetVisible(connection, company);
  }

  /** Takes the company away where the session is not enough for it any more. @returns whether it stays */
  async judge(connection: Connection, company: string): Promise<boolean> {
    const place = connection.places.get(company);
    if (!place) return true;
    this.note(company, place.actor.person, "narrowed");
    const actor = await this.#standing(connection);
    const entered = actor && (await this.#d.authenticator.enterCompany(actor, company));
    if (entered && connection.places.has(company)) this.#crowd.enter(connection, entered);
    if (!entered) this.companyGone(connection, company);
    return entered !== undefined;
  }

  /** Who is at the connection, by what his session or token is worth now; undefined when it is over. */
  async #standing({ actor, token }: Connection): Promise<Actor | undefined> {
    const { account, session, installationOwner, origin } = actor;
    const shown = await (actor.token ? this.#d.tokens.look(token) : this.#d.accounts.sessions.look(token));
    return shown && { account, session, installationOwner, origin, ...(actor.token ? { token: actor.token } : {}), ...shown };
  }

  /** The account is nobody in the company any more. */
  companyGone(connection: Connection, company: string): void {
    connection.narrowings++;
    for (const [channel, { room }] of connection.subscriptions) if (room.company === company) this.#rooms.leave(connection, channel);
    if (!connection.places.has(company)) return;
    this.#crowd.leave(connection, company);
    connection.send({ type: "me.gone", company, channel: null });
  }

  #join(connection: Connection, company: string, view: ChannelRow, room: Room): void {
    if (!connection.isOpen) return;
    const subscription = this.#rooms.enter(connection, room, view.fromPost);
    this.#forgetVisible(connection, company);
    connection.send({ type: "me.channel", company, channel: { ...view, seq: subscription.seq } });
  }

  #forgetVisible(connection: Connection, company: string): void {
    const place = connection.places.get(company);
    if (place) place.visible = undefined;
  }

  async #greetUntilTold(connection: Connection, greeting: Greeting): Promise<void> {
    try {
      while (greeting.again && connection.isOpen) await this.#greetOnce(connection, greeting);
    } finally {
      // In the same turn as the last look at `again`: whoever asks later begins anew.
      this.#greetings.delete(connection);
    }
  }

  async #greetOnce(connection: Connection, greeting: Greeting): Promise<void> {
    greeting.again = false;
    greeting.narrowed.clear();
    greeting.widened.clear();
    await Promise.race([this.#d.settled(), sleep(this.#d.clock, projectionPatience)]);
    const actor = await this.#standing(connection);
    if (!actor) return connection.end("signed_out");
    const account = await (actor.token ? this.#d.tokens.describe(actor) : this.#d.accounts.accounts.describe(actor.account, actor.reach));
    const read: CompanyRead[] = [];
    try {
      for (const company of account.companies) {
        const person = await this.#d.authenticator.enterCompany({ ...actor, installationOwner: account.installationOwner }, company.id);
        const one = person && (await this.#readCompany(person, company.name));
        if (one) read.push(one);
      }
      const isAmong = (changed: ReadonlySet<string>) => read.some(({ actor }) => changed.has(`${actor.company} ${actor.person}`) || changed.has(actor.company));
      greeting.again ||= isAmong(greeting.narrowed) || isAmong(greeting.widened);
      if (!isAmong(greeting.narrowed)) this.#tell(connection, account, read);
    } finally {
      for (const { rooms } of read) this.#rooms.release(rooms);
    }
  }

  async #readCompany(actor: PersonActor, name: string): Promise<CompanyRead | undefined> {
    const { company } = actor;
    const [channels, person, directory, inbox] = await Promise.all([
      this.#d.view.mine(actor),
      this.#d.directory.get(company, actor.person),
      this.#d.directory.changes(company),
      actor.token ? 0 : this.#d.inbox.count(actor),
    ]);
    if (!person) return undefined;
    const rooms = await this.#rooms.open(
      company,
      channels.map(({ id }) => id),
    );
    return { actor, channels, rooms, shown: { id: company, name, person: presentPerson(person), directory, inbox } };
  }

  /** From here to the end nothing waits: what is told and what is subscribed are the same. */
  #tell(connection: Connection, account: Me["account"], read: readonly CompanyRead[]): void {
    if (!connection.isOpen) return;
    const kept = new Set(read.flatMap(({ channels }) => channels.map(({ id }) => id)));
    for (const company of [...connection.places.keys()]) if (!read.some(({ shown }) => shown.id === company)) this.#crowd.leave(connection, company);
    for (const channel of [...connection.subscriptions.keys()]) if (!kept.has(channel)) this.#rooms.leave(connection, channel);
    const companies = read.map(({ actor, shown, channels, rooms }) => {
      this.#crowd.enter(connection, actor);
      const own = channels.map((channel, i) => {
        const subscription = connection.subscriptions.get(channel.id) ?? this.#rooms.enter(connection, rooms[i] as Room, channel.fromPost);
        subscription.fromPost = channel.fromPost;
        return { ...channel, seq: subscription.seq };
      });
      return { ...shown, channels: own };
    });
    const me: Me = { type: "me", account, companies, at: this.#d.clock.now(), build: this.#d.build, readOnly: this.#isReadOnly() };
    connection.greetedAt = this.#d.clock.monotonic();
    const summary = summaryOf(me);
    if (connection.summary === summary) return;
    connection.summary = summary;
    connection.send(me);
  }
}

/** What events tell anyway is left out. */
function summaryOf({ account, companies, build, readOnly }: Me): string {
  const lasting = companies.map((company) => ({
    ...company,
    channels: company.channels.map(({ seq: _seq, post: _post, lastAt: _lastAt, unread: _unread, ...channel }) => channel),
  }));
  return digestOf(JSON.stringify([account, lasting, build, readOnly]));
}
