import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testServices } from "../../../../tests/harness/installation.ts";
import { operationId } from "../../../crypto/index.ts";
import { systemClock } from "../../platform/clock/index.ts";
import { StoreUnavailable } from "../../platform/records/port.ts";
import { ChannelEvent } from "./channels.records.ts";
import { ChannelWriter, type EventKind } from "./channels.writer.ts";

/** What a commit waits for before it reaches the store, by its place among those of the test. */
const gates: Promise<void>[] = [];
let made: Awaited<ReturnType<typeof testServices>>;
let company: string;

beforeAll(async () => {
  made = await testServices({
    openPort: async (open) => {
      const port = await open();
      return new Proxy(port, {
        get(target, name) {
          if (name === "commit") {
            return async (...given: Parameters<typeof port.commit>) => {
              await gates.shift();
              return port.commit(...given);
            };
          }
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  });
  ({ company } = await made.services.companies.create([], "Acme", { id: operationId(), digest: null }));
});
afterAll(async () => {
  await made.close();
  made.folders.remove();
});

test("what was numbered after a commit that failed never lands behind another one", async () => {
  const { records } = made.services;
  const writer = new ChannelWriter(records, systemClock);
  const channel = randomUUID();
  const heads: { post: number; seq: number }[] = [];
  const append = (kind: EventKind, posts: number) =>
    writer.append(company, channel, { id: operationId(), digest: null }, ({ post, seq }) => {
      heads.push({ post, seq });
      return { expects: [], puts: [], event: { kind }, posts };
    });
  await append("posted", 1);
  const late = Promise.withResolvers<void>();
  gates.push(Promise.reject(new StoreUnavailable("away")), late.promise);
  const [lost, behind] = [append("reacted", 0), append("posted", 1)];
  await expect(lost).rejects.toThrow(StoreUnavailable);
  const after = append("posted", 1);
  // All the time that the third needs, if it does not wait.
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  late.resolve();
  await Promise.all([behind, after]);
  expect(await writer.head(company, channel)).toMatchObject({ seq: 3, post: 3, version: 3 });
  const events = await records.list(ChannelEvent, { company, channel }, { from: { seq: 1 }, to: { seq: 9 }, limit: 9 });
  expect(events.map(({ seq, kind }) => [seq, kind])).toEqual([1, 2, 3].map((seq) => [seq, "posted"]));
});
