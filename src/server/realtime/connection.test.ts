import { Duplex } from "node:stream";
import { expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { manualClock } from "../platform/clock/index.ts";
import { Connection, mostWaiting } from "./connection.ts";

const actor = { account: "a", session: "s", installationOwner: false, isConfirmed: true, isStrong: false, origin: { address: "", userAgent: "" } };

function makeClient() {
  const taken: (() => void)[] = [];
  const wire = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => void taken.push(done) });
  const ws = { readyState: 1, OPEN: 1, pause: vi.fn(), resume: vi.fn(), close: vi.fn(), terminate: vi.fn() };
  const connection = new Connection(ws as unknown as WebSocket, wire, actor, "t", manualClock());
  const readAll = async () => {
    while (wire.writableLength > 0) {
      taken.shift()?.();
      await new Promise(setImmediate);
    }
  };
  return { wire, ws, connection, readAll };
}

const reply = (id: number) => ({ type: "reply", id, status: 200, body: "x".repeat(mostWaiting / 4) }) as const;

test("a client that asks and never reads is sent away, and little more than the cap is kept for it", () => {
  const { wire, ws, connection } = makeClient();
  for (let id = 0; id < 64; id++) connection.reply(reply(id));
  expect(wire.writableLength).toBeLessThan(mostWaiting * 1.5);
  expect(ws.pause).toHaveBeenCalledOnce();
  expect(ws.close).toHaveBeenCalledExactlyOnceWith(4408, "slow");
  expect(connection.isOpen).toBe(false);
});

test("one that reads at last is read from again and told to ask again", async () => {
  const { wire, ws, connection, readAll } = makeClient();
  for (let id = 0; id < 64 && !connection.isSlow; id++) connection.reply(reply(id));
  expect(ws.resume).not.toHaveBeenCalled();
  const sent = vi.spyOn(wire, "write");
  await readAll();
  expect(ws.resume).toHaveBeenCalledOnce();
  expect(sent.mock.calls.map(([frame]) => String(frame))).toEqual([expect.stringContaining('{"type":"resync"}')]);
  expect(connection.isOpen).toBe(true);
});
