import type { EndpointName } from "../contract/endpoints.ts";
import type { ClientFrame, ServerFrame } from "../contract/socket.ts";
import { ApiError, refusal, UnreachableError } from "./api-error.ts";
import type { Client, LooseArguments } from "./calls.ts";
import { newKey } from "./keys.ts";
import { routeOf } from "./routes.ts";
import { createSeqs, type Position } from "./seqs.ts";

/** connecting: first try · live: `me` has come · waiting: cut off, tries again · signed-out and stopped: over for good */
export type SocketState = "connecting" | "live" | "waiting" | "signed-out" | "stopped";

/** What the browser's WebSocket, Node's and that of `ws` have in common. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
}

export interface SocketOptions {
  /** `wss://host/api/socket` */
  readonly url: string;
  readonly WebSocket: new (url: string) => SocketLike;
  /** For calls while there is no socket, and to learn whether the session has ended. */
  readonly client: Client;
  /** Frames in order; those of a channel without gap and without repetition. */
  readonly onFrame: (frame: ServerFrame) => void;
  /** From where to go on in channels that are known already. */
  readonly known?: readonly Position[] | undefined;
  readonly onState?: (state: SocketState) => void;
  /** Runs `work` after `ms`; returns how to call it off. */
  readonly after?: (ms: number, work: () => void) => () => void;
  /** In [0, 1): spreads reconnecting clients. */
  readonly random?: () => number;
}

export interface Socket extends Client {
  readonly state: () => SocketState;
  /** After sleep or regained network: proves the connection, or makes a new one soon. */
  readonly wake: () => void;
  readonly typing: (company: string, channel: string) => void;
  /** The session has a new token: comes back with it. */
  readonly renew: () => void;
  /** Whether nobody is at this client; every new connection begins with somebody at it. */
  readonly away: (away: boolean) => void;
  readonly stop: () => void;
}

interface Call {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly calledOff: () => void;
}

const callPatience = 15_000;
const probePatience = 5_000;
/** Full jitter: anywhere up to a bound that doubles from half a second to half a minute. */
const pause = (tries: number, random: () => number) => 100 + random() * Math.min(30_000, 500 * 2 ** tries);

