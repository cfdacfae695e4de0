/** What came with a message goes with it: over HTTP, and as the store has it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { File } from "../files/index.ts";

let world: World;
let company: string;
let channel: string;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
  channel = (await newChannel(mia, company, "everybody")).id;
  for (const who of [noa, world.owner]) await who.call("joinChannel", { params: { company, channel }, body: {} });
});
afterAll(() => world.close());

const at = () => ({ company, channel });
/** A message of Mia's with a file. */
async function sent(name: string, more: { thread?: number; alsoInChannel?: boolean } = {}) {
  const files = [{ upload: await mia.uploaded(`what is in ${name}`), name }];
  const message = await mia.call("postMessage", { params: at(), body: { text: "look", files, ...more } });
  return { message, file: message.files[0]?.id ?? expect.fail("no file") };
}
const statusOf = async (who: Caller, file: string) => {
  const reply = await fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/files/${file}/content`, { headers: { cookie: who.cookie } });
  await reply.arrayBuffer();
  return reply.status;
};
const listed = async (who: Caller, folder: string) => (await who.call("listFiles", { params: at(), query: { folder } })).files.map(({ id }) => id);
async function hits(who: Caller, text: string) {
  await world.services.settled();
  return (await who.call("search", { params: { company }, body: { text } })).hits.length;
}
const stateOf = async (file: string) => (await world.services.records.get(File, { company, channel, file }))?.state;
const seq = async () => (await mia.call("listMessages", { params: at(), query: {} })).seq;

/** What others have of it, each in its own way. */
const seenOf = async (file: string, name: string) => [
  await statusOf(noa, file),
  (await listed(noa, "messages")).includes(file),
  await hits(noa, name),
  await stateOf(file),
];

test("a deleted message's files are read, listed and found no more; its author can bring them back", async () => {
  const { message, file } = await sent("hedgehog.txt");
  const other = await sent("badger.txt");
  expect(await seenOf(file, "hedgehog")).toEqual([200, true, 1, "live"]);
  const made = await mia.call("createShare", { params: { ...at(), file }, body: {} });
  const before = await seq();
  await mia.call("deleteMessage", { params: { ...at(), message: message.ref } });
  // One commit: nobody sees the one without the other.
  expect(await seq()).toBe(before + 1);
  expect(await seenOf(file, "hedgehog")).toEqual([404, false, 0, "trashed"]);
  expect([await noa.refused("getFile", { params: { ...at(), file } }), await listed(noa, "trash")]).toEqual(["file_not_found", []]);
  const link = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: made.url.split("#token=")[1] }) };
  expect((await fetch(`${world.server.url}/api/shares/read`, link)).status).toBe(404);
  expect(await seenOf(other.file, "badger")).toEqual([200, true, 1, "live"]);
  expect(await listed(mia, "trash")).toEqual([file]);
  await mia.call("untrashFiles", { params: at(), body: { files: [file] } });
  expect(await seenOf(file, "hedgehog")).toEqual([200, true, 1, "live"]);
});

test("the same of a reply that stands in the channel too, by either of its places, and of a file that was put elsewhere", async () => {
  const { message: root, file: ofRoot } = await sent("root.txt");
  for (const [i, name] of ["marmot.txt", "ferret.txt"].entries()) {
    const { message, file } = await sent(name, { thread: root.post, alsoInChannel: true });
    const { id: folder } = await mia.call("createFolder", { params: at(), body: { name } });
    await mia.call("changeFile", { params: { ...at(), file }, body: { folder } });
    await mia.call("deleteMessage", { params: { ...at(), message: (i === 0 ? message.ref : message.alsoIn) ?? "" } });
    expect([await seenOf(file, name), await listed(noa, folder)]).toEqual([[404, false, 0, "trashed"], []]);
  }
  expect(await statusOf(noa, ofRoot)).toBe(200);
});

test("whoever may delete the message throws away its files; whoever may not, nothing", async () => {
  const { message, file } = await sent("otter.txt");
  const params = { ...at(), message: message.ref };
  expect(await noa.refused("deleteMessage", { params })).toBe("not_allowed");
  expect(await seenOf(file, "otter")).toEqual([200, true, 1, "live"]);
  await world.owner.call("deleteMessage", { params });
  expect(await seenOf(file, "otter")).toEqual([404, false, 0, "trashed"]);
  expect(await listed(mia, "trash")).toContain(file);
});

test("a file that people only talk of under a message stays, and one that is in the trash already is no hindrance", async () => {
  const upload = await mia.uploaded("talked of");
  const { id: file } = await mia.call("createFile", { params: at(), body: { upload, name: "weasel.txt" } });
  const { thread } = await mia.call("discussFile", { params: { ...at(), file }, body: {} });
  await mia.call("deleteMessage", { params: { ...at(), message: String(thread) } });
  expect(await stateOf(file)).toBe("live");
  const gone = await sent("stoat.txt");
  await mia.call("trashFiles", { params: at(), body: { files: [gone.file] } });
  await mia.call("purgeFiles", { params: at(), body: { files: [gone.file] } });
  await mia.call("deleteMessage", { params: { ...at(), message: gone.message.ref } });
  expect(await stateOf(gone.file)).toBe("purged");
});

test("who came later than a file sees it as long as a post shows it, and people may begin to talk of it anew", async () => {
  const of = { company, channel: (await newChannel(mia, company, "later", "private")).id };
  const made = async (name: string) => (await mia.call("createFile", { params: of, body: { upload: await mia.uploaded(name), name } })).id;
  const [kept, left] = [await made("kept.txt"), await made("left.txt")];
  const late = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...of, person: late.person }, body: { history: false } });
  const talk = async (file: string) => (await mia.call("discussFile", { params: { ...of, file }, body: {} })).thread;
  const [, post] = [await talk(kept), await talk(left)];
  const reply = await mia.call("postMessage", { params: of, body: { text: "of this", thread: post } });
  const seen = async (file: string) => (await late.call("getFile", { params: { ...of, file } }).catch(() => undefined))?.thread !== undefined;
  await mia.call("deleteMessage", { params: { ...of, message: reply.ref } });
  expect([await seen(kept), await seen(left)]).toEqual([true, true]);
  await mia.call("deleteMessage", { params: { ...of, message: String(post) } });
  expect([await seen(kept), await seen(left)]).toEqual([true, false]);
  const again = await talk(left);
  expect([again > post, await seen(left), (await mia.call("getFile", { params: { ...of, file: left } })).thread]).toEqual([true, true, again]);
});

test("who came after the root of a thread has the files of a reply that stands in the channel too, and of no other", async () => {
  const of = { company, channel: (await newChannel(mia, company, "replies", "private")).id };
  const { post: thread } = await mia.call("postMessage", { params: of, body: { text: "the root" } });
  const late = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { ...of, person: late.person }, body: { history: false } });
  for (const alsoInChannel of [false, true]) {
    const files = [{ upload: await mia.uploaded("of a reply"), name: "reply.txt" }];
    const reply = await mia.call("postMessage", { params: of, body: { text: "look", thread, alsoInChannel, files } });
    const file = reply.files[0]?.id ?? "";
    const params = { ...of, file };
    const seen = (await late.call("listMessages", { params: of })).messages.flatMap((one) => one.files.map(({ id, here }) => [id, here]));
    const listed = async () => (await late.call("listFiles", { params: of, query: { folder: "messages" } })).files.map(({ id }) => id);
    if (!alsoInChannel) {
      expect([seen, await late.refused("getFile", { params }), await listed()]).toEqual([[], "file_not_found", []]);
      continue;
    }
    const twin = Number(reply.alsoIn);
    expect([seen, (await late.call("getFile", { params })).thread, await listed()]).toEqual([[[file, true]], twin, [file]]);
    expect([(await mia.call("getFile", { params })).thread, (await late.call("listVersions", { params })).versions.length]).toEqual([thread, 1]);
    await mia.call("deleteMessage", { params: { ...of, message: reply.ref } });
    expect([await late.refused("getFile", { params }), (await world.services.records.get(File, params))?.state]).toEqual(["file_not_found", "trashed"]);
  }
});
