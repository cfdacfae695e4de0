import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders, testServer } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { leafHash, merkleRoot, openCheckpoint, operationId, verifyInclusion } from "../../../crypto/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { hashOfLeaf } from "./audit.leaf.ts";
import { AuditDetail, AuditKey, AuditLeaf } from "./audit.records.ts";

let world: World;
let mia: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  mia = await world.join(company, "member");
});
afterAll(() => world.close());

const log = async (by = world.owner) => {
  await world.services.audit.idle();
  return (await by.call("listAudit", { params: { company }, query: {} })).entries;
};
const ownLog = async () => {
  await world.services.audit.idle();
  return (await world.owner.call("listInstallationAudit", { query: {} })).entries;
};

test("an action is one entry: who, when, from where, what, and what came of it", async () => {
  const before = (await log()).length;
  const { id } = await newChannel(mia, company, "plans");
  const [entry, ...older] = await log();
  expect(older).toHaveLength(before);
  expect(entry).toMatchObject({ action: "channel.create", actor: mia.person, object: id, subject: null, result: "done" });
  expect(entry?.details).toMatchObject({ address: "127.0.0.1", kind: '"public"' });
  expect(entry?.endedAt).toBeGreaterThanOrEqual(entry?.at ?? 0);
});

test("what is refused is written down as refused", async () => {
  const { id } = await newChannel(world.owner, company, "owners");
  expect(await mia.refused("updateChannel", { params: { company, channel: id }, body: { archived: true } })).toBe("not_allowed");
  expect((await log())[0]).toMatchObject({ action: "channel.change", actor: mia.person, object: id, result: "refused" });
});

test("a repeated request is no second entry", async () => {
  const request = { params: { company }, body: { name: "once", kind: "public" }, key: "the-same-key" } as const;
  await mia.call("createChannel", request);
  const { length } = await log();
  await mia.call("createChannel", request);
  expect(await log()).toHaveLength(length);
});

test("under the key of another request nothing is done, and nothing is hidden behind its entry", async () => {
  const key = "a-key-that-was-used";
  await mia.call("createChannel", { params: { company }, body: { name: "first under a key", kind: "public" }, key });
  const { length } = await log();
  expect(await mia.refused("createChannel", { params: { company }, body: { name: "second under a key", kind: "public" }, key })).toBe("key_reused");
  expect(await mia.refused("signIn", { body: { login: "anselm the accountant", password: "a guess" }, key })).toBe("key_reused");
  expect(await log()).toHaveLength(length);
  const guesses = (await ownLog()).length;
  const guess = (word: string) => mia.refused("signIn", { body: { login: "mia", password: word }, key: "one key for many guesses" });
  expect(await Promise.all(["one", "two", "three"].map(guess))).toEqual(Array(3).fill("wrong_credentials"));
  expect((await ownLog()).length - guesses).toBe(3);
});

test("signing in is in the installation's log, the wrong password too; a name that nobody bears names nobody", async () => {
  const name = "anselm the accountant";
  const account = await world.newAccount(name);
  const signIn = (login: string, word: string) => world.anonymous.call("signIn", { body: { login, password: word } });
  await signIn(name, password);
  expect((await ownLog())[0]).toMatchObject({ action: "session.start", subject: account, result: "done", details: { address: "127.0.0.1" } });
  await expect(signIn(name, "not this one")).rejects.toMatchObject({ code: "wrong_credentials" });
  expect((await ownLog())[0]).toMatchObject({ action: "session.start", subject: account, result: "refused" });
  await expect(signIn("nobody at all", "not this one")).rejects.toMatchObject({ code: "wrong_credentials" });
  expect((await ownLog())[0]).toMatchObject({ action: "session.start", actor: null, subject: null, result: "refused", details: { address: "127.0.0.1" } });
});

