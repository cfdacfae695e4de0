/** A search index that is new, lost or damaged: what the server makes of it by itself. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestServer, testServer } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { type Client, createClient } from "../../../client/index.ts";
import { operationId } from "../../../crypto/index.ts";

let world: World;
let company: string;
let mia: Caller;
let hall: string;
let room: string;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  mia = await world.join(company, "administrator");
  hall = (await newChannel(mia, company, "everybody")).id;
  room = (await newChannel(mia, company, "closed", "private")).id;
  for (const [channel, text] of [
    [hall, "the bassoon is in the case"],
    [hall, "the oboe is in the case"],
    [room, "the contrabassoon is in the closet"],
  ] as const)
    await mia.call("postMessage", { params: { company, channel }, body: { text } });
  await world.services.settled();
  await world.server.close();
});
afterAll(() => world.server.folders.remove());

const folder = () => join(world.server.folders.config.data, "index");
const path = () => join(folder(), `${company}.sqlite`);

interface Life {
  readonly server: TestServer;
  readonly found: (text: string) => Promise<number>;
}

/** The next life of the server, asked once it has looked after its index. */
async function live(work: (life: Life) => Promise<void>): Promise<void> {
  const server = await testServer({ folders: world.server.folders });
  try {
    const client: Client = createClient({ baseUrl: server.url, headers: { cookie: mia.cookie }, fetch: server.fetch });
    await expect.poll(async () => (await client.call("getJobs", { params: { company } })).search.state, { timeout: 20_000 }).toBe("whole");
    await work({ server, found: async (text) => (await client.call("search", { params: { company }, body: { text } })).hits.length });
  } finally {
    await server.close();
  }
}

test("a new company's index is whole from its beginning: the next start fills it where it was lost only", async () => {
  /** Where a run stands that fills: none ever ran without. */
  const hasRun = async ({ server }: Life) => (await server.services.records.port.readMeta("search-reindex")) !== undefined;
  await live(async (life) => {
    expect([await hasRun(life), await life.found("bassoon"), await life.found("contrabassoon")]).toEqual([false, 1, 1]);
    // Made while the server goes on, and nobody wrote in it yet.
    await life.server.services.companies.create([mia.account], "Second", { id: operationId(), digest: null });
  });
  await live(async (life) => expect(await hasRun(life)).toBe(false));
  rmSync(path());
  await live(async (life) => expect([await hasRun(life), await life.found("bassoon"), await life.found("contrabassoon")]).toEqual([true, 1, 1]));
});
