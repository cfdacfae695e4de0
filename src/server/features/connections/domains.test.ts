import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { type NameServer, startNameServer } from "../../../../tests/harness/name-server.ts";
import { type SmtpPeer, smtpPeer } from "../../../../tests/harness/smtp.ts";
import { newWorld, type World } from "../../../../tests/harness/world.ts";
import { manualClock } from "../../platform/clock/index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = manualClock();
let world: World;
let names: NameServer;
let peer: SmtpPeer;

beforeAll(async () => {
  [names, peer] = await Promise.all([startNameServer(), smtpPeer()]);
  const mail = { BASTIDE_SMTP_HOST: "localhost", BASTIDE_SMTP_PORT: String(peer.port), BASTIDE_MAIL_FROM: "Bastide <bastide@workspace.example>" };
  world = await newWorld({ clock, folders: makeFolders({ BASTIDE_DNS: names.address, ...mail }) });
}, 60_000);
afterAll(async () => {
  await world.close();
  await peer.close();
  names.close();
});

test("a domain that lost its record counts for three days more, its administrators are told once, and the record brings it back", async () => {
  const params = { company: world.company };
  const { accounts, mail, sweep } = world.services;
  const owner = await world.callerOf(world.owner.account, world.company);
  await owner.call("confirmEmail", { body: { token: await accounts.emails.issueLink(owner.account, "olga@example.org", "fr") } });
  const administrator = () => world.callerOf(world.owner.account, world.company);
  const settings = { name: "Acme", brand: "other", issuer: "https://idp.example", clientId: "bastide", newcomers: "member" } as const;
  const here = await administrator();
  const { id } = await here.call("createConnection", { params, body: settings });
  await here.call("changeConnection", { params: { ...params, connection: id }, body: { state: "on" } });
  const { record, id: domain } = await here.call("addDomain", { params, body: { name: "acme.example" } });
  const isThere = (is: boolean) => names.texts.set(record.name, is ? [record.text] : ["v=spf1 -all"]);
  isThere(true);
  await here.call("verifyDomain", { params: { ...params, domain } });

  /** What the page says, whom an address of the domain leads to, and what was mailed meanwhile. */
  const after = async (ms: number) => {
    clock.setWall(clock.now() + ms);
    await sweep();
    await mail.spool.idle();
    const { domains } = await (await administrator()).call("listConnections", { params });
    const { ways } = await world.anonymous.call("findSignInWays", { body: { email: "ada@acme.example" } });
    const letters = peer.letters.splice(0).map(({ rcpt, subject }) => [rcpt[0], subject]);
    const until = domains[0]?.until ?? null;
    return { state: domains[0]?.state, left: until === null ? null : until - clock.now(), ways: ways.length, letters };
  };
  const sound = { state: "verified", left: null, ways: 1, letters: [] };
  peer.letters.length = 0;
  expect(await after(DAY)).toEqual(sound);
  isThere(false);
  // Looked for once a day.
  expect(await after(DAY - 1)).toEqual(sound);
  const told = ["olga@example.org", "Le domaine acme.example a perdu son enregistrement"];
  expect(await after(1)).toEqual({ ...sound, left: 3 * DAY, letters: [told] });
  expect(await after(3 * DAY - 1)).toEqual({ ...sound, left: 1 });
  expect(await after(1)).toEqual({ ...sound, state: "pending", ways: 0 });
  isThere(true);
  expect(await after(DAY)).toEqual(sound);
});
