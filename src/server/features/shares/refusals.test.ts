/** What is refused of share links: one fact lies between refused and allowed, and of a link that was refused nothing stands. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { operationId, randomUUID, tokenDigest } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { ShareLink, ShareRead, ShareToken } from "./shares.records.ts";

const clock = manualClock(Date.now());
let world: World;
let company: string;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld({ clock });
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
});
afterAll(() => world.close());

interface Place {
  readonly company: string;
  readonly channel: string;
  readonly file: string;
}
let channels = 0;
const newRoom = async (kind: "public" | "private" = "private") => (await newChannel(mia, company, `room-${++channels}`, kind)).id;
const add = (channel: string, { person }: Caller) => mia.call("addChannelMember", { params: { company, channel, person }, body: { history: true } });

async function newFile(by: Caller, channel: string, folder = "top"): Promise<Place> {
  const upload = await by.uploaded("plan");
  return { company, channel, file: (await by.call("createFile", { params: { company, channel }, body: { upload, name: "plan.txt", folder } })).id };
}
const share = async (by: Caller, params: Place, body: object = {}) => {
  const { id, url } = await by.call("createShare", { params, body });
  return { id, token: url.split("#token=")[1] ?? expect.fail("no token") };
};

/** How many rows there are of links: a link that is refused leaves neither itself nor its token. */
async function standing(): Promise<number[]> {
  const { port } = world.services.records;
  return Promise.all([ShareLink, ShareToken, ShareRead].map(async ({ name }) => (await port.scan(name, undefined, 1000)).rows.length));
}
async function refuses(who: Caller, params: Place, code: string, more: object = {}): Promise<void> {
  const before = await standing();
  expect(await who.refused("createShare", { params, body: {}, ...more })).toBe(code);
  expect(await standing()).toEqual(before);
}
const opens = async (token: string) => (await world.anonymous.call("lookShare", { body: { token } })).file?.name;

test("only who may post in the channel now makes links of what is there, as long as nobody archived it", async () => {
  const [params, shown] = [await newFile(mia, await newRoom()), await newFile(mia, await newRoom("public"))];
  await refuses(noa, params, "channel_not_found");
  await add(params.channel, noa);
  expect(await opens((await share(noa, params)).token)).toBe("plan.txt");
  await refuses(noa, shown, "not_allowed");
  await noa.call("joinChannel", { params: shown, body: {} });
  expect(await opens((await share(noa, shown)).token)).toBe("plan.txt");
  for (const [body, back, code] of [
    [{ whoPosts: "managers" }, { whoPosts: "everyone" }, "not_allowed"],
    [{ archived: true }, { archived: false }, "archived"],
  ] as const) {
    await mia.call("updateChannel", { params, body });
    await refuses(noa, params, code);
    await mia.call("updateChannel", { params, body: back });
    expect(await opens((await share(noa, params)).token)).toBe("plan.txt");
  }
  const gus = await world.join(company, "guest");
  await add(params.channel, gus);
  await refuses(gus, params, "not_allowed");
});

test("a link leads to a file that is there: not to a folder, to another channel's, nor to what was thrown away by itself or with a folder", async () => {
  const channel = await newRoom();
  const { id: folder } = await mia.call("createFolder", { params: { company, channel }, body: { name: "folder" } });
  const [params, other] = [await newFile(mia, channel, folder), await newFile(mia, await newRoom())];
  for (const file of [folder, other.file, randomUUID()]) await refuses(mia, { ...params, file }, "file_not_found");
  for (const file of [params.file, folder]) {
    const files = { params: { company, channel }, body: { files: [file] } };
    await mia.call("trashFiles", files);
    await refuses(mia, params, "file_not_found");
    await mia.call("untrashFiles", files);
    expect(await opens((await share(mia, params)).token)).toBe("plan.txt");
  }
});

test("a hundred links of a file are open at once; one that ended makes room for another", async () => {
  const params = await newFile(mia, await newRoom());
  const { id } = await share(mia, params);
  const row = (await world.services.records.get(ShareLink, { ...params, share: id })) ?? expect.fail("no link");
  const others = Array.from({ length: 98 }, () => put(ShareLink, { ...row, share: randomUUID(), token: tokenDigest(randomUUID()) }));
  await world.services.records.commit(operationId(), [], others);
  await share(mia, params);
  await refuses(mia, params, "invalid_request");
  await mia.call("revokeShare", { params: { ...params, share: id } });
  await share(mia, params);
  await refuses(mia, params, "invalid_request");
});

