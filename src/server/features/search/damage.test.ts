/** A search index that is new, lost or damaged: what the server makes of it by itself. */
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestServer, testServer } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { type Client, createClient } from "../../../client/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { operations } from "../../operations.list.ts";
import { createScopes } from "./index.ts";

let world: World;
let company: string;
let mia: Caller;
let hall: string;
let room: string;
/** Of the oboe, which is edited. */
let oboe: string;
let edits = 0;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  mia = await world.join(company, "administrator");
  hall = (await newChannel(mia, company, "everybody")).id;
  room = (await newChannel(mia, company, "closed", "private")).id;
  const say = async (channel: string, text: string) => (await mia.call("postMessage", { params: { company, channel }, body: { text } })).ref;
  await say(hall, "the bassoon is in the case");
  oboe = await say(hall, "the oboe is in the case");
  await say(room, "the contrabassoon is in the closet");
  await world.services.settled();
  await world.server.close();
});
afterAll(() => world.server.folders.remove());

const folder = () => join(world.server.folders.config.data, "index");
const path = () => join(folder(), `${company}.sqlite`);

interface Life {
  readonly server: TestServer;
  readonly client: Client;
  readonly found: (text: string) => Promise<number>;
  /** Once it has looked after its index, too. */
  readonly isWhole: () => Promise<void>;
}

/** The next life of the server. */
async function live<T>(work: (life: Life) => Promise<T>): Promise<T> {
  const server = await testServer({ folders: world.server.folders });
  try {
    const client = createClient({ baseUrl: server.url, headers: { cookie: mia.cookie, origin: server.url }, fetch: server.fetch });
    const state = async () => (await client.call("getJobs", { params: { company } })).search.state;
    const isWhole = () => expect.poll(state, { timeout: 20_000 }).toBe("whole");
    await isWhole();
    const found = async (text: string) => (await client.call("search", { params: { company }, body: { text } })).hits.length;
    return await work({ server, client, found, isWhole });
  } finally {
    await server.close();
  }
}
const all = async ({ found }: Life) => [await found("bassoon"), await found("oboe"), await found("contrabassoon")];

test("a new company's index is whole from its beginning: the next start fills it where it was lost only", async () => {
  /** Where a run stands that fills: none ever ran without. */
  const hasRun = async ({ server }: Life) => (await server.services.records.port.readMeta("search-reindex")) !== undefined;
  await live(async (life) => {
    expect([await hasRun(life), await all(life)]).toEqual([false, [1, 1, 1]]);
    // Made while the server goes on, and nobody wrote in it yet.
    await life.server.services.companies.create([mia.account], "Second", { id: operationId(), digest: null });
  });
  await live(async (life) => expect(await hasRun(life)).toBe(false));
  rmSync(path());
  await live(async (life) => expect([await hasRun(life), await all(life)]).toEqual([true, [1, 1, 1]]));
});

/** Turns one bit of it where it lies in the index. */
function spoil(part: Uint8Array): void {
  const bytes = readFileSync(path());
  const at = bytes.indexOf(part);
  expect(at).toBeGreaterThan(0);
  bytes[at + part.length - 1] = (bytes[at + part.length - 1] as number) ^ 1;
  writeFileSync(path(), bytes);
}

const markOf = ({ server }: Life) => server.services.core.index.mark(company);
/** What lies beside the company's documents, by number. */
const entriesOf = ({ server }: Life) => server.services.core.index.walk(company, -1, 100);

/** Asks until nothing is left of the damage: the question that meets it is answered by what there is. */
const answered = async (life: Life) => {
  await expect.poll(() => all(life), { timeout: 20_000 }).toEqual([1, 1, 1]);
  await life.isWhole();
};

test.each([
  ["a question that meets it", answered],
  ["a run over the whole store", ({ server }: Life) => operations.run("search.reindex", server.services, {}, () => undefined, new AbortController().signal)],
  [
    "an edit",
    async ({ client }: Life) => {
      const text = `the oboe is back, ${++edits}`;
      await client.call("editMessage", { params: { company, channel: hall, message: oboe }, body: { text } });
    },
  ],
])("an entry that does not open: %s makes the index anew, and nothing is left of what was lost", async (_, meets) => {
  const [before, entries] = await live(async (life) => [await markOf(life), await entriesOf(life)]);
  expect(entries.length).toBe(3);
  await live(async (life) => {
    await meets(life);
    await life.server.services.settled();
    expect([await markOf(life), await all(life)]).toEqual([before, [1, 1, 1]]);
  });
  for (const { beside } of await live(entriesOf)) spoil(beside);
  await live(async (life) => {
    await meets(life);
    await expect.poll(() => markOf(life), { timeout: 20_000 }).not.toBe(before);
    await answered(life);
    expect((await entriesOf(life)).length).toBe(3);
  });
});

test("a word that does not open is offered no more, and every other one is", async () => {
  const words = await live(async ({ server: { services } }) => {
    const { vocabulary, token } = await createScopes(services.records)(company, null);
    const known = await services.core.index.words(company, vocabulary, undefined, 100);
    return known.find((word) => word.token === token("=bassoon"));
  });
  const typos = async ({ found }: Life) => [await found("bassoom"), await found("obol"), await found("bassoon"), await found("contrabassoom")];
  expect(await live(typos)).toEqual([1, 1, 1, 1]);
  spoil(words?.beside ?? expect.fail("no word"));
  expect(await live(typos)).toEqual([0, 1, 1, 1]);
  rmSync(path());
  expect(await live(typos)).toEqual([1, 1, 1, 1]);
});

const overwritten = (from: number, to: number) => () => {
  const bytes = readFileSync(path());
  bytes.fill(0xa5, from, Math.min(to, bytes.length));
  writeFileSync(path(), bytes);
};
test.each([
  ["no database", overwritten(0, 1 << 30)],
  ["without its beginning", overwritten(0, 100)],
  ["of another layout", overwritten(60, 64)], // SQLite's user_version
  ["spoilt behind its first page", overwritten(4096, 1 << 30)],
  ["cut off", () => truncateSync(path(), Math.floor(statSync(path()).size / 2))],
  ["empty", () => truncateSync(path(), 0)],
])("an index file that is %s stops no start, and is made anew", async (_, damage) => {
  const before = await live(markOf);
  expect(await live(markOf)).toBe(before);
  damage();
  await live(async (life) => {
    await answered(life);
    expect([await markOf(life), (await entriesOf(life)).length]).toEqual([expect.not.stringMatching(before), 3]);
  });
});
