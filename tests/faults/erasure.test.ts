/** An erasure whose process dies at any of its writes: the next one goes on, with keys that are read anew. */
import { afterAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { type RecordsPort, StoreUnavailable } from "../../src/server/platform/records/port.ts";
import { startServer } from "../../src/server/serve.ts";
import { staying } from "../harness/dying-port.ts";
import { quickAccounts } from "../harness/installation.ts";
import { newWorld } from "../harness/world.ts";

const writes = new Set<PropertyKey>(["commit", "claim", "merge", "erase"]);

/** Dies at a write after the first row is erased: that one reaches the store or does not, and nothing is answered after it. */
function mortal(port: RecordsPort, after: number, isLastWritten: boolean) {
  let [begun, isDead] = [-1, false];
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  const proxy = new Proxy(port, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return async (...args: unknown[]) => {
        if (isDead) throw new StoreUnavailable("died");
        if (name === "erase" && begun < 0) begun = 0;
        if (writes.has(name) && begun >= 0 && begun++ === after) {
          isDead = true;
          if (isLastWritten) await (found.apply(target, args) as Promise<unknown>);
          die();
          throw new StoreUnavailable("died");
        }
        return found.apply(target, args) as unknown;
      };
    },
  });
  // What is no promise stays none: the ways through tables are iterated.
  return {
    port: new Proxy(proxy, { get: (given, name) => (name === "snapshot" ? port.snapshot.bind(port) : Reflect.get(given, name)) }),
    death,
    died: () => isDead,
  };
}

let store: RecordsPort | undefined;
afterAll(() => store?.close());

test("every death is survived, and nothing of the channel", { timeout: 240_000 }, async () => {
  const world = await newWorld({
    openPort: async (open) => {
      store = await open();
      return staying(store);
    },
  });
  const { company, owner } = world;
  const { config } = world.server.folders;
  const cookie = owner.cookie;
  await world.server.close();
  const real = store ?? expect.fail("no store");
  const live = (port: RecordsPort) => startServer({ config, clock: systemClock, accounts: quickAccounts, openPort: async () => port });
  let deaths = 0;
  for (let after = 0, isOver = false; !isOver; after++) {
    const life = mortal(staying(real), after, after % 2 === 0);
    const server = await live(life.port);
    const { call } = createClient({ baseUrl: server.url, headers: { cookie } });
    const name = `room-${after}`;
    const { id: channel } = await call("createChannel", { params: { company }, body: { name, kind: after % 3 === 0 ? "public" : "private" } });
    for (const text of ["a bassoon", "an oboe"]) await call("postMessage", { params: { company, channel }, body: { text } });
    await call("createFolder", { params: { company, channel }, body: { name: "bassoons" } });
    await server.services.feed.idle();
    await call("eraseChannel", { params: { company, channel }, body: { name } });
    await Promise.race([life.death, server.services.feed.idle()]);
    isOver = !life.died();
    if (!isOver) deaths += 1;
    await server.services.feed.stop().catch(() => undefined);
    await server.close().catch(() => undefined);

    const next = await live(staying(real));
    await next.services.feed.idle();
    const left = new Set<string>();
    for (const record of next.services.records.records) {
      const { rows } = await real.scan(record.name, undefined, 10_000);
      if (rows.some(({ key, clear }) => [...key, ...clear].includes(channel))) left.add(record.name);
    }
    expect([...left].toSorted(), `after ${after} writes`).toEqual(["auditLeaf", "dataKey", "erasedChannel"]);
    const [row] = await real.getMany([{ table: "erasedChannel", key: [company, channel] }]);
    expect(row?.clear).toContain("done");
    expect(await next.services.core.index.count(company), `after ${after} writes`).toBe(0);
    await next.close();
  }
  expect(deaths).toBeGreaterThan(10);
  world.server.folders.remove();
});