test("a link is told once: the same request again makes none, and another one under its key neither", async () => {
  const channel = await newRoom();
  const [params, other] = [await newFile(mia, channel), await newFile(mia, channel)];
  const key = "a link of its own";
  await mia.call("createShare", { params, body: {}, key });
  await refuses(mia, params, "conflict", { key });
  await refuses(mia, other, "key_reused", { key });
  expect(await opens((await share(mia, other)).token)).toBe("plan.txt");
});

test("a link whose channel is changed again and again while it is made is refused, and its token goes with it", async () => {
  const params = await newFile(mia, await newRoom());
  const { records } = world.services;
  const commit = records.commit.bind(records);
  const spied = vi.spyOn(records, "commit").mockImplementation(async (...given) => {
    const expectation = given[1].find(({ record }) => record.name === "channel");
    return expectation ? { status: "refused", expectation } : commit(...given);
  });
  await refuses(mia, params, "conflict").finally(() => spied.mockRestore());
  expect(await opens((await share(mia, params)).token)).toBe("plan.txt");
});

test("links are listed, ended and looked into by who may see the file, each as a link of this file", async () => {
  const [params, elsewhere] = [await newFile(mia, await newRoom()), await newFile(mia, await newRoom())];
  const [{ id, token }, other] = [await share(mia, params), await share(mia, elsewhere)];
  const own = (who: Caller, of: object) =>
    Promise.all([
      who.refused("revokeShare", { params: { ...params, share: id, ...of } }),
      who.refused("listShareReads", { params: { ...params, share: id, ...of } }),
    ]);
  expect([...(await own(noa, {})), await noa.refused("listShares", { params })]).toEqual(Array(3).fill("channel_not_found"));
  for (const file of [elsewhere.file, randomUUID()])
    expect([...(await own(mia, { file })), await mia.refused("listShares", { params: { ...params, file } })]).toEqual(Array(3).fill("file_not_found"));
  for (const share of [other.id, randomUUID()]) expect(await own(mia, { share })).toEqual(["link_not_found", "link_not_found"]);
  await add(params.channel, noa);
  expect(await own(noa, {})).toEqual(["not_allowed", "not_allowed"]);
  expect((await noa.call("listShares", { params })).shares.map((one) => one.id)).toEqual([id]);
  expect([await opens(token), await opens(other.token)]).toEqual(["plan.txt", "plan.txt"]);
  expect((await mia.call("listShareReads", { params: { ...params, share: id } })).reads).toEqual([]);
  await mia.call("revokeShare", { params: { ...params, share: id } });
  expect((await mia.call("listShares", { params })).shares.map(({ state }) => state)).toEqual(["revoked"]);
});

const ask = async (what: "look" | "read", body: object): Promise<string> => {
  const reply = await fetch(`${world.server.url}/api/shares/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return reply.status === 200 ? reply.arrayBuffer().then(() => "done") : ((await reply.json()) as { code: string }).code;
};

test.each(["look", "read"] as const)("guesses at a password by %s are counted for an hour, and a reading that was refused is none", async (what) => {
  const params = await newFile(mia, await newRoom());
  const { id, token } = await share(mia, params, { password: "quiet words" });
  expect(await ask("look", { token, password: "quiet words" })).toBe("done");
  const codes: string[] = [];
  for (let i = 0; i < 11; i++) codes.push(await ask(what, { token, password: `guess ${i}` }));
  expect([codes.slice(0, 10), codes[10]]).toEqual([Array(10).fill("wrong_password"), "too_many_attempts"]);
  // The right one, too, from there.
  expect(await ask(what, { token, password: "quiet words" })).toBe("too_many_attempts");
  expect((await mia.call("listShareReads", { params: { ...params, share: id } })).reads).toEqual([]);
  clock.setWall(clock.now() + 3_600_001);
  expect(await ask(what, { token, password: "quiet words" })).toBe("done");
});

test("tokens that open nothing are counted by network, and keep nobody from a link that is good", async () => {
  const params = await newFile(mia, await newRoom());
  const { id, token } = await share(mia, params);
  const guess = (i: number) => ask(i % 2 === 0 ? "look" : "read", { token: `bsh_${String(i).padStart(43, "x")}` });
  const codes: string[] = [];
  for (let i = 0; i < 101; i++) codes.push(await guess(i));
  expect([new Set(codes.slice(0, 100)), codes[100]]).toEqual([new Set(["link_not_found"]), "too_many_attempts"]);
  expect([await ask("look", { token }), await ask("read", { token })]).toEqual(["done", "done"]);
  expect((await mia.call("listShareReads", { params: { ...params, share: id } })).reads).toHaveLength(1);
});
