/** What is grave is done only for who showed within ten minutes who he is; which endpoints that are is told by the contract. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { type EndpointName, endpoints } from "../../../contract/index.ts";
import { manualClock } from "../../platform/clock/index.ts";

const MINUTE = 60_000;
const clock = manualClock();
let world: World;
beforeAll(async () => {
  world = await newWorld({ clock });
});
afterAll(() => world.close());

const member = () => world.join(world.company, "member", []);
const of = ({ person }: { person: string }) => ({ company: world.company, person });

const deeds: Record<string, () => Promise<readonly [EndpointName, object]>> = {
  "giving a role": async () => ["setPersonRole", { params: of(await member()), body: { role: "administrator" } }],
  "taking somebody out": async () => ["disablePerson", { params: of(await member()) }],
  "handing over": async () => ["handOver", { params: of(await member()), body: { to: (await member()).person } }],
  "a link for somebody's password": async () => ["makeResetLink", { params: of(await member()) }],
  "signing somebody out": async () => ["endPersonSessions", { params: of(await member()) }],
  "erasing a channel": async () => {
    const { id, name } = await newChannel(world.owner, world.company, "to be erased", "private");
    return ["eraseChannel", { params: { company: world.company, channel: id }, body: { name } }];
  },
  "an administrator's invitation": async () => ["createInvite", { params: { company: world.company }, body: { role: "administrator" } }],
  "an administrator among many": async () => [
    "inviteMany",
    { params: { company: world.company }, body: { dryRun: false, rows: [{ label: "a" }, { label: "b", role: " Administrator" }] } },
  ],
};
const asks = (caller: Caller, name: EndpointName, given: object): Promise<string> =>
  (caller.call as (name: EndpointName, given: object) => Promise<unknown>)(name, given).then(
    () => "done",
    ({ code }: { code?: string }) => code ?? "unknown",
  );

test.each(Object.entries(deeds))("%s asks to show again who one is", async (_what, deed) => {
  const [name, given] = await deed();
  clock.setWall(clock.now() + 11 * MINUTE);
  expect(await asks(world.owner, name, given)).toBe("confirm_first");
  await world.owner.call("confirmIdentity", { body: { password } });
  expect(await asks(world.owner, name, given)).toBe("done");
});

test("an export of another product is not even read before that", async () => {
  const send = () =>
    world.server.fetch(`${world.server.url}/api/companies/${world.company}/imports`, {
      method: "POST",
      headers: { cookie: world.owner.cookie, origin: world.server.url, "content-type": "application/octet-stream" },
      body: Buffer.from("no zip"),
    });
  const codeOf = async () => ((await (await send()).json()) as { code?: string; state?: string }).code;
  clock.setWall(clock.now() + 11 * MINUTE);
  expect(await codeOf()).toBe("confirm_first");
  expect((await world.owner.call("listImports", { params: { company: world.company } })).imports).toEqual([]);
  await world.owner.call("confirmIdentity", { body: { password } });
  expect(await codeOf()).not.toBe("confirm_first");
});

test("other invitations, and a dry run, ask for nothing", async () => {
  clock.setWall(clock.now() + 11 * MINUTE);
  const params = { company: world.company };
  expect(await asks(world.owner, "createInvite", { params, body: { role: "member" } })).toBe("done");
  expect(await asks(world.owner, "inviteMany", { params, body: { dryRun: false, rows: [{ label: "a" }] } })).toBe("done");
  expect(await asks(world.owner, "inviteMany", { params, body: { dryRun: true, rows: [{ label: "c", role: "administrator" }] } })).toBe("done");
});

/** What those who run a company or the installation do, is written down, and is nevertheless not grave. */
const light: readonly EndpointName[] = [
  // Asks for the password itself.
  "createKit",
  "confirmKit",
  "verifyDomain",
  "verifyInstallationDomain",
  "createCompany",
  "renameCompany",
  "revokeInvite",
  "createTeam",
  "settleReport",
  "cancelImport",
  "testMail",
  "runClaims",
];

test("all that those in charge change is grave, but for a closed list", () => {
  const charged = Object.entries(endpoints).filter(
    ([, { method, access, audit }]) => method !== "GET" && audit && (access.who === "owner" || (access.who === "person" && access.role === "administrator")),
  );
  expect(charged.filter(([, { confirmed }]) => confirmed === false).map(([name]) => name)).toEqual(light.toSorted((a, b) => order(a) - order(b)));
  function order(name: string): number {
    return charged.findIndex(([one]) => one === name);
  }
});
