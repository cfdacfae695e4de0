/** Share links over HTTP: what they open, until when, how often, and what stands of them in the store. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { operationId, randomBytes, randomUUID, tokenDigest } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { FileVersion } from "../files/index.ts";
import { ShareLink, ShareRead, ShareToken } from "./shares.records.ts";

const clock = manualClock(Date.now());
const bytes = randomBytes(200_000);
let world: World;
let company: string;
let channel: string;
let mia: Caller;
let noa: Caller;
let file: string;

beforeAll(async () => {
  world = await newWorld({ clock });
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  channel = (await newChannel(mia, company, "plans", "private")).id;
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: {} });
  file = await newFile();
});
afterAll(() => world.close());

async function newFile(to = channel): Promise<string> {
  const upload = await mia.uploaded(bytes);
  return (await mia.call("createFile", { params: { company, channel: to }, body: { upload, name: "plan.txt" } })).id;
}

const at = () => ({ company, channel, file });
async function share(body: { version?: number; hours?: number; password?: string; most?: number } = {}) {
  const made = await mia.call("createShare", { params: at(), body });
  return { ...made, token: made.url.split("#token=")[1] ?? expect.fail("no token") };
}
/** Of nobody: no cookie. */
const ask = (what: "look" | "read", body: object, more: Record<string, string> = {}) =>
  fetch(`${world.server.url}/api/shares/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "A device", ...more },
    body: JSON.stringify(body),
  });
const codeOf = async (reply: Response) => (reply.status < 400 ? "" : ((await reply.json()) as { code: string }).code);

test("whoever has the link reads the file, and who may end it sees when and from where", async () => {
  const { token, id, url } = await share();
  expect(url).toMatch(/\/share#token=bsh_/);
  expect(await (await ask("look", { token })).json()).toMatchObject({ file: { name: "plan.txt", size: bytes.length } });
  const read = await ask("read", { token });
  expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
  expect(read.headers.get("content-disposition")).toMatch(/^attachment; filename="plan\.txt"/);
  const { reads } = await mia.call("listShareReads", { params: { ...at(), share: id } });
  expect(reads).toEqual([{ number: 1, at: clock.now(), address: "127.0.0.1", device: "A device" }]);
  expect((await noa.call("listShares", { params: at() })).shares[0]).toMatchObject({ id, reads: 1, state: "open", may: { revoke: false } });
  await expect(noa.call("listShareReads", { params: { ...at(), share: id } })).rejects.toMatchObject({ code: "not_allowed" });
  for (const table of ["shareLink", "shareToken", "shareRead"]) {
    const { rows } = await world.services.core.port.scan(table, undefined, 100);
    expect(rows.length).toBeGreaterThan(0);
    const stored = rows.map(({ key, clear, envelope }) => JSON.stringify([key, clear]) + Buffer.from(envelope).toString("latin1")).join("\n");
    expect(stored).not.toContain(token);
    expect(stored).not.toContain("A device");
  }
});

test("a password of seven characters is refused, one of eight is taken", async () => {
  for (const password of ["x", "seven77"])
    await expect(share({ password })).rejects.toMatchObject({ code: "invalid_request", fields: [{ path: "body.password", problem: "too_short" }] });
  expect((await share({ password: "eight888" })).hasPassword).toBe(true);
});

test("a password is asked for, wrong ones are counted, and nothing is told before it", async () => {
  const { token } = await share({ password: "quiet words" });
  expect(await (await ask("look", { token })).json()).toMatchObject({ file: null });
  expect(await codeOf(await ask("read", { token }))).toBe("wrong_password");
  expect(await codeOf(await ask("look", { token, password: "loud words" }))).toBe("wrong_password");
  expect(await codeOf(await ask("look", { token, password: "quiet words" }))).toBe("");
  expect((await ask("read", { token, password: "quiet words" })).status).toBe(200);
  const codes: string[] = [];
  for (let i = 0; i < 30; i++) codes.push(await codeOf(await ask("look", { token, password: `guess ${i}` })));
  expect(codes.at(-1)).toBe("too_many_attempts");
  clock.setWall(clock.now() + 2 * 3_600_000);
});

test("read as often as it may be and no more, also by many at once", async () => {
  const { token } = await share({ most: 3 });
  const replies = await Promise.all(Array.from({ length: 8 }, () => ask("read", { token })));
  const statuses = replies.map(({ status }) => status);
  await Promise.all(replies.map((reply) => reply.arrayBuffer()));
  expect(statuses.filter((status) => status === 200).length).toBe(3);
  expect((await mia.call("listShares", { params: at() })).shares[0]).toMatchObject({ reads: 3, state: "used" });
  expect(await codeOf(await ask("look", { token }))).toBe("link_not_found");
});

test("ranges of one reading are one reading: for who has its pass, where it was given, for a while", async () => {
  const { token, id } = await share({ most: 1, password: "quiet words" });
  const first = await ask("read", { token, password: "quiet words" }, { range: "bytes=0-99" });
  const pass = first.headers.get("bastide-pass") ?? expect.fail("no pass");
  expect([first.status, Buffer.from(await first.arrayBuffer()).equals(bytes.subarray(0, 100))]).toEqual([206, true]);
  const next = await ask("read", { token, pass }, { range: "bytes=100-299" });
  expect([next.status, Buffer.from(await next.arrayBuffer()).equals(bytes.subarray(100, 300))]).toEqual([206, true]);
  const { shares } = await mia.call("listShares", { params: at() });
  expect(shares.find((one) => one.id === id)).toMatchObject({ reads: 1, state: "used" });
  const other = await share({ most: 2 });
  const later = `${clock.now() + 86_400_000}.${pass.split(".")[1]}`;
  for (const [body, more] of [
    [{ token }, {}],
    [{ token, pass: later }, {}],
    [{ token, pass: `${pass}x` }, {}],
    [{ token, pass }, { "user-agent": "Another device" }],
  ] as const)
    expect(await codeOf(await ask("read", body, more))).toBe("link_not_found");
  // Of another link it says nothing: that one counts.
  expect((await ask("read", { token: other.token, pass })).status).toBe(200);
  expect((await mia.call("listShareReads", { params: { ...at(), share: other.id } })).reads).toHaveLength(1);
  clock.setWall(clock.now() + 600_000);
  expect(await codeOf(await ask("read", { token, pass }))).toBe("link_not_found");
  const ending = await share({ most: 1 });
  const begun = (await ask("read", { token: ending.token })).headers.get("bastide-pass") ?? "";
  await mia.call("revokeShare", { params: { ...at(), share: ending.id } });
  expect(await codeOf(await ask("read", { token: ending.token, pass: begun }))).toBe("link_not_found");
});

test("what sends no byte is no reading, and gives no pass: beyond the end, and what the reader has", async () => {
  const { token, id } = await share({ most: 2, password: "quiet words" });
  const body = { token, password: "quiet words" };
  const readings = async () => (await mia.call("listShareReads", { params: { ...at(), share: id } })).reads.length;
  const first = await ask("read", body, { range: "bytes=0-0" });
  const tag = first.headers.get("etag") ?? expect.fail("no tag");
  expect([first.status, (await first.arrayBuffer()).byteLength, await readings()]).toEqual([206, 1, 1]);
  for (const [status, more] of [
    [416, { range: `bytes=${bytes.length}-` }],
    [416, { range: "bytes=-0" }],
    [304, { "if-none-match": tag }],
    [304, { "if-none-match": "*" }],
  ] as const) {
    const reply = await ask("read", body, more);
    expect([reply.status, (await reply.arrayBuffer()).byteLength, reply.headers.get("bastide-pass")]).toEqual([status, 0, null]);
    // Told to nobody who may not read it.
    expect(await codeOf(await ask("read", { token }, more))).toBe("wrong_password");
  }
  expect(await readings()).toBe(1);
  expect((await ask("read", body, { "if-none-match": '"another"', range: `bytes=${bytes.length - 1}-` })).status).toBe(206);
  expect(await readings()).toBe(2);
  expect(await codeOf(await ask("read", body, { "if-none-match": "*" }))).toBe("link_not_found");
});

test("revoked, expired, thrown away, and of somebody who is no longer in: all answer as one that never was", async () => {
  const [revoked, expiring, kept] = [await share(), await share({ hours: 1 }), await share({ hours: 2000 })];
  await expect(noa.call("revokeShare", { params: { ...at(), share: revoked.id } })).rejects.toMatchObject({ code: "not_allowed" });
  await mia.call("revokeShare", { params: { ...at(), share: revoked.id } });
  const wanted = await codeOf(await ask("look", { token: `bsh_${"x".repeat(43)}` }));
  expect(wanted).toBe("link_not_found");
  expect(await codeOf(await ask("read", { token: revoked.token }))).toBe(wanted);
  expect(await codeOf(await ask("read", { token: expiring.token }))).toBe("");
  clock.setWall(clock.now() + 3_600_001);
  expect(await codeOf(await ask("read", { token: expiring.token }))).toBe(wanted);
  expect(await codeOf(await ask("look", { token: kept.token }))).toBe("");
  await mia.call("trashFiles", { params: { company, channel }, body: { files: [file] } });
  expect(await codeOf(await ask("read", { token: kept.token }))).toBe(wanted);
  await mia.call("untrashFiles", { params: { company, channel }, body: { files: [file] } });
  expect(await codeOf(await ask("look", { token: kept.token }))).toBe("");
  const { id: folder } = await mia.call("createFolder", { params: { company, channel }, body: { name: "old" } });
  await mia.call("changeFile", { params: at(), body: { folder } });
  expect(await codeOf(await ask("look", { token: kept.token }))).toBe("");
  await mia.call("trashFiles", { params: { company, channel }, body: { files: [folder] } });
  expect(await codeOf(await ask("read", { token: kept.token }))).toBe(wanted);
  await mia.call("untrashFiles", { params: { company, channel }, body: { files: [folder] } });
  expect(await codeOf(await ask("look", { token: kept.token }))).toBe("");
  await mia.call("leaveChannel", { params: { company, channel } });
  expect(await codeOf(await ask("look", { token: kept.token }))).toBe(wanted);
});

test("a month after its end nothing is left of a link, and of one that stands all is", async () => {
  const { rows } = await world.services.core.port.scan("shareLink", undefined, 100);
  const count = async (table: string) => (await world.services.core.port.scan(table, undefined, 1000)).rows.length;
  expect([rows.length > 5, await count("shareToken"), (await count("shareRead")) > 5]).toEqual([true, rows.length, true]);
  await world.services.sweep();
  expect(await count("shareLink")).toBe(rows.length);
  // One is good for 2000 hours; all others ended within a week.
  clock.setWall(clock.now() + 40 * 86_400_000);
  await world.services.sweep();
  expect([await count("shareLink"), await count("shareToken"), await count("shareRead")]).toEqual([1, 1, 0]);
});

test("a link opens the version for which it was made, whatever comes after it, as long as that one is kept", async () => {
  // Their sessions ended with the month that went by, and she had left the channel.
  [mia, noa] = [await world.callerOf(mia.account, company), await world.callerOf(noa.account, company)];
  channel = (await newChannel(mia, company, "versions", "private")).id;
  file = await newFile();
  const first = await share();
  const later = Buffer.from("<html>later");
  await mia.call("addVersion", { params: at(), body: { upload: await mia.uploaded(later) } });
  await mia.call("changeFile", { params: at(), body: { name: "plan 2.txt" } });
  const [second, earlier] = [await share(), await share({ version: 1 })];
  expect([first.version, second.version, earlier.version]).toEqual([1, 2, 1]);
  expect(await mia.refused("createShare", { params: at(), body: { version: 3 } })).toBe("file_not_found");
  const listed = await mia.call("listShares", { params: at() });
  expect([listed.newest, listed.shares.map(({ version }) => version).toSorted()]).toEqual([2, [1, 1, 2]]);
  const type = async (token: string) => ((await (await ask("look", { token })).json()) as { file: object }).file;
  for (const { token } of [first, earlier]) {
    expect(await type(token)).toEqual({ name: "plan 2.txt", type: "application/octet-stream", size: bytes.length });
    const read = await ask("read", { token });
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true);
    const pass = read.headers.get("bastide-pass") ?? "";
    expect(Buffer.from(await (await ask("read", { token, pass }, { range: "bytes=5-9" })).arrayBuffer()).equals(bytes.subarray(5, 10))).toBe(true);
  }
  expect(await type(second.token)).toEqual({ name: "plan 2.txt", type: "text/html", size: later.length });
  expect(await (await ask("read", { token: second.token })).text()).toBe("<html>later");
  // As when so many came after it that it is kept no more.
  const { records } = world.services;
  const version = (await records.get(FileVersion, { ...at(), number: 1 })) ?? expect.fail("no version");
  const emptied = put(FileVersion, { ...version, state: "purged", fileKey: "", segments: [], sha256: "", type: "" }, version.version + 1);
  await records.commit(operationId(), [], [emptied]);
  for (const what of ["look", "read"] as const)
    expect([await codeOf(await ask(what, { token: first.token })), await codeOf(await ask(what, { token: second.token }))]).toEqual(["link_not_found", ""]);
  expect(await mia.refused("createShare", { params: at(), body: { version: 1 } })).toBe("file_not_found");
});

test("of one request that comes several times at once, one link is told, and it opens", async () => {
  channel = (await newChannel(mia, company, "more plans", "private")).id;
  file = await newFile();
  const made = await Promise.allSettled([1, 2, 3].map(() => mia.call("createShare", { params: at(), body: {}, key: "one link, please" })));
  const told = made.flatMap((one) => (one.status === "fulfilled" ? [one.value.url.split("#token=")[1] ?? ""] : []));
  expect(told.length).toBe(1);
  expect((await ask("look", { token: told[0] })).status).toBe(200);
});

test("who loses the right to share while he shares has made no link", async () => {
  const { id: channel } = await newChannel(mia, company, "left meanwhile", "private");
  await mia.call("addChannelMember", { params: { company, channel, person: noa.person }, body: {} });
  const of = await newFile(channel);
  const { records } = world.services;
  const claim = records.claim.bind(records);
  // After his rights were asked, before the commit.
  const spied = vi.spyOn(records, "claim").mockImplementation(async (...given) => {
    const claimed = await claim(...given);
    if (given[0].name === ShareToken.name) await mia.call("removeChannelMember", { params: { company, channel, person: noa.person } });
    return claimed;
  });
  expect(await noa.refused("createShare", { params: { company, channel, file: of }, body: {} })).toBe("channel_not_found");
  spied.mockRestore();
  expect((await mia.call("listShares", { params: { company, channel, file: of } })).shares).toEqual([]);
});

test("a link of who became a guest opens nothing, and of who is a member again it opens", async () => {
  const { id: channel } = await newChannel(mia, company, "for-guests", "private");
  const ida = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { company, channel, person: ida.person }, body: {} });
  const { url } = await ida.call("createShare", { params: { company, channel, file: await newFile(channel) }, body: {} });
  const token = url.split("#token=")[1] ?? "";
  const owner = await world.callerOf(world.owner.account, company);
  const become = (role: "guest" | "member") => owner.call("setPersonRole", { params: { company, person: ida.person }, body: { role } });
  expect([await codeOf(await ask("look", { token })), await codeOf(await ask("read", { token }))]).toEqual(["", ""]);
  await become("guest");
  expect([await codeOf(await ask("look", { token })), await codeOf(await ask("read", { token }))]).toEqual(["link_not_found", "link_not_found"]);
  await become("member");
  expect(await codeOf(await ask("look", { token }))).toBe("");
});

test("of a link to what was destroyed nothing is left, and of one to what lies in the trash all is", async () => {
  const { id: channel } = await newChannel(mia, company, "destroyed", "private");
  const { records, sweep } = world.services;
  const standing = async (file: string, share: string, token: string) => [
    (await records.port.list(ShareLink.name, [company, channel, file], { limit: 10 })).length,
    (await records.port.list(ShareToken.name, [tokenDigest(token)], { limit: 10 })).length,
    (await records.port.list(ShareRead.name, [company, channel, share], { limit: 10 })).length,
  ];
  const made = async () => {
    const file = await newFile(channel);
    const { id, url } = await mia.call("createShare", { params: { company, channel, file }, body: {} });
    const token = url.split("#token=")[1] ?? "";
    await (await ask("read", { token })).arrayBuffer();
    return [file, id, token] as const;
  };
  const [destroyed, kept] = [await made(), await made()];
  await mia.call("trashFiles", { params: { company, channel }, body: { files: [destroyed[0], kept[0]] } });
  await sweep();
  expect([await standing(...destroyed), await standing(...kept)]).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ]);
  await mia.call("purgeFiles", { params: { company, channel }, body: { files: [destroyed[0]] } });
  await sweep();
  expect([await standing(...destroyed), await standing(...kept)]).toEqual([
    [0, 0, 0],
    [1, 1, 1],
  ]);
});

test("a token whose link never came about goes with the hour, and none that has one", async () => {
  const { records, sweep } = world.services;
  const { id, token } = await share();
  const orphan = tokenDigest("bsh_never");
  await records.claim(ShareToken, { token: orphan, into: company, channel, file, share: randomUUID() });
  const standing = async () => [await records.find(ShareToken, { token: orphan }), await records.find(ShareToken, { token: tokenDigest(token) })];
  await sweep();
  expect(await standing()).toMatchObject([{ token: orphan }, { share: id }]);
  clock.setWall(clock.now() + 3_600_000);
  await sweep();
  expect(await standing()).toMatchObject([undefined, { share: id }]);
});

test("all readings of a link are forgotten with it, however many there are", { timeout: 120_000 }, async () => {
  const { id } = await share({ hours: 1 });
  const { records } = world.services;
  for (let first = 0; first < 10_500; first += 500)
    await records.commit(
      operationId(),
      [],
      Array.from({ length: 500 }, (_, i) =>
        put(ShareRead, { company, channel, share: id, number: 1 + first + i, at: clock.now(), address: "192.0.2.1", device: "A device" }),
      ),
    );
  clock.setWall(clock.now() + 32 * 86_400_000);
  await world.services.sweep();
  expect(await records.port.list(ShareRead.name, [company, channel, id], { limit: 10 })).toEqual([]);
});
