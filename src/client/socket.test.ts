import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { ClientFrame, ServerFrame } from "../contract/socket.ts";
import { ApiError } from "./api-error.ts";
import type { Client } from "./calls.ts";
import { createSocket, type Socket, type SocketState } from "./socket.ts";

const company = "c0000000-0000-4000-8000-000000000000";
const channel = "a0000000-0000-4000-8000-000000000000";
const clean: (() => void)[] = [];
afterEach(() => {
  for (const end of clean.splice(0)) end();
});

/** A server with one channel, whose events are its numbers; `cut` ends all connections in the middle of whatever they do. */
async function startServer(answer: (frame: Extract<ClientFrame, { type: "call" }>) => { status: number; body: unknown } | null = () => null) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  clean.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  let head = 0;
  const syncs: number[] = [];
  const events = (from: number, to: number) =>
    ({
      type: "events",
      company,
      channel,
      seq: to,
      events: Array.from({ length: to - from + 1 }, (_, i) => ({
        seq: from + i,
        kind: "posted",
        post: from + i,
        reply: 0,
        person: null,
        at: 0,
        message: null,
      })),
    }) satisfies ServerFrame;
  server.on("connection", (socket) => {
    socket.on("error", () => undefined);
    const send = (frame: ServerFrame) => socket.send(JSON.stringify(frame));
    send({
      type: "me",
      account: {} as never,
      companies: [{ id: company, channels: [{ id: channel, seq: head }] } as never],
      at: 0,
      build: "1",
      readOnly: false,
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as ClientFrame;
      if (frame.type === "sync") {
        for (const { seq } of frame.channels) {
          syncs.push(seq);
          if (seq < head) send(events(seq + 1, head));
        }
      }
      if (frame.type === "call") {
        const reply = answer(frame);
        if (reply) send({ type: "reply", id: frame.id, ...reply });
      }
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    syncs,
    connections: () => server.clients.size,
    post(count = 1, lose = false) {
      const from = head + 1;
      head += count;
      if (!lose) for (const socket of server.clients) socket.send(JSON.stringify(events(from, head)));
      return head;
    },
    say(frame: ServerFrame) {
      for (const socket of server.clients) socket.send(JSON.stringify(frame));
    },
    cut(code?: number) {
      for (const socket of server.clients) {
        if (code) socket.close(code);
        else socket.terminate();
      }
    },
  };
}

const nobody: Client = { call: () => Promise.reject(new Error("not over HTTP")) };

function connect(url: string, client: Client = nobody) {
  const seen: number[] = [];
  const states: SocketState[] = [];
  const frames: string[] = [];
  const changed = new Set<() => void>();
  const tell = () => {
    for (const listener of changed) listener();
  };
  const socket: Socket = createSocket({
    url,
    WebSocket,
    client,
    after: (ms, work) => {
      if (ms > 1000) return () => undefined; // patience with an answer: never at its end here
      const timer = setImmediate(work);
      return () => clearImmediate(timer);
    },
    random: () => 0,
    onFrame(frame) {
      frames.push(frame.type);
      if (frame.type === "events") seen.push(...frame.events.map(({ seq }) => seq));
      tell();
    },
    onState(state) {
      states.push(state);
      tell();
    },
  });
  clean.push(() => socket.stop());
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!done()) return;
        changed.delete(check);
        resolve();
      };
      changed.add(check);
      check();
    });
  return { socket, seen, states, frames, until };
}

test("fifty cuts at any point: every event once, in order", async () => {
  const server = await startServer();
  const { seen, until, states } = connect(server.url);
  await until(() => states.includes("live"));
  let head = 0;
  for (let round = 0; round < 50; round++) {
    head = server.post(1 + (round % 5));
    if (round % 3 !== 2) await until(() => seen.at(-1) === head || round % 3 === 0);
    server.cut();
    head = server.post(2);
    await until(() => seen.at(-1) === head);
  }
  expect(seen).toEqual(Array.from({ length: head }, (_, i) => i + 1));
});

test("a lost frame is noticed by the next one and asked for", async () => {
  const server = await startServer(() => ({ status: 200, body: {} }));
  const { socket, seen, until, states } = connect(server.url);
  await until(() => states.includes("live"));
  await socket.call("getSetup"); // its answer comes after the first `sync` was heard
  server.post(2);
  await until(() => seen.length === 2);
  server.post(3, true);
  server.post(1);
  await until(() => seen.length === 6);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  expect(server.syncs.at(-1)).toBe(2);
});