test("what is done to a person is sealed under that person, and gone with the person's keys", async () => {
  const leo = await world.join(company, "member");
  await world.owner.call("setPersonRole", { params: { company, person: leo.person }, body: { role: "guest" } });
  const [entry] = await log();
  expect(entry).toMatchObject({ action: "role.change", actor: world.owner.person, subject: leo.person, details: { role: '"guest"' } });
  const key = { company, person: leo.person, leaf: entry?.number ?? -1 };
  expect(await world.services.records.get(AuditDetail, key)).toMatchObject({ of: "person", details: { role: '"guest"' } });
  await world.services.records.erase(AuditDetail, [key]);
  expect((await log())[0]?.details).not.toHaveProperty("role");
  const { leaf, number, proof, checkpoint, verifier } = await world.owner.call("proveAudit", { params: { company, leaf: key.leaf } });
  const head = openCheckpoint(checkpoint, verifier);
  const hashes = proof.map((hash) => Buffer.from(hash, "base64"));
  expect(head && verifyInclusion(leafHash(Buffer.from(leaf)), number, head.size, hashes, head.root)).toBe(true);
});

test("members don't read it; of a private channel the administrator who is not in it learns neither which nor whom", async () => {
  expect(await mia.refused("listAudit", { params: { company }, query: {} })).toBe("not_allowed");
  expect(await mia.refused("listInstallationAudit", { query: {} })).toBe("not_allowed");
  const { id } = await newChannel(mia, company, "closed", "private");
  const noa = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { company, channel: id, person: noa.person }, body: {} });
  const [entry] = await log();
  expect(entry).toMatchObject({ action: "channel.member.add", actor: mia.person, object: null, subject: null });
  expect(await world.owner.refused("proveAudit", { params: { company, leaf: entry?.number ?? 0 } })).toBe("not_found");
  await mia.call("addChannelMember", { params: { company, channel: id, person: world.owner.person }, body: {} });
  expect((await log())[0]).toMatchObject({ object: id, subject: world.owner.person });
});

test("pages go back to the first entry without losing or repeating one", async () => {
  const { entries } = await world.owner.call("listAudit", { params: { company }, query: { limit: 200 } });
  const paged: number[] = [];
  for (let next: number | null | undefined; next !== null; ) {
    const page = await world.owner.call("listAudit", { params: { company }, query: { limit: 3, ...(next === undefined ? {} : { before: next }) } });
    paged.push(...page.entries.map(({ number }) => number));
    next = page.next;
  }
  expect(paged).toEqual(entries.map(({ number }) => number));
});

test("what a crash left open is ended by the journal: done when its commit stands there, else interrupted", async () => {
  const folders = makeFolders();
  const first = await testServer({ folders });
  const { services } = first;
  const committed = operationId();
  const key = await services.records.get(AuditKey, { installation: services.records.installation });
  if (!key) throw new Error("the server has made a key");
  await services.records.commit(committed, [], [put(AuditKey, key, key.version + 1)]);
  const intent = { action: "kit.make", actor: undefined, origin: { address: "192.0.2.1", userAgent: "" }, details: {} } as const;
  for (const id of [committed, operationId()]) await services.audit.trail.begin({ ...intent, operation: { id, digest: null } });
  await first.close();
  const second = await testServer({ folders });
  try {
    await second.services.audit.idle();
    const { entries: ended } = await second.services.audit.reader.page(second.services.core.id, { limit: 2 });
    expect(ended.map(({ result }) => result)).toEqual(["interrupted", "done"]);
  } finally {
    await second.close();
    folders.remove();
  }
});

test("the stored tree is the tree of its leaves, with no gap", async () => {
  const { records } = world.services;
  const { number, checkpoint, verifier } = await world.owner.call("proveAudit", { params: { company, leaf: 0 } });
  const head = openCheckpoint(checkpoint, verifier);
  const size = head?.size ?? 0;
  const leaves = await records.list(AuditLeaf, { company }, { from: { leaf: 0 }, to: { leaf: size }, limit: size + 1 });
  expect(number).toBe(0);
  expect(leaves.map(({ leaf }) => leaf)).toEqual(leaves.map((_, i) => i));
  expect(merkleRoot(leaves.map(hashOfLeaf))).toEqual(head?.root);
});
