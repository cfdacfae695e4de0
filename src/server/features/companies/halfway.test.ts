import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Caller, newWorld, type World } from "../../../../tests/harness/world.ts";
import { type Commit, type RecordsPort, StoreUnavailable } from "../../platform/records/port.ts";

let world: World;
let owner: Caller;
/** The table at whose next commit the store goes away. */
let dyingAt = "";

const mortal = (port: RecordsPort): RecordsPort =>
  new Proxy(port, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      if (name !== "commit") return found.bind(target) as unknown;
      return async (shard: number, commit: Commit) => {
        if (commit.put.some(({ table }) => table === dyingAt)) throw new StoreUnavailable("died");
        return target.commit(shard, commit);
      };
    },
  });

beforeAll(async () => {
  world = await newWorld({ openPort: async (open) => mortal(await open()) });
  ({ owner } = world);
});
beforeEach(() => {
  dyingAt = "";
});
afterAll(() => world.close());

test.each([
  ["link", "empty", ["general"]],
  ["channel", "empty", ["general"]],
  ["message", "demo", ["coffee", "general", "security"]],
  ["reaction", "demo", ["coffee", "general", "security"]],
] as const)("a company whose making stopped before its %s is complete after a repeat of the request", async (table, start, names) => {
  const request = { body: { name: `Half ${table}`, start }, key: `half-way-${table}` } as const;
  dyingAt = table;
  expect(await owner.refused("createCompany", request)).toBe("store_unavailable");
  dyingAt = "";
  const { id: company } = await owner.call("createCompany", request);
  const { channels } = await owner.call("browseChannels", { params: { company }, body: {} });
  expect(channels.map((channel) => channel.name)).toEqual(names);
  const whole = await owner.call("createCompany", { body: { name: "Whole", start } });
  const posts = async (id: string) => (await owner.call("browseChannels", { params: { company: id }, body: {} })).channels.map((channel) => channel.post);
  expect(await posts(company)).toEqual(await posts(whole.id));
  expect((await owner.call("listPeople", { params: { company } })).people.length).toBe(
    (await owner.call("listPeople", { params: { company: whole.id } })).people.length,
  );
});

test("who accepted an invitation and was not let in comes in by the same link, though it is used up; nobody else does", async () => {
  const { company } = world;
  const { url } = await owner.call("createInvite", { params: { company }, body: { role: "member" } });
  const body = { token: url.split("token=")[1] ?? "" };
  const [comer, other] = [await world.callerOf(await world.newAccount(), company), await world.callerOf(await world.newAccount(), company)];
  dyingAt = "link";
  expect(await comer.refused("acceptInvite", { body })).toBe("store_unavailable");
  dyingAt = "";
  expect((await comer.call("getAccount")).companies).toEqual([]);
  expect(await other.refused("acceptInvite", { body })).toBe("invite_not_found");
  expect((await comer.call("acceptInvite", { body })).companies).toMatchObject([{ id: company, role: "member" }]);
});