test("resync asks again from what was delivered", async () => {
  const server = await startServer();
  const { seen, until, states } = connect(server.url);
  await until(() => states.includes("live"));
  server.post(4, true);
  server.say({ type: "resync" });
  await until(() => seen.length === 4);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test("a snapshot restarts the channel at its number", async () => {
  const server = await startServer();
  const { seen, frames, until, states } = connect(server.url);
  await until(() => states.includes("live"));
  server.post(10, true);
  server.say({ type: "snapshot", company, channel, seq: 10, post: 10 });
  await until(() => frames.includes("snapshot"));
  server.post(1);
  await until(() => seen.length === 1);
  expect(seen).toEqual([11]);
});

const unauthorised = new ApiError({ type: "", title: "", status: 401, code: "not_signed_in", requestId: "" });
const signedOut: Client = { call: () => Promise.reject(unauthorised) };

test("the end of the session ends the socket for good", async () => {
  for (const end of ["bye", "code"] as const) {
    const server = await startServer();
    const { states, until } = connect(server.url, signedOut);
    await until(() => states.includes("live"));
    if (end === "bye") server.say({ type: "bye", reason: "signed_out" });
    else server.cut(4401);
    await until(() => states.at(-1) === "signed-out");
    expect(states).toEqual(["live", "waiting", "signed-out"]);
  }
});

test("the end of a token is followed by a new connection where the session goes on", async () => {
  const server = await startServer();
  const { states, until } = connect(server.url, { call: () => Promise.resolve({} as never) });
  await until(() => states.includes("live"));
  server.say({ type: "bye", reason: "signed_out" });
  await until(() => states.length === 3);
  expect(states).toEqual(["live", "waiting", "live"]);
});

test("a restart is followed by a new connection", async () => {
  const server = await startServer();
  const { states, until } = connect(server.url);
  await until(() => states.includes("live"));
  server.say({ type: "bye", reason: "restart" });
  await until(() => states.length === 3);
  expect(states).toEqual(["live", "waiting", "live"]);
});

test("a refused upgrade asks over HTTP why, and a lost session ends it", async () => {
  const server = await startServer();
  const dead = server.url;
  for (const end of clean.splice(0)) end();
  const { states, until } = connect(dead, signedOut);
  await until(() => states.at(-1) === "signed-out");
  expect(states).toEqual(["waiting", "signed-out"]);
});

test("calls travel on the socket; a refusal keeps its code", async () => {
  const server = await startServer(({ endpoint, params }) =>
    endpoint === "getChannel"
      ? { status: 200, body: { id: params?.["channel"] } }
      : { status: 404, body: { type: "", title: "", status: 404, code: "channel_not_found", requestId: "r" } },
  );
  const { socket, until, states } = connect(server.url);
  await until(() => states.includes("live"));
  await expect(socket.call("getChannel", { params: { company, channel } })).resolves.toEqual({ id: channel });
  await expect(socket.call("joinChannel", { params: { company, channel } })).rejects.toMatchObject({ code: "channel_not_found" });
});

test("a call whose connection is lost is repeated over HTTP under the same key, but a PATCH isn't", async () => {
  const keys: (string | undefined)[] = [];
  const server = await startServer((frame) => {
    keys.push(frame.key);
    server.cut();
    return null;
  });
  const client: Client = {
    call: (async (_: string, { key }: { key?: string } = {}) => {
      keys.push(key);
      return { ref: "1" };
    }) as Client["call"],
  };
  const { socket, until, states } = connect(server.url, client);
  await until(() => states.at(-1) === "live");
  await expect(socket.call("postMessage", { params: { company, channel }, body: { text: "hello" } })).resolves.toEqual({ ref: "1" });
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[a-z0-9]{24}$/);
  expect(keys[1]).toBe(keys[0]);
  await until(() => states.at(-1) === "live");
  await expect(socket.call("renameCompany", { params: { company }, body: { name: "New" } })).rejects.toThrow("did not answer");
});

test("what sets the session cookie goes over HTTP, however live the socket is", async () => {
  const overSocket: string[] = [];
  const server = await startServer(({ endpoint }) => {
    overSocket.push(endpoint);
    return { status: 200, body: {} };
  });
  const overHttp: string[] = [];
  const client = { call: (name: string) => Promise.resolve(overHttp.push(name)) } as unknown as Client;
  const { socket, until, states } = connect(server.url, client);
  await until(() => states.includes("live"));
  await socket.call("changePassword", { body: { current: "old", next: "new" } });
  await socket.call("signOut");
  await socket.call("getAccount");
  expect({ overHttp, overSocket }).toEqual({ overHttp: ["changePassword", "signOut"], overSocket: ["getAccount"] });
});
