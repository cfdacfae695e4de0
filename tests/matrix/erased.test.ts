/** A channel that was erased answers as one that there never was, whatever is asked of it, and asking leaves nothing behind. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EndpointName, endpoints } from "../../src/contract/index.ts";
import { newWorld, type World } from "../harness/world.ts";
import { type Answer, bodyOf, isRefused, nameOf, type Params, paramsOf, send, withoutId } from "./requests.ts";
import { type Asker, newStage, type Stage, smallExport } from "./stage.ts";

let world: World;
let stage: Stage;
let erased: string;
/** Those that were asked about and never were. */
const never = new Set<string>();

beforeAll(async () => {
  world = await newWorld();
  stage = await newStage(world, await world.join(world.company, "member"), await smallExport());
  erased = stage.channels.closed;
  await stage.people.member.call("eraseChannel", { params: { company: stage.company, channel: erased }, body: { name: "closed" } });
  await world.services.feed.idle();
}, 180_000);
afterAll(() => world.close());

/** The tables of rows that name one of the ids. What was asked for stands in the log, and nowhere else. */
async function tablesOf(ids: ReadonlySet<string>): Promise<string[]> {
  const { port, records } = world.services.records;
  const found: string[] = [];
  for (const { name } of records.filter((one) => one.name !== "auditLeaf")) {
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { rows, next } = await port.scan(name, after, 1000);
      found.push(...rows.filter(({ key, clear }) => [...key, ...clear].some((cell) => ids.has(String(cell)))).map(() => name));
      after = next;
    }
  }
  return found.toSorted();
}

const askers = (): Asker[] => [stage.people.member, stage.people.guest, stage.people.administrator];

/** Asks of the erased one and of one that there never was, and looks at the store. */
async function compare(name: EndpointName, ask: (channel: string, caller: Asker) => Promise<Answer>): Promise<void> {
  const standing = await tablesOf(new Set([erased]));
  for (const caller of askers()) {
    const missing = randomUUID();
    never.add(missing);
    const [gone, unknown] = [await ask(erased, caller), await ask(missing, caller)];
    expect([name, gone.status, isRefused(gone), withoutId(gone)]).toEqual([name, unknown.status, true, withoutId(unknown)]);
  }
  await world.services.settled();
  expect([name, await tablesOf(never), await tablesOf(new Set([erased]))]).toEqual([name, [], standing]);
}

test("every endpoint of a channel", { timeout: 300_000 }, async () => {
  const routes = world.services.routes.filter(({ endpoint }) => endpoint.path.includes(":channel"));
  expect(routes.length).toBeGreaterThan(40);
  for (const { endpoint } of routes)
    await compare(nameOf(endpoint), (channel, caller) =>
      send(world.server.url, endpoint, caller, { ...paramsOf(stage, "closed", endpoint), channel }, bodyOf(endpoint, stage, caller, "closed")),
    );
});

const named: readonly (readonly [EndpointName, (channel: string) => object])[] = [
  ["copyFile", (to) => ({ to })],
  ["scheduleMessage", (channel) => ({ channel, text: "later", dueAt: Date.now() + 86_400_000 })],
  ["createInvite", (channel) => ({ role: "member", channels: [channel] })],
];

test.each(named)("%s, whose body names one", async (name, bodyFor) => {
  const endpoint = endpoints[name];
  const params: Params = paramsOf(stage, "open", endpoint);
  await compare(name, (channel, caller) => send(world.server.url, endpoint, caller, params, bodyFor(channel)));
});
