/** What a message shows of its files after they were changed, and who may change them: over HTTP, and as the store has it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeOutside } from "../../../../tests/harness/outside.ts";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { limits } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { File } from "../files/index.ts";
import { Message } from "./messages.records.ts";

let world: World;
let company: string;
let channel: string;
/** Manages the channel. */
let kim: Caller;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  [kim, mia, noa] = [await world.join(company, "member"), await world.join(company, "member"), await world.join(company, "member")];
  channel = (await newChannel(kim, company, "everybody")).id;
  for (const who of [mia, noa]) await who.call("joinChannel", { params: { company, channel }, body: {} });
});
afterAll(() => world.close());

const at = () => ({ company, channel });
/** A message of Mia's with a file. */
async function sent(text: string, more: { thread?: number; alsoInChannel?: boolean } = {}) {
  const files = [{ upload: await mia.uploaded(text), name: "plan.txt" }];
  const message = await mia.call("postMessage", { params: at(), body: { text: "look", files, ...more } });
  return { message, file: message.files[0]?.id ?? expect.fail("no file") };
}
const replaced = async (who: Caller, file: string, text: string) =>
  who.call("addVersion", { params: { ...at(), file }, body: { upload: await who.uploaded(text) } });
const shown = async (message: string) => (await noa.call("getMessage", { params: { ...at(), message } })).files[0];
async function read(file: string, version: number) {
  const path = `/api/companies/${company}/channels/${channel}/files/${file}/content?version=${version}`;
  const reply = await fetch(world.server.url + path, { headers: { cookie: noa.cookie } });
  return reply.ok ? reply.text() : reply.status;
}

test("a message shows what was sent with it, and says that there is a newer version, and whose", async () => {
  const root = await sent("a root");
  const { message, file } = await sent("the plan", { thread: root.message.post, alsoInChannel: true });
  const before = { id: file, name: "plan.txt", type: "text/plain", size: 8, version: 1, here: true, newer: null };
  expect([message.files, await shown(message.ref)]).toEqual([[before], before]);
  const { changedAt } = await replaced(kim, file, "<html>another plan");
  const newer = { version: 2, by: kim.person, at: changedAt, type: "text/html", size: 18 };
  expect([await shown(message.ref), await shown(message.alsoIn ?? ""), await read(file, 1)]).toEqual([{ ...before, newer }, { ...before, newer }, "the plan"]);
  const { messages } = await noa.call("listReplies", { params: { ...at(), message: String(root.message.post) } });
  expect([messages[0]?.files, await shown(root.message.ref)]).toMatchObject([[{ ...before, newer }], { version: 1, newer: null }]);
  // Its name is today's, and bytes that come back are no news.
  await mia.call("changeFile", { params: { ...at(), file }, body: { name: "The plan.txt" } });
  await mia.call("restoreVersion", { params: { ...at(), file, number: 1 } });
  expect(await shown(message.ref)).toEqual({ ...before, name: "The plan.txt" });
});

test("what came with a message is changed by who brought it and who manages the channel, and moved by all; what did not, by all", async () => {
  const { file: said } = await sent("said");
  const { id: lying } = await mia.call("createFile", { params: at(), body: { upload: await mia.uploaded("said"), name: "plan.txt" } });
  const { id: folder } = await mia.call("createFolder", { params: at(), body: { name: "plans" } });
  const row = (file: string) => world.services.records.get(File, { ...at(), file });
  for (const file of [said, lying]) {
    const params = { ...at(), file };
    const isSaid = file === said;
    await replaced(mia, file, "said better");
    const upload = await noa.uploaded("turned round");
    const deeds = [
      () => noa.refused("changeFile", { params, body: { name: "never.txt" } }),
      () => noa.refused("changeFile", { params, body: { name: "never.txt", folder } }),
      () => noa.refused("addVersion", { params, body: { upload } }),
      () => noa.refused("restoreVersion", { params: { ...params, number: 1 } }),
      () => noa.refused("trashFiles", { params, body: { files: [file] } }),
    ];
    expect((await noa.call("getFile", { params })).may).toEqual({ change: !isSaid, move: true, remove: false });
    if (isSaid) {
      const standing = await row(file);
      for (const deed of deeds) expect(await deed()).toBe("not_allowed");
      expect(await row(file)).toEqual(standing);
    } else {
      expect(await deeds.at(-1)?.()).toBe("not_allowed");
      await noa.call("changeFile", { params, body: { name: "noa.txt" } });
      await noa.call("addVersion", { params, body: { upload } });
      await noa.call("restoreVersion", { params: { ...params, number: 1 } });
      expect(await row(file)).toMatchObject({ name: "noa.txt", current: 4 });
    }
    expect(await noa.call("changeFile", { params, body: { folder } })).toMatchObject({ folder });
    expect((await kim.call("changeFile", { params, body: { name: "kim.txt" } })).name).toBe("kim.txt");
    expect((await kim.call("getFile", { params })).may).toEqual({ change: true, move: true, remove: true });
    await kim.call("trashFiles", { params, body: { files: [file] } });
  }
});

