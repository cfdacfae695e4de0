/** Erasing a channel over HTTP: who may, what is answered, and what is left of it in the store, in the index, among the objects and the keys. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";
import { KeyStore } from "../../platform/keys/index.ts";
import type { Row } from "../../platform/records/port.ts";
import { RowUnreadable } from "../../platform/records/sealed.ts";
import { createScopes } from "../search/index.ts";

let world: World;
let company: string;
let owner: Caller;
let mia: Caller;
let noa: Caller;
let gus: Caller;

beforeAll(async () => {
  world = await newWorld();
  ({ company, owner } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  gus = await world.join(company, "guest");
});
afterAll(() => world.close());

/** What may name an erased channel: the log, empty keys in the place of its own, and that it was erased. */
const outliving = ["auditLeaf", "dataKey", "erasedChannel"];

let rooms = 0;
async function newRoom(kind: "public" | "private", members: readonly Caller[] = []) {
  const name = `room-${++rooms}`;
  const { id } = await newChannel(mia, company, name, kind);
  for (const { person } of members) await mia.call("addChannelMember", { params: { company, channel: id, person }, body: {} });
  return { name, id, params: { company, channel: id } };
}
type Room = Awaited<ReturnType<typeof newRoom>>;
const erase = (who: Caller, { params, name }: Room) => who.call("eraseChannel", { params, body: { name } });
const idle = () => world.services.feed.idle();
/** @returns the code; whatever stood of the channel stands as it did, but for the log */
async function refused(who: Caller, { id, params }: Pick<Room, "id" | "params">, name: string): Promise<string> {
  const standing = async () => {
    await idle();
    const { auditLeaf: _, ...rows } = Object.fromEntries(await rowsOf(id));
    return rows;
  };
  const before = await standing();
  const code = await who.refused("eraseChannel", { params, body: { name } });
  expect(await standing()).toEqual(before);
  return code;
}

/** Every stored row that names the channel, by table. */
async function rowsOf(channel: string, services: Pick<World["services"], "records"> = world.services): Promise<Map<string, Row[]>> {
  const { port, records } = services.records;
  const found = new Map<string, Row[]>();
  for (const { name } of records) {
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { rows, next } = await port.scan(name, after, 1000);
      const own = rows.filter(({ key, clear }) => [...key, ...clear].includes(channel));
      if (own.length > 0) found.set(name, [...(found.get(name) ?? []), ...own]);
      after = next;
    }
  }
  return found;
}

/** What stands in the index of a channel, and where its bytes are looked for. */
async function indexed(channel: string, isPublic: boolean, word: string) {
  const scope = await createScopes(world.services.records)(company, isPublic ? null : channel);
  // Asked for each time: a server that died has another one.
  const index = () => world.services.core.index;
  const query = (term: string) => index().query(company, { all: [[scope.token(term)]], none: [], by: "newest", limit: 100 });
  const look = async () => ({
    documents: (await query(`#in:${channel}`)).length,
    hits: (await query(`=${word}`)).length,
    known: (await index().unknown(company, scope.vocabulary, [scope.token(`=${word}`)])).length === 0,
  });
  return { look, besides: (await query(`#in:${channel}`)).map(({ beside }) => Buffer.from(beside)) };
}
function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
const standing = (needles: readonly Uint8Array[]): number =>
  needles.filter((needle) => filesBelow(world.server.folders.config.data).some((bytes) => bytes.includes(needle))).length;

