import { afterAll, beforeAll, expect, test } from "vitest";
import { newChannel, newWorld, type World } from "../harness/world.ts";
import { TestClient } from "../realtime/world.ts";

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());

/**
 * Every writer posts only after he heard his last text himself, so that soon nothing else happens in the store: what is
 * committed just as the feed ends a round must wake it again, or everybody waits for ever.
 */
test("each post is heard though nothing follows it", { timeout: 90_000 }, async () => {
  const { company, owner, server } = world;
  const { id: channel } = await newChannel(owner, company, "quiet");
  const writers = Array.from({ length: 8 }, () => new TestClient(server.url, owner.cookie, {}));
  await Promise.all(writers.map(({ opened }) => opened));
  const each = 60;
  await Promise.all(
    writers.map(async (client, writer) => {
      for (let n = 0; n < each; n++) {
        const text = `${writer} ${n}`;
        client.send({
          type: "call",
          id: n,
          endpoint: "postMessage",
          params: { company, channel },
          query: {},
          body: { text },
          key: `writer-${writer}-post-${n}`,
        });
        await client.until(() => hears(client, channel, text));
      }
    }),
  );
  for (const client of writers) await client.until(() => client.events(channel).length >= each * writers.length);
  for (const client of writers) expect(client.events(channel).filter(({ kind }) => kind === "posted")).toHaveLength(each * writers.length);
  for (const { socket } of writers) socket.terminate();
});

const hears = (client: TestClient, channel: string, text: string): boolean =>
  client.events(channel).some(({ message }) => message?.body?.kind === "markdown" && message.body.text === text);