test("a post that shows a file of the drive shows the version of which people began to talk", async () => {
  const { id: file } = await mia.call("createFile", { params: at(), body: { upload: await mia.uploaded("one"), name: "a.txt" } });
  await replaced(mia, file, "two");
  const { thread } = await noa.call("discussFile", { params: { ...at(), file }, body: {} });
  await replaced(noa, file, "three");
  expect(await shown(String(thread))).toMatchObject({ version: 2, size: 3, here: true, newer: { version: 3, by: noa.person } });
});

test("a version that is kept no more is shown as gone, and the newer one is told", { timeout: 120_000 }, async () => {
  const { message, file } = await sent("one");
  await replaced(mia, file, "two");
  await replaced(mia, file, "three");
  const restore = async (number: number) => (await mia.call("restoreVersion", { params: { ...at(), file, number } })).version;
  let newest = 3;
  while (newest < limits.versionsPerFile) newest = await restore(newest - 1);
  expect(await shown(message.ref)).toMatchObject({ version: 1, here: true, size: 3 });
  newest = await restore(newest - 1);
  expect(await shown(message.ref)).toMatchObject({ version: 1, here: false, type: "", size: 0, newer: { version: newest } });
  await mia.call("trashFiles", { params: at(), body: { files: [file] } });
  expect(await shown(message.ref)).toMatchObject({ version: 1, here: false, newer: null });
});

test("a file whose folder was thrown away is gone from its message until the folder is back", async () => {
  const { message, file } = await sent("one");
  const { id: over } = await mia.call("createFolder", { params: at(), body: { name: "plans" } });
  const { id: folder } = await mia.call("createFolder", { params: at(), body: { name: "old", folder: over } });
  await mia.call("changeFile", { params: { ...at(), file }, body: { folder } });
  const before = await shown(message.ref);
  expect(before).toMatchObject({ version: 1, here: true });
  const { message: other, file: changed } = await sent("two");
  await replaced(mia, changed, "three");
  await mia.call("changeFile", { params: { ...at(), file: changed }, body: { folder } });
  await kim.call("trashFiles", { params: at(), body: { files: [over] } });
  expect([await shown(message.ref), await shown(other.ref)]).toEqual([{ ...before, here: false }, expect.objectContaining({ here: false, newer: null })]);
  await kim.call("untrashFiles", { params: at(), body: { files: [over] } });
  expect([await shown(message.ref), await shown(other.ref)]).toEqual([before, expect.objectContaining({ here: true, newer: expect.anything() })]);
});

test("a message of before versions were told shows the newest, and a file that does not open takes no message with it", async () => {
  const { message, file } = await sent("one");
  await replaced(mia, file, "three");
  const { records } = world.services;
  const row = (await records.get(Message, { ...at(), post: message.post })) ?? expect.fail("no row");
  expect(row.files).toEqual([{ id: file, number: 1 }]);
  await records.commit(operationId(), [], [put(Message, { ...row, files: [{ id: file, number: null }] }, row.version + 1)]);
  expect(await shown(message.ref)).toMatchObject({ version: 2, size: 5, newer: null });
  expect(Message.upcast({ files: [file] }, 2)).toEqual({ files: [{ id: file, number: null }] });
  const before = (await noa.call("listMessages", { params: at() })).messages;
  await world.services.settled();
  expect(changeOutside(world.server.folders.config.data, "file", { channel, file })).toBe(1);
  const after = (await noa.call("listMessages", { params: at() })).messages;
  expect(after).toEqual(before.map((one) => (one.ref === message.ref ? { ...one, files: [] } : one)));
});