describe("who may", () => {
  test("a public channel is erased by the company's administrators, who need not be in it, and by no one else", async () => {
    const room = await newRoom("public", [noa, gus]);
    for (const one of [mia, noa, gus]) expect(await refused(one, room, room.name)).toBe("not_allowed");
    await erase(owner, room);
    for (const one of [owner, mia, gus]) expect(await one.refused("getChannel", { params: room.params })).toBe("channel_not_found");
  });

  test("a private one by who looks after it and is in it", async () => {
    const room = await newRoom("private", [noa]);
    expect(await refused(noa, room, room.name)).toBe("not_allowed");
    expect(await refused(owner, room, room.name)).toBe("channel_not_found");
    await erase(mia, room);
    const joined = await newRoom("private", [owner]);
    await erase(owner, joined);
    for (const { params } of [room, joined]) expect(await mia.refused("getChannel", { params })).toBe("channel_not_found");
  });

  test("only under its own name, and once", async () => {
    const [room, other] = [await newRoom("private"), await newRoom("private")];
    for (const name of [other.name, `#${room.name}`, ""]) expect(await refused(mia, room, name)).toBe("invalid_request");
    expect((await mia.call("getChannel", { params: room.params })).name).toBe(room.name);
    await mia.call("eraseChannel", { params: room.params, body: { name: ` ${room.name.toUpperCase()} ` } });
    expect(await refused(mia, room, room.name)).toBe("channel_not_found");
    expect((await mia.call("getChannel", { params: other.params })).name).toBe(other.name);
  });

  test("no direct message, no channel that everybody is put into, and by no token", async () => {
    const { value } = await mia.call("createToken", { params: { company }, body: { name: "program", scopes: ["channels:write", "messages:write"] } });
    const own = await newRoom("private");
    const program = createClient({ baseUrl: world.server.url, headers: { authorization: `Bearer ${value}` }, fetch: world.server.fetch });
    expect(await erase({ ...mia, ...program }, own).catch(({ code }: { code: string }) => code)).toBe("out_of_scope");
    const direct = await mia.call("openDirect", { params: { company }, body: { people: [noa.person] } });
    expect(await refused(mia, { id: direct.id, params: { company, channel: direct.id } }, "")).toBe("not_allowed");
    const { id } = await owner.call("createCompany", { body: { name: "Furnished", start: "empty" } });
    const [general] = (await owner.call("listMyChannels", { params: { company: id } })).channels;
    expect(general?.may).toMatchObject({ archive: true, erase: false });
    expect(await owner.refused("eraseChannel", { params: { company: id, channel: general?.id ?? "" }, body: { name: general?.name ?? "" } })).toBe(
      "not_allowed",
    );
  });
});

test("what is shown says who may, and an erased channel is on no list any more; its name is free", async () => {
  const room = await newRoom("public", [owner, noa]);
  const mine = async (who: Caller) => (await who.call("listMyChannels", { params: { company } })).channels.find(({ id }) => id === room.id);
  expect([(await mine(owner))?.may.erase, (await mine(mia))?.may.erase]).toEqual([true, false]);
  await mia.call("postMessage", { params: room.params, body: { text: `@{${noa.person}} look` } });
  await idle();
  await noa.call("saveMessage", { params: { ...room.params, message: "1" }, body: { saved: true } });
  await noa.call("reportMessage", { params: { ...room.params, message: "1" }, body: { reason: "rude" } });
  await erase(owner, room);
  expect([await mine(owner), await mine(noa)]).toEqual([undefined, undefined]);
  const named = async () => (await noa.call("browseChannels", { params: { company }, body: { words: room.name } })).channels;
  expect(await named()).toEqual([]);
  expect((await owner.call("surveyChannels", { params: { company } })).channels.map(({ id }) => id)).not.toContain(room.id);
  await idle();
  const inbox = await noa.call("listInbox", { params: { company } });
  expect(inbox.items.filter(({ channel }) => channel === room.id)).toEqual([]);
  expect((await noa.call("listSaved", { params: { company } })).items).toEqual([]);
  expect((await owner.call("listReports", { params: { company } })).reports.filter(({ channel }) => channel === room.id)).toEqual([]);
  const next = await newChannel(mia, company, room.name);
  expect((await named()).map(({ id }) => id)).toEqual([next.id]);
});

