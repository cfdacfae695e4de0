/** What a company asks for holds for sockets that are open, within a second: as it is changed, and as it begins. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { makeWorld, type Somebody, type TestClient, type World } from "./world.ts";

const DAY = 86_400_000;
let ahead = 0;
let world: World;
let company: string;
let people = 0;
beforeAll(async () => {
  world = await makeWorld({ ...systemClock, now: () => systemClock.now() + ahead });
  ({ company } = world);
});
afterAll(() => world.close());

async function strong({ account }: Somebody): Promise<{ cookie: string }> {
  const { accounts } = world.server.services;
  const row = await accounts.accounts.find(account);
  if (!row) throw new Error("no account");
  const { token } = await accounts.sessions.start(row, { address: "127.0.0.1", userAgent: "test" }, { by: "password", second: "totp" });
  return { cookie: `bastide=${token}` };
}

/** Whoever asks for much has shown it himself. */
const keeper = async () => createClient({ baseUrl: world.server.url, headers: await strong(world.owner), fetch: world.server.fetch });
const ask = async (secondFactor: "nobody" | "administrators", graceDays: number) =>
  (await keeper()).call("setCompanySecurity", { params: { company }, body: { secondFactor, graceDays, idleMinutes: null, mostHours: null } });
const rule = async (required: boolean, breakGlass: string[]) => (await keeper()).call("setSignInRule", { params: { company }, body: { required, breakGlass } });

/** Two at a channel: an administrator, and a member. */
async function atChannel() {
  const [boss, member] = [await world.join(`boss ${++people}`, "administrator"), await world.join(`member ${people}`)];
  const channel = await world.channel(member, `talk-${people}`, [boss]);
  const [told, other] = await Promise.all([world.connect(boss), world.connect(member)]);
  return { boss, member, channel, told, other };
}
const isGone = async (client: TestClient) => (await client.next("me.gone", (frame) => frame.company === company)).channel === null;

test("single sign-on that is asked for ends what passwords opened, but for whom is named; and him when he is named no more", async () => {
  const { boss, told } = await atChannel();
  const named = await world.connect(await strong(boss));
  const at = await keeper();
  const settings = { name: "Acme", brand: "other", issuer: "https://sso.example", clientId: "bastide", clientSecret: "", newcomers: null } as const;
  const made = await at.call("createConnection", { params: { company }, body: settings });
  await at.call("changeConnection", { params: { company, connection: made.id }, body: { state: "on" } });
  await rule(true, [world.owner.person, boss.person]);
  expect(await isGone(told)).toBe(true);
  expect(named.all("me.gone")).toEqual([]);
  await rule(true, [world.owner.person]);
  expect(await isGone(named)).toBe(true);
  await rule(false, []);
});

test.each([
  ["begins at once", 0],
  ["begins after a time of grace", 1],
])("a second factor that is asked of administrators and %s: the administrator hears no more, the member goes on", async (_when, days) => {
  const { member, channel, told, other } = await atChannel();
  await ask("administrators", days);
  await world.post(member, channel, "before");
  if (days > 0) await told.until(() => told.events(channel).length > 0);
  ahead += days * DAY;
  expect(await isGone(told)).toBe(true);
  const heard = told.events(channel).length;
  await world.post(member, channel, "after");
  await other.until(() => other.events(channel).length > 1);
  expect(told.events(channel)).toHaveLength(heard);
  expect(other.all("me.gone")).toEqual([]);
  await ask("nobody", 0);
});
