import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { limits } from "../../contract/index.ts";
import { AuditHead } from "../features/audit/index.ts";
import { ChannelEvent, ChannelMember, ErasedChannel } from "../features/channels/index.ts";
import { CompanySecurity, Link } from "../features/companies/index.ts";
import { Connection as SignInConnection } from "../features/connections/index.ts";
import { Message, Reply } from "../features/messages/index.ts";
import { Person } from "../features/people/index.ts";
import { Refusal, toRefusal } from "../http/index.ts";
import type { Change, Consumer } from "../platform/jobs/index.ts";
import type { Row } from "../platform/records/port.ts";
import { type Bye, Connection } from "./connection.ts";
import { Crowd } from "./crowd.ts";
import type { Announcements, GatewayDeps } from "./deps.ts";
import { EventReader } from "./events.ts";
import { Inbound } from "./inbound.ts";
import { LogGrowth } from "./log-growth.ts";
import { Greeter } from "./me.ts";
import { Narrowing } from "./narrowing.ts";
import { Notices } from "./notices.ts";
import { Presence } from "./presence.ts";
import { type Room, Rooms } from "./rooms.ts";
import { Sync } from "./sync.ts";
import { admit, refuseUpgrade, socketPath } from "./upgrade.ts";

const tick = 1000;
const pingEvery = 25_000;
const greetEvery = 300_000;
/** How often an open socket's session is looked at: limits of time pass without an event. */
const checkEvery = 30_000;
/** Sockets of one account. */
const mostPerAccount = 50;
/** A renewed session's cookie reaches the browser first. */
const renewalPause = 500;

const tables = [ChannelEvent, ChannelMember, ErasedChannel, Message, Reply, Person, Link, CompanySecurity, SignInConnection, AuditHead].map(({ name }) => name);

export type Gateway = ReturnType<typeof createGateway>;