test.each(["public", "private"] as const)("nothing of a %s channel is left: rows, postings, words, bytes, keys", async (kind) => {
  const word = `xylofoon${kind}`;
  const room = await newRoom(kind, [owner, noa]);
  const beside = await newRoom(kind, [noa]);
  const say = (who: Caller, params: Room["params"], text: string) => who.call("postMessage", { params, body: { text } });
  for (let i = 0; i < 5; i++) await say(i % 2 ? mia : noa, room.params, `${word} number ${i} @{${owner.person}}`);
  await mia.call("postMessage", { params: room.params, body: { text: `${word} once more`, thread: 1 } });
  await mia.call("editMessage", { params: { ...room.params, message: "2" }, body: { text: `${word} as edited` } });
  await noa.call("react", { params: { ...room.params, message: "1" }, body: { emoji: "👍", on: true } });
  await mia.call("pinMessage", { params: { ...room.params, message: "1" }, body: { pinned: true } });
  await noa.call("markRead", { params: room.params, body: { post: 3 } });
  await noa.call("saveDraft", { params: room.params, body: { text: "begun", version: 0 } });
  await mia.call("createFolder", { params: room.params, body: { name: word } });
  await say(mia, beside.params, `${word} next door`);
  await idle();
  const before = await rowsOf(room.id);
  expect([...before.keys()]).toEqual(expect.arrayContaining(["message", "reply", "revision", "reaction", "pin", "inboxRow", "draft", "file", "membership"]));
  const inIndex = await indexed(room.id, kind === "public", word);
  expect(await inIndex.look()).toMatchObject({ documents: 6, known: true });
  const nextDoor = await indexed(beside.id, kind === "public", word);
  expect(standing(inIndex.besides)).toBe(6);
  const envelopes = (before.get("message") ?? []).map(({ envelope }) => envelope);
  const ownKeys = (before.get("dataKey") ?? []).map(({ envelope }) => envelope);
  expect([standing(envelopes), standing(ownKeys)]).toEqual([5, kind === "public" ? 1 : 2]);

  await erase(kind === "public" ? owner : mia, room);
  await idle();
  const left = await rowsOf(room.id);
  expect([...left.keys()].toSorted()).toEqual(outliving);
  expect(left.get("dataKey")?.map(({ key, clear }) => [key[3], clear[0]])).toEqual([
    ["channel", "erased"],
    ["index", "erased"],
  ]);
  expect(left.get("erasedChannel")?.map(({ clear }) => clear[3])).toEqual(["done"]);
  expect(await inIndex.look()).toEqual({ documents: 0, hits: kind === "public" ? 1 : 0, known: kind === "public" });
  expect(await nextDoor.look()).toMatchObject({ documents: 1, known: true });
  expect([standing(inIndex.besides), standing(envelopes), standing(ownKeys)]).toEqual([0, 0, 0]);
  expect((await noa.call("search", { params: { company }, body: { text: word } })).hits.map(({ message }) => message?.channel)).toEqual([beside.id]);

  // What was copied before does not open any more, now or by keys that are read anew.
  const { records } = world.services;
  const { port, root, rootKeyId, id: installation } = world.services.core;
  const anew = await KeyStore.open({ port, root, rootKeyId, installation, suite: 1, now: Date.now });
  await anew.load(company);
  for (const [table, rows] of before) {
    const record = records.records.find(({ name }) => name === table);
    if (!record || !["message", "reply", "revision", "reaction", "file", "channel", "threadHead"].includes(table)) continue;
    for (const row of rows) {
      await expect(records.open(record, row)).rejects.toThrow(RowUnreadable);
      expect(anew.recordKey(company, Buffer.from(row.envelope).readUInt32BE(2))).toBe(undefined);
    }
  }
  const channelKeys = { kind: "channel" as const, id: room.id };
  for (const keys of [records.keys, anew]) await expect((async () => keys.keyIdFor(company, [channelKeys]))()).rejects.toThrow("erased");
});

test("bytes of its files and of their versions go with it, and share links to them", async () => {
  world.server.spare();
  const room = await newRoom("private", [noa]);
  const { id: file } = await mia.call("createFile", { params: room.params, body: { upload: await mia.uploaded("the first"), name: "gong.txt" } });
  await mia.call("addVersion", { params: { ...room.params, file }, body: { upload: await mia.uploaded("the second") } });
  await mia.call("postMessage", { params: room.params, body: { text: "with it", files: [{ upload: await mia.uploaded("the third"), name: "bell.txt" }] } });
  const { url } = await mia.call("createShare", { params: { ...room.params, file }, body: {} });
  const token = new URL(url).hash.slice("#token=".length);
  const own = `${company}/${mia.person}`;
  const objects = async () => {
    const keys: string[] = [];
    for await (const { key } of world.services.core.objects.list(own)) keys.push(key);
    return keys.length;
  };
  await idle();
  const before = await objects();
  expect(before).toBeGreaterThanOrEqual(3);
  await erase(mia, room);
  expect(await world.anonymous.call("lookShare", { body: { token } }).catch(({ code }: { code: string }) => code)).toBe("link_not_found");
  await idle();
  expect(await objects()).toBe(before - 3);
  expect([...(await rowsOf(room.id)).keys()].toSorted()).toEqual([...outliving, "upload"]);
});

test("the log tells of it, and of a private channel no more than before", async () => {
  const room = await newRoom("private", [noa]);
  await erase(mia, room);
  await idle();
  const { entries } = await owner.call("listAudit", { params: { company } });
  const own = entries.filter(({ actor }) => actor === mia.person);
  expect(own[0]).toMatchObject({ action: "channel.erase", result: "done", object: null, concealed: true });
  expect(own.filter(({ object }) => object === room.id)).toEqual([]);
});

test("whoever posts at that moment has posted before it, or is refused", async () => {
  const room = await newRoom("private", [noa]);
  const posting = Array.from({ length: 12 }, (_, i) =>
    noa.call("postMessage", { params: room.params, body: { text: `late ${i}` } }).then(
      () => "done",
      ({ code }: { code: string }) => code,
    ),
  );
  await erase(mia, room);
  expect((await Promise.all(posting)).filter((answer) => answer !== "done" && answer !== "channel_not_found")).toEqual([]);
  await idle();
  expect([...(await rowsOf(room.id)).keys()].toSorted()).toEqual(outliving);
});
