/** The log as its readers get it: filtered, proven, checked, exported, and forgotten in its details. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { auditActions, auditNouns } from "../../../contract/index.ts";
import { leafHash, merkleRoot, openCheckpoint, verifyConsistency, verifyInclusion } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { csvCell } from "./audit.csv.ts";
import { verifyLog } from "./audit.verify.ts";

let world: World;
let mia: Caller;
let company: string;
const DAY = 86_400_000;
const clock = manualClock();
const pass = (ms: number): void => clock.setWall(clock.now() + ms);

beforeAll(async () => {
  world = await newWorld({ clock });
  ({ company } = world);
  mia = await world.join(company, "member");
});
afterAll(() => world.close());

type Query = NonNullable<Parameters<typeof world.owner.call<"listAudit">>[1]>["query"];
const list = async (query: Query = {}, by = world.owner) => {
  await world.services.audit.idle();
  return by.call("listAudit", { params: { company }, query });
};
const buffers = (hashes: readonly string[]) => hashes.map((hash) => Buffer.from(hash, "base64"));

const exported = async (path: string, body: object, by = world.owner) => {
  const reply = await fetch(world.server.url + path, {
    method: "POST",
    headers: { cookie: by.cookie, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: reply.status, type: reply.headers.get("content-type"), name: reply.headers.get("content-disposition"), text: await reply.text() };
};

test("a filter gives exactly those entries of the whole log that fit", async () => {
  const { id } = await newChannel(mia, company, "filtered");
  await mia.call("updateChannel", { params: { company, channel: id }, body: { topic: "news" } });
  await mia.refused("setCompanySecurity", { params: { company }, body: { secondFactor: "nobody", idleMinutes: null, mostHours: null } });
  await world.owner.refused("setPersonRole", { params: { company, person: world.owner.person }, body: { role: "member" } });
  const { entries } = await list({ limit: 200 });
  const numbers = async (query: Query) => (await list({ limit: 200, ...query })).entries.map(({ number }) => number);
  const those = (fits: (entry: (typeof entries)[number]) => boolean) => entries.filter(fits).map(({ number }) => number);
  expect(await numbers({ actions: "channel" })).toEqual(those(({ action }) => action.startsWith("channel.")));
  expect(await numbers({ actions: "channel.create,role" })).toEqual(those(({ action }) => action === "channel.create" || action === "role.change"));
  expect(await numbers({ actor: mia.person })).toEqual(those(({ actor }) => actor === mia.person));
  expect(await numbers({ about: id })).toEqual(those(({ object }) => object === id));
  expect(await numbers({ result: "refused" })).toEqual(those(({ result }) => result === "refused"));
  const at = entries[1]?.endedAt ?? 0;
  expect(await numbers({ from: at })).toEqual(those(({ endedAt }) => (endedAt ?? 0) >= at));
  expect(await numbers({ to: at })).toEqual(those(({ endedAt }) => (endedAt ?? 0) < at));
  expect(those(({ result }) => result === "refused").length).toBeGreaterThan(0);
  expect(await world.owner.refused("listAudit", { params: { company }, query: { actions: "channel.eat" } })).toBe("invalid_request");
});

test("names come with the entries, of what the reader may know", async () => {
  const { id } = await newChannel(mia, company, "named");
  const { names } = await list({ about: id });
  expect(names).toMatchObject({ [id]: "#named", [mia.person]: expect.any(String) });
});

test("an administrator finds nothing by a private channel that he is not in, nor in the file that he takes away", async () => {
  const { id } = await newChannel(mia, company, "closed", "private");
  await mia.call("updateChannel", { params: { company, channel: id }, body: { topic: "ours" } });
  expect((await list({ about: id })).entries).toEqual([]);
  const [entry] = (await list({ actions: "channel.change" })).entries;
  expect(entry).toMatchObject({ concealed: true, object: null, details: null });
  for (const format of ["csv", "jsonl"]) expect((await exported(`/api/companies/${company}/audit/export`, { format })).text).not.toContain(id);
  // What made it names it only in its end: what it began with is withheld all the same.
  const madeOne = async () => (await exported(`/api/companies/${company}/audit/export`, { format: "jsonl" })).text.includes(String.raw`"kind":"\"private\""`);
  expect(await madeOne()).toBe(false);
  await mia.call("addChannelMember", { params: { company, channel: id, person: world.owner.person }, body: {} });
  expect(await madeOne()).toBe(true);
  expect((await list({ about: id })).entries.length).toBeGreaterThan(1);
});

test("what is new is asked for by the size that was seen", async () => {
  const { size } = await list();
  await newChannel(mia, company, "later");
  const newer = await list({ after: size });
  expect(newer.entries.map(({ action }) => action)).toEqual(["channel.create"]);
  expect(newer.next).toBeNull();
});

test("a head, its growth and each leaf are proven to who keeps the last one; the tree hashes to it anew", async () => {
  const params = { company };
  const before = await world.owner.call("checkAudit", { params, query: {} });
  await newChannel(mia, company, "growth");
  await world.services.audit.idle();
  const now = await world.owner.call("checkAudit", { params, query: { since: before.size } });
  const [old, head] = [before, now].map(({ checkpoint }) => openCheckpoint(checkpoint, before.verifier));
  if (!old || !head) throw new Error("the heads are signed by the key that is given");
  expect(head.size).toBe(before.size + 2);
  expect(verifyConsistency(old.size, head.size, old.root, head.root, buffers(now.consistency ?? []))).toBe(true);
  expect((await world.owner.call("checkAudit", { params, query: { since: now.size + 1 } })).consistency).toBeNull();
  const { leaf, proof } = await world.owner.call("proveAudit", { params: { ...params, leaf: 1 }, query: { size: old.size } });
  expect(verifyInclusion(leafHash(Buffer.from(leaf)), 1, old.size, buffers(proof), old.root)).toBe(true);
  const walk = await world.owner.call("walkAudit", { params, query: { size: head.size } });
  expect([walk.leaves, walk.next]).toEqual([head.size, null]);
  expect(merkleRoot(buffers(walk.hashes))).toEqual(head.root);
  expect(await world.owner.refused("walkAudit", { params, query: { size: head.size + 1 } })).toBe("invalid_request");
  for (const name of ["checkAudit", "walkAudit"] as const) expect(await mia.refused(name, { params, query: { size: 1 } })).toBe("not_allowed");
});

async function* lines(text: string) {
  yield* text.split("\n");
}

test("the file with proofs is good by the key alone, and taking it is an entry of its own", async () => {
  await newChannel(mia, company, "withheld", "private").then(({ id }) =>
    mia.call("updateChannel", { params: { company, channel: id }, body: { topic: "ours" } }),
  );
  const { verifier } = await world.owner.call("checkAudit", { params: { company }, query: {} });
  const { status, type, name, text } = await exported(`/api/companies/${company}/audit/export`, { format: "jsonl" });
  expect([status, type, name]).toEqual([200, "application/jsonl; charset=utf-8", expect.stringMatching(/^attachment; filename="company-log\.jsonl"/)]);
  const found = await verifyLog(lines(text), verifier, []);
  expect(found).toMatchObject({ ok: true, faults: [] });
  expect(found.withheld).toBeGreaterThan(0);
  const cut = await verifyLog(lines(text.replace(/\{"leaf":null[^\n]*\n/, "")), verifier, []);
  expect(cut.ok).toBe(false);
  const [entry] = (await list({ actions: "audit.export" })).entries;
  expect(entry).toMatchObject({ actor: world.owner.person, object: company, result: "done", details: { format: '"jsonl"' } });
  expect((await exported(`/api/companies/${company}/audit/export`, { format: "csv" }, mia)).status).toBe(403);
});

test("an export is for who showed a moment ago who he is", async () => {
  pass(11 * 60_000);
  const { text } = await exported(`/api/companies/${company}/audit/export`, { format: "csv" });
  expect(JSON.parse(text)).toMatchObject({ code: "confirm_first" });
  await world.owner.call("confirmIdentity", { body: { password } });
  expect((await exported("/api/audit/export", { format: "csv" })).text.split("\r\n")[0]).toContain("number,at,ended,action");
});

test("no cell begins as a formula does, and each reads back as what it was", () => {
  const risky = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "＝", " ="), fc.string()).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(risky, (text) => {
      const cell = csvCell(text);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(read).not.toMatch(/^[=+\-@\t\r]/);
      expect([text, `'${text}`]).toContain(read);
    }),
  );
});

test("one's own activity is of one's own account alone", async () => {
  const lea = await world.join(company, "member", [], "lea looks back");
  const signIn = (word: string) => world.anonymous.call("signIn", { body: { login: "lea looks back", password: word } });
  await signIn("not this one").catch(() => undefined);
  await signIn(password);
  await world.services.audit.idle();
  const { entries } = await lea.call("listMyActivity", { query: {} });
  expect(entries.slice(0, 2)).toMatchObject([
    { action: "session.start", subject: lea.account, result: "done", details: { address: "127.0.0.1" } },
    { action: "session.start", subject: lea.account, result: "refused" },
  ]);
  expect(entries.every(({ actor, subject }) => actor === lea.account || subject === lea.account)).toBe(true);
  const first = await lea.call("listMyActivity", { query: { limit: 1 } });
  const second = await lea.call("listMyActivity", { query: { limit: 1, before: first.next ?? 0 } });
  expect([...first.entries, ...second.entries]).toEqual(entries.slice(0, 2));
  const others = await mia.call("listMyActivity", { query: {} });
  expect(others.entries.some(({ subject }) => subject === lea.account)).toBe(false);
});

test("what an owner does to a person's account stands in that account's activity, without the owner's address", async () => {
  const zoe = await world.join(company, "member", [], "zoe is signed out");
  const params = { company, person: zoe.person };
  await world.owner.call("makeResetLink", { params, body: {} });
  const [{ id: session = "" } = {}] = (await world.owner.call("listPersonSessions", { params })).sessions;
  await world.owner.call("endPersonSession", { params: { ...params, session } });
  await world.owner.call("endPersonSessions", { params });
  await world.services.audit.idle();
  const { entries } = await world.services.audit.reader.activity(zoe.account, { limit: 10 });
  const { account: actor } = world.owner;
  expect(entries.slice(0, 3)).toMatchObject([
    { action: "person.sign-out", actor, subject: zoe.account, result: "done", details: {} },
    { action: "session.end", actor, subject: zoe.account, object: session, result: "done" },
    { action: "reset-link.make", actor, subject: zoe.account, result: "done" },
  ]);
  expect(JSON.stringify(entries.slice(0, 3))).not.toContain("127.0.0.1");
  const { entries: log } = await world.owner.call("listInstallationAudit", { query: { actions: "person.sign-out" } });
  expect(log[0]).toMatchObject({ subject: zoe.account, details: { address: "127.0.0.1" } });
});

test("who reads in a sensitive channel is written down before anything is shown: once per person, channel and hour", async () => {
  const { id } = await newChannel(mia, company, "salaries");
  const params = { company, channel: id };
  const noa = await world.join(company, "member", [id]);
  await mia.call("postMessage", { params, body: { text: "they rise" } });
  const reads = async () => {
    await world.services.audit.idle();
    const page = await world.services.audit.reader.page(company, { limit: 200, actions: "channel.read", about: id });
    return page.entries.map(({ actor, result }) => [actor, result]);
  };
  await noa.call("listMessages", { params, query: {} });
  expect(await reads()).toEqual([]);
  expect(await noa.refused("updateChannel", { params, body: { sensitive: true } })).toBe("not_allowed");
  expect(await mia.call("updateChannel", { params, body: { sensitive: true } })).toMatchObject({ sensitive: true });
  await noa.call("listMessages", { params, query: {} });
  await noa.call("listPins", { params });
  expect(await reads()).toEqual([[noa.person, "done"]]);
  const lea = await world.join(company, "guest");
  expect(await lea.refused("listMessages", { params, query: {} })).toBe("channel_not_found");
  pass(3_600_000);
  await noa.call("listMessages", { params, query: {} });
  expect(await reads()).toEqual([
    [noa.person, "done"],
    [noa.person, "done"],
  ]);
  expect((await noa.call("getChannel", { params })).sensitive).toBe(true);
});

test("details go when their time is over; entries and proofs stay", async () => {
  const params = { company };
  expect(await mia.refused("setAuditRetention", { params, body: { days: 30 } })).toBe("not_allowed");
  await world.owner.call("confirmIdentity", { body: { password } });
  expect(await world.owner.refused("setAuditRetention", { params, body: { days: 3 } })).toBe("invalid_request");
  expect(await world.owner.call("setAuditRetention", { params, body: { days: 30 } })).toMatchObject({ days: 30, done: 0 });
  await newChannel(mia, company, "kept");
  pass(29 * DAY);
  await world.services.sweep();
  const kept = await world.services.audit.reader.page(company, { limit: 200 });
  expect(kept.entries.every(({ details }) => details !== null)).toBe(true);
  pass(2 * DAY);
  await world.services.sweep();
  const { entries } = await world.services.audit.reader.page(company, { limit: 200 });
  expect(entries.length).toBeGreaterThan(10);
  expect(entries.filter(({ details }) => details !== null)).toEqual([]);
  const { audit, records } = world.services;
  const file: string[] = [];
  const { exportLog } = await import("./audit.export.ts");
  for await (const line of exportLog({ records, ...audit }, company)) file.push(line);
  expect(await verifyLog(lines(file.join("")), await audit.signer.verifier(), [])).toMatchObject({ ok: true, faults: [] });
});

test("nouns are those of the actions", () => {
  expect(auditNouns.every((noun) => auditActions.some((action) => action.startsWith(`${noun}.`)))).toBe(true);
});