/** Keeps one live connection, in order and without gaps, until `stop` or the end of the session. */
export function createSocket(options: SocketOptions): Socket {
  const { client, onFrame, after = afterTimeout, random = randomFraction } = options;
  const seqs = createSeqs(options.known);
  const calls = new Map<number, Call>();
  let state: SocketState = "connecting";
  let connection: SocketLike | undefined;
  let calledOff = (): void => undefined;
  let tries = 0;
  let lastCall = 0;

  const become = (next: SocketState) => {
    if (state === next) return;
    state = next;
    options.onState?.(next);
  };
  const over = () => state === "stopped" || state === "signed-out";
  const send = (frame: ClientFrame) => connection?.send(JSON.stringify(frame));
  const sync = (channels: Position[]) => send({ type: "sync", channels });

  function connect(): void {
    calledOff();
    const mine = new options.WebSocket(options.url);
    connection = mine;
    let greeted = false;
    mine.addEventListener("message", ({ data }) => {
      if (connection !== mine) return;
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.type === "me") {
        const behind = seqs.takeMe(frame);
        onFrame(frame);
        if (!greeted) sync(seqs.all());
        else if (behind.length > 0) sync(behind);
        greeted = true;
        tries = 0;
        become("live");
      } else take(frame);
    });
    mine.addEventListener("close", ({ code }) => {
      if (connection === mine) lost(code === 4401, greeted);
    });
    mine.addEventListener("error", () => undefined); // "close" follows; without a listener `ws` would throw
  }

  function take(frame: ServerFrame): void {
    switch (frame.type) {
      case "events": {
        const taken = seqs.takeEvents(frame);
        if (taken === "old") return;
        return "gap" in taken ? sync([taken.gap]) : onFrame(taken.fresh);
      }
      case "snapshot":
        seqs.restart(frame);
        return onFrame(frame);
      case "me.channel":
        seqs.start({ company: frame.company, channel: frame.channel.id, seq: frame.channel.seq });
        return onFrame(frame);
      case "me.gone":
        seqs.drop(frame.company, frame.channel);
        return onFrame(frame);
      case "resync":
        return sync(seqs.all());
      case "reply":
        return settle(frame.id, frame.status, frame.body);
      case "bye":
        onFrame(frame);
        return lost(frame.reason === "signed_out", true);
      default:
        return onFrame(frame);
    }
  }

  function settle(id: number, status: number, body: unknown): void {
    const call = calls.get(id);
    if (!call) return;
    calls.delete(id);
    call.calledOff();
    if (status < 400) call.resolve(body);
    else call.reject(refusal(status, body, null));
  }

  /** The connection is gone: open calls fall back to HTTP, and unless the session ended a new try is due. */
  function lost(signedOut: boolean, greeted: boolean): void {
    const old = connection;
    connection = undefined;
    old?.close();
    const open = [...calls.values()];
    calls.clear();
    for (const call of open) {
      call.calledOff();
      call.reject(new UnreachableError());
    }
    if (over()) return;
    become("waiting");
    const tryAgain = () => {
      calledOff();
      calledOff = after(pause(tries++, random), connect);
    };
    if (signedOut) return void learnWhy().then(() => state === "waiting" && !connection && tryAgain());
    tryAgain();
    if (!greeted) void learnWhy();
  }

  /** A browser doesn't say why an upgrade was refused; an ordinary request does. What ended may have been a token, not the session. */
  async function learnWhy(): Promise<void> {
    const error: unknown = await client.call("getAccount").then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof ApiError && error.status === 401 && state === "waiting") {
      calledOff();
      become("signed-out");
    }
  }

  function callOverSocket(name: EndpointName, args: LooseArguments, patience: number): Promise<unknown> {
    const id = ++lastCall;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        calls.delete(id);
        reject(new UnreachableError());
      };
      calls.set(id, { resolve, reject, calledOff: after(patience, giveUp) });
      const { params = {}, query = {}, body, key } = args;
      send({
        type: "call",
        id,
        endpoint: name,
        params: asText(params),
        query: asText(query),
        ...(body === undefined ? {} : { body }),
        ...(key ? { key } : {}),
      });
    });
  }

  async function call(name: EndpointName, given: LooseArguments = {}): Promise<unknown> {
    const route = routeOf(name);
    const { method, httpOnly } = "path" in route ? route : await route;
    const args = method === "POST" ? { ...given, key: given.key ?? newKey() } : given;
    const overHttp = () => (client.call as (name: EndpointName, args: LooseArguments) => Promise<unknown>)(name, args);
    if (state !== "live" || httpOnly) return overHttp();
    try {
      return await callOverSocket(name, args, callPatience);
    } catch (error) {
      // The page's token may be a newer one, and its client may know a way; nothing was done yet.
      if (error instanceof ApiError && (error.code === "not_signed_in" || error.code === "confirm_first")) return overHttp();
      // A repeated PATCH or DELETE could be refused for what its first sending did.
      if (error instanceof UnreachableError && method !== "PATCH" && method !== "DELETE" && !over()) return overHttp();
      throw error;
    }
  }

  const reconnectSoon = () => {
    calledOff();
    calledOff = after(random() * 500, connect);
  };

  connect();
  return {
    call: call as Client["call"],
    state: () => state,
    wake() {
      if (over()) return;
      const proved = connection;
      if (!proved) return reconnectSoon();
      if (state !== "live") return; // a try is under way
      callOverSocket("getSetup", {}, probePatience).catch(() => {
        if (connection === proved) lost(false, true);
      });
    },
    renew() {
      if (!over()) lost(false, true);
    },
    typing: (company, channel) => {
      if (state === "live") send({ type: "typing", company, channel });
    },
    away: (away) => {
      if (state === "live") send({ type: "away", away });
    },
    stop() {
      calledOff();
      become("stopped");
      lost(false, true);
    },
  };
}

function asText(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

function afterTimeout(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

function randomFraction(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