export function createGateway(d: GatewayDeps) {
  const { records, clock, onError } = d;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.body, perMessageDeflate: false, clientTracking: false });
  const crowd = new Crowd();
  const rooms = new Rooms(records);
  const events = new EventReader(records, d.reader);
  let isReadOnly = false;
  let isClosing = false;
  const greeter = new Greeter(d, crowd, rooms, () => isReadOnly);
  const presence = new Presence({ crowd, view: d.view, directory: d.directory });
  const notices = new Notices({ crowd, rooms, view: d.view, inbox: d.inbox, onError });
  const narrowing = new Narrowing(crowd, greeter);
  const growth = new LogGrowth(crowd, clock, records.installation);
  const sync = new Sync({
    records,
    clock,
    events,
    limit: d.limit,
    reads: d.reads,
    onSynced: (connection) =>
      run(
        "socket sync",
        greet(connection).then(() => presence.tellWhole(connection)),
      ),
  });
  const inbound = new Inbound({
    dispatch: {
      authenticator: d.authenticator,
      clock,
      digestKey: () => records.keys.indexKey(records.installation),
      ...(d.limit ? { limit: d.limit } : {}),
      ...(d.trail ? { trail: d.trail } : {}),
    },
    routes: d.routes,
    clock,
    crowd,
    rooms,
    sync,
    onError,
  });

  const run = (where: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => onError(where, error));
  };

  /** A client that can't be told what is its own comes again later. */
  async function greet(connection: Connection): Promise<void> {
    try {
      await greeter.greet(connection);
    } catch (error) {
      connection.end("restart");
      throw error;
    }
  }

  // --- coming and going

  async function upgrade(request: IncomingMessage, wire: Duplex, head: Buffer): Promise<void> {
    if (new URL(request.url ?? "/", "http://socket").pathname !== socketPath) throw new Refusal("not_found");
    if (isClosing) throw new Refusal("shutting_down");
    const { actor, token } = await admit(d, request);
    if (wire.destroyed) return;
    if (isClosing) throw new Refusal("shutting_down");
    if (crowd.ofAccount(actor.account).size >= mostPerAccount) throw new Refusal("too_many_requests", { retryAfter: 30 });
    sockets.handleUpgrade(request, wire, head, (ws) => open(new Connection(ws, wire, actor, token, clock), ws));
  }

  function open(connection: Connection, ws: WebSocket): void {
    crowd.add(connection);
    ws.on("message", (data: Buffer, isBinary: boolean) => {
      connection.heardAt = clock.monotonic();
      if (isBinary) return connection.end("broken");
      if (connection.isOpen) run("socket frame", inbound.take(connection, data.toString("utf8")));
    });
    ws.on("pong", () => {
      connection.heardAt = clock.monotonic();
    });
    ws.on("error", () => ws.terminate());
    ws.on("close", () => leave(connection));
    run("socket greeting", greet(connection));
  }

  function leave(connection: Connection): void {
    connection.closed();
    for (const channel of [...connection.subscriptions.keys()]) rooms.leave(connection, channel);
    crowd.remove(connection);
  }

  function end(connection: Connection, reason: Bye): void {
    connection.end(reason);
    leave(connection);
  }

  // --- what was committed

  records.onCommit((_shard, _number, rows) => narrowing.apply(rows));

  const consumer: Consumer = {
    name: "gateway",
    tables,
    from: "present",
    async handle(changes) {
      if (crowd.all.size > 0) await deliver(changes);
    },
  };

  /** Rooms with staged events. What is committed together comes in several batches within one turn; it goes out as one frame. */
  const moved = new Set<Room>();
  function flush(): void {
    for (const room of moved) room.flush();
    moved.clear();
  }

  async function deliver(changes: readonly Change[]): Promise<void> {
    const staged = await events.ofChanges(changes, (channel) => rooms.get(channel) !== undefined);
    const read = new Set(staged.flatMap(({ channel, event }) => (event.message || event.twin ? channel : [])));
    for (const channel of read) await sync.noteLive(rooms.get(channel));
    for (const one of staged) {
      const room = rooms.get(one.channel);
      if (!room) continue;
      room.stage(one);
      if (moved.size === 0) setImmediate(flush);
      moved.add(room);
      if (one.event.kind === "changed") notices.channel(room.company, room.channel);
    }
    for (const row of changes.flatMap(({ rows }) => rows)) {
      if (row.table === AuditHead.name) growth.note(row.key[0] as string, row.clear[0] as number);
      else await follow(row);
    }
  }

  /** What a row widens, and once more what it narrows: it may come from another node. */
  async function follow(row: Row): Promise<void> {
    narrowing.apply([row]);
    if (row.table === ChannelMember.name) {
      const [company, channel, person] = row.key as [string, string, string];
      greeter.note(company, person, "widened");
      for (const { connection } of rooms.get(channel)?.subscriptions ?? []) {
        const place = connection.places.get(company);
        if (place) place.visible = undefined;
      }
      for (const connection of crowd.ofPerson(company, person)) await greeter.reconcile(connection, company, channel);
    }
    if (row.table === Link.name) for (const connection of crowd.ofAccount(row.key[0] as string)) run("socket greeting", greet(connection));
    if (row.table === CompanySecurity.name) {
      const company = row.key[0] as string;
      for (const connection of [...crowd.ofCompany(company)]) judge(connection, company);
    }
    if (row.table === SignInConnection.name) {
      for (const connection of [...crowd.all]) if (connection.actor.word) run("socket session", recheck(connection, row.key[0] as string));
    }
    if (row.table === Person.name) for (const connection of narrowing.changedRole(row)) run("socket greeting", greet(connection));
  }

  /** What the company asks for changed, or begins. */
  function judge(connection: Connection, company: string): void {
    run(
      "socket standing",
      greeter.judge(connection, company).then((isIn) => (isIn ? undefined : greet(connection))),
    );
  }

  /** What somebody's word was worth changed: the whole of what it opened, or a company that it vouched for. */
  async function recheck(connection: Connection, holder: string): Promise<void> {
    await check(connection, clock.monotonic());
    if (connection.places.has(holder)) judge(connection, holder);
  }

  // --- time

  function watch(): void {
    const now = clock.monotonic();
    for (const connection of crowd.all) {
      if (connection.hasRunOutOfPatience) end(connection, "slow");
      else if (connection.actor.token && clock.now() >= connection.actor.token.expiresAt) end(connection, "signed_out");
      else if (now - connection.heardAt > 2 * pingEvery) {
        connection.terminate();
        leave(connection);
      } else {
        if (Math.floor(now / pingEvery) !== Math.floor((now - tick) / pingEvery)) connection.ping();
        for (const [company, { actor }] of connection.places) if (clock.now() >= (actor.until ?? Number.POSITIVE_INFINITY)) judge(connection, company);
        if (now - connection.checkedAt >= checkEvery) run("socket session", check(connection, now));
        if (now - connection.greetedAt >= greetEvery && connection.isSynced) run("socket greeting", greet(connection));
      }
    }
  }

  const isAlive = ({ actor, token }: Connection): Promise<boolean> => (actor.token ? d.tokens.isAlive(token) : d.accounts.sessions.isAlive(token));

  async function check(connection: Connection, now: number): Promise<void> {
    connection.checkedAt = now;
    if (!(await isAlive(connection))) end(connection, "signed_out");
  }

  let ticking = false;
  const stopTicking = clock.every(tick, () => {
    watch();
    if (ticking) return;
    ticking = true;
    run(
      "socket presence",
      presence.tick().finally(() => {
        ticking = false;
      }),
    );
  });

  const stopListening = d.accounts.sessions.onEnded(({ account, session, except }) => {
    for (const connection of [...crowd.ofAccount(account)]) {
      // Other sessions and passwords are nothing to a token; an account that is disabled is, and so is another role.
      if (!connection.isAtHand) {
        if (session === null)
          run(
            "socket token",
            check(connection, clock.monotonic()).then(() => greet(connection)),
          );
        continue;
      }
      const own = connection.actor.session;
      if (session !== null && own !== session) continue;
      if (own !== except) end(connection, "signed_out");
      // Its token was renewed: the client comes back with the new one.
      else clock.after(renewalPause, () => end(connection, "restart"));
    }
  });

  const stopWatching = d.tokens.onChange((company) => {
    for (const connection of [...crowd.all]) {
      if (connection.actor.token?.company === company) run("socket token", check(connection, clock.monotonic()));
    }
  });

  const announcements: Announcements = {
    personal: (company, person, channel) => notices.personal(company, person, channel),
    inbox: (company, person) => notices.personal(company, person, null),
    own(company, person, what) {
      for (const connection of crowd.ofPerson(company, person)) if (connection.isAtHand) connection.send({ type: "me.own", company, what });
    },
    job(company, job) {
      // Only administrators may read it.
      for (const connection of crowd.ofCompany(company)) {
        if (connection.isAtHand && connection.places.get(company)?.actor.role === "administrator") connection.send({ type: "job", company, job });
      }
    },
  };
  if (d.notices) Object.assign(d.notices, announcements);

  return {
    /** Before the feed starts. */
    consumer,

    attach(server: Server): void {
      server.on("upgrade", (request, wire, head) => {
        wire.on("error", () => wire.destroy());
        upgrade(request, wire, head).catch((error: unknown) => {
          if (!toRefusal(error)) onError("socket upgrade", error);
          refuseUpgrade(wire, error);
        });
      });
    },

    setReadOnly(readOnly: boolean): void {
      if (isReadOnly === readOnly) return;
      isReadOnly = readOnly;
      for (const connection of crowd.all) connection.send({ type: "state", readOnly });
    },

    /** Takes no more clients and sends those that there are away. */
    async close(reason: Bye = "restart"): Promise<void> {
      isClosing = true;
      growth.stop();
      stopTicking();
      stopListening();
      stopWatching();
      for (const connection of [...crowd.all]) end(connection, reason);
      await new Promise(setImmediate);
    },
  };
}
