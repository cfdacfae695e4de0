/** What is refused of files, by each way to them: one fact lies between refused and allowed, and a refusal leaves nothing. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import type { EndpointName } from "../../../contract/index.ts";
import { createDigest, randomUUID } from "../../../crypto/index.ts";
import { Upload } from "./files.records.ts";

let world: World;
let company: string;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld();
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
});
afterAll(() => world.close());

interface Shelf {
  readonly channel: string;
  /** Of two versions. */
  readonly file: string;
  readonly folder: string;
  readonly trashed: readonly [string, string];
  readonly uploads: readonly [string, string];
}
let channels = 0;

/** A channel that mia made, with things of one of its members in it, and uploads of who will ask. */
async function newShelf({ kind = "private", by = mia, asks = by }: { kind?: "public" | "private"; by?: Caller; asks?: Caller } = {}): Promise<Shelf> {
  const channel = (await newChannel(mia, company, `shelf-${++channels}`, kind)).id;
  const params = { company, channel };
  if (by !== mia) await mia.call("addChannelMember", { params: { ...params, person: by.person }, body: {} });
  const newFile = async (name: string) => (await by.call("createFile", { params, body: { upload: await by.uploaded(name), name } })).id;
  const [file, one, two] = [await newFile("file.txt"), await newFile("one.txt"), await newFile("two.txt")];
  await by.call("addVersion", { params: { ...params, file }, body: { upload: await by.uploaded("a second version") } });
  const folder = (await by.call("createFolder", { params, body: { name: "folder" } })).id;
  await by.call("trashFiles", { params, body: { files: [one, two] } });
  return { channel, file, folder, trashed: [one, two], uploads: [await asks.uploaded("to be made"), await asks.uploaded("to be added")] };
}

type Asked = readonly [EndpointName, { readonly params: object; readonly query?: object; readonly body?: object; readonly key?: string }];
type Ways = Readonly<Record<string, (shelf: Shelf) => Asked>>;
type Paths = Readonly<Record<string, (shelf: Shelf) => string>>;
const at = ({ channel, file }: Shelf) => ({ company, channel, file });
const inChannel = ({ channel }: Shelf) => ({ company, channel });

const making = {
  createFile: (shelf) => ["createFile", { params: inChannel(shelf), body: { upload: shelf.uploads[0], name: "made.txt" } }],
  createFolder: (shelf) => ["createFolder", { params: inChannel(shelf), body: { name: "made" } }],
} satisfies Ways;
/** What takes a file that has bytes. */
const adding = {
  addVersion: (shelf) => ["addVersion", { params: at(shelf), body: { upload: shelf.uploads[1] } }],
  restoreVersion: (shelf) => ["restoreVersion", { params: { ...at(shelf), number: 1 } }],
  copyFile: (shelf) => ["copyFile", { params: at(shelf), body: { to: shelf.channel } }],
  discussFile: (shelf) => ["discussFile", { params: at(shelf), body: {} }],
} satisfies Ways;
const changing = { ...adding, changeFile: (shelf) => ["changeFile", { params: at(shelf), body: { name: "renamed.txt" } }] } satisfies Ways;
/** What takes the right to post. */
const posting = { ...making, ...changing } satisfies Ways;
const removing = {
  trashFiles: (shelf) => ["trashFiles", { params: inChannel(shelf), body: { files: [shelf.file] } }],
  untrashFiles: (shelf) => ["untrashFiles", { params: inChannel(shelf), body: { files: [shelf.trashed[0]] } }],
  purgeFiles: (shelf) => ["purgeFiles", { params: inChannel(shelf), body: { files: [shelf.trashed[1]] } }],
} satisfies Ways;
const telling = {
  getFile: (shelf) => ["getFile", { params: at(shelf) }],
  listVersions: (shelf) => ["listVersions", { params: at(shelf) }],
  listFolder: (shelf) => ["listFiles", { params: inChannel(shelf), query: { folder: shelf.folder } }],
} satisfies Ways;
const listing = { ...telling, listFiles: (shelf) => ["listFiles", { params: inChannel(shelf) }] } satisfies Ways;
const zipping = { readZip: ({ file }) => `zip?files=${file}` } satisfies Paths;
const showing = { readFile: ({ file }) => `files/${file}/content`, showPreview: ({ file }) => `files/${file}/preview` } satisfies Paths;
const sending = { ...zipping, ...showing } satisfies Paths;

/** @returns "done", or the code of the refusal with what is said of a field */
const answer = (who: Caller, [name, given]: Asked): Promise<string> =>
  (who.call as (name: EndpointName, given: object) => Promise<unknown>)(name, given).then(
    () => "done",
    ({ code, fields = [] }: { code?: string; fields?: readonly { problem: string }[] }) => [code, ...fields.map(({ problem }) => problem)].join(" "),
  );
async function sent(who: Caller, { channel }: Shelf, path: string): Promise<string> {
  const reply = await fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/${path}`, { headers: { cookie: who.cookie } });
  if (reply.ok) return reply.arrayBuffer().then(() => "done");
  const { code, fields = [] } = (await reply.json()) as { code: string; fields?: { problem: string }[] };
  return [code, ...fields.map(({ problem }) => problem)].join(" ");
}

/** Everything that names the channel, but for the log; and what became of the uploads of who asks. */
async function stored(who: Caller, { channel }: Shelf): Promise<unknown> {
  await world.services.feed.idle();
  const { port, records } = world.services.records;
  const found: unknown[] = [];
  for (const { name } of records.filter((one) => one.name !== "auditLeaf")) {
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { rows, next } = await port.scan(name, after, 1000);
      const own = name === Upload.name ? [] : rows.filter(({ key, clear }) => [...key, ...clear].includes(channel));
      found.push(...own.map(({ key, version }) => [name, ...key, version]));
      after = next;
    }
  }
  for await (const { upload, state, file, size } of world.services.records.all(Upload, { company, person: who.person }))
    found.push([upload, state, file, size]);
  return found;
}

/** Each answers as wanted, and nothing came of it. @param but those that answer otherwise */
async function refuses(who: Caller, shelf: Shelf, ways: Ways, code: string, but: Readonly<Record<string, string>> = {}): Promise<void> {
  const before = await stored(who, shelf);
  for (const [name, way] of Object.entries(ways)) expect([name, await answer(who, way(shelf))]).toEqual([name, but[name] ?? code]);
  expect(await stored(who, shelf)).toEqual(before);
}
async function does(who: Caller, shelf: Shelf, ways: Ways): Promise<void> {
  for (const [name, way] of Object.entries(ways)) expect([name, await answer(who, way(shelf))]).toEqual([name, "done"]);
}
async function sends(who: Caller, shelf: Shelf, code: string, ways: Paths = sending): Promise<void> {
  for (const [name, path] of Object.entries(ways)) {
    const wanted = code === "done" && name === "showPreview" ? "invalid_request no_preview" : code;
    expect([name, await sent(who, shelf, path(shelf))]).toEqual([name, wanted]);
  }
}

test("an archived channel is read, and nothing in it is changed until it is archived no more", async () => {
  const shelf = await newShelf({ by: noa });
  const archive = (archived: boolean) => mia.call("updateChannel", { params: inChannel(shelf), body: { archived } });
  await archive(true);
  // Of the trash one sees what one could bring back.
  await refuses(noa, shelf, { ...posting, ...removing }, "archived", { untrashFiles: "file_not_found", purgeFiles: "file_not_found" });
  await does(noa, shelf, listing);
  await sends(noa, shelf, "done");
  await archive(false);
  await does(noa, shelf, { ...posting, ...removing });
});

test("where only managers post, others bring and change nothing; what is theirs they throw away", async () => {
  const shelf = await newShelf({ by: noa });
  const whoPosts = (who: "managers" | "everyone") => mia.call("updateChannel", { params: inChannel(shelf), body: { whoPosts: who } });
  await whoPosts("managers");
  await refuses(noa, shelf, posting, "not_allowed");
  await whoPosts("everyone");
  await does(noa, shelf, posting);
  await whoPosts("managers");
  await does(noa, shelf, removing);
});

test("a public channel's files are read by who has not joined it, and changed by who has", async () => {
  const shelf = await newShelf({ kind: "public", asks: noa });
  await refuses(noa, shelf, { ...posting, ...removing }, "not_allowed", { untrashFiles: "file_not_found", purgeFiles: "file_not_found" });
  await does(noa, shelf, listing);
  await sends(noa, shelf, "done");
  await noa.call("joinChannel", { params: inChannel(shelf), body: {} });
  await does(noa, shelf, posting);
});

test("a private channel has no files for who is not in it", async () => {
  const shelf = await newShelf({ asks: noa });
  await refuses(noa, shelf, { ...posting, ...removing, ...listing }, "channel_not_found");
  await sends(noa, shelf, "channel_not_found");
  await mia.call("addChannelMember", { params: { ...inChannel(shelf), person: noa.person }, body: { history: true } });
  await does(noa, shelf, { ...listing, ...posting });
  await sends(noa, shelf, "done");
});

test("a file that there never was, and one of another channel, are not there", async () => {
  const [shelf, other] = [await newShelf(), await newShelf()];
  const never = { file: randomUUID(), folder: randomUUID(), trashed: [randomUUID(), randomUUID()] as const };
  for (const wrong of [
    { ...shelf, ...never },
    { ...other, channel: shelf.channel, uploads: shelf.uploads },
  ]) {
    await refuses(mia, wrong, { ...changing, ...removing, ...telling }, "file_not_found");
    await sends(mia, wrong, "file_not_found");
  }
  await does(mia, shelf, { ...changing, ...telling, ...removing });
});

test("a folder has neither bytes nor versions nor talk, and a file has nothing in it", async () => {
  const shelf = await newShelf();
  const asFile = { ...shelf, file: shelf.folder };
  await refuses(mia, asFile, adding, "file_not_found");
  await sends(mia, asFile, "file_not_found", showing);
  await refuses(mia, { ...shelf, folder: shelf.file }, { listFolder: telling.listFolder }, "file_not_found");
  await does(mia, shelf, { ...adding, listFolder: telling.listFolder });
});

test("what lies in the trash is neither changed nor shown nor copied until it is brought back", async () => {
  const shelf = await newShelf();
  await does(mia, shelf, { trashFiles: removing.trashFiles });
  await refuses(mia, shelf, changing, "not_allowed", { copyFile: "file_not_found", discussFile: "file_not_found" });
  await sends(mia, shelf, "file_not_found", zipping);
  await mia.call("untrashFiles", { params: inChannel(shelf), body: { files: [shelf.file] } });
  await does(mia, shelf, changing);
  await sends(mia, shelf, "done", zipping);
});

test("nobody begins to talk of what lies in a folder that was thrown away: the others would be shown what they can't open", async () => {
  const shelf = await newShelf();
  const files = { params: inChannel(shelf), body: { files: [shelf.folder] } };
  await mia.call("changeFile", { params: at(shelf), body: { folder: shelf.folder } });
  await mia.call("trashFiles", files);
  await refuses(mia, shelf, { discussFile: adding.discussFile }, "file_not_found");
  await mia.call("untrashFiles", files);
  await does(mia, shelf, { discussFile: adding.discussFile });
});

test("what is somebody else's is neither thrown away, nor brought back, nor destroyed", async () => {
  const shelf = await newShelf();
  await mia.call("addChannelMember", { params: { ...inChannel(shelf), person: noa.person }, body: {} });
  await refuses(noa, { ...shelf, trashed: [shelf.file, shelf.file] }, removing, "not_allowed");
  await does(mia, shelf, removing);
});

test("under a key that was used nothing else is made; the same is, once", async () => {
  const shelf = await newShelf();
  const upload = await mia.uploaded("another");
  const second = (await mia.call("createFile", { params: inChannel(shelf), body: { upload: await mia.uploaded("second"), name: "b" } })).id;
  const other: Record<keyof typeof making | keyof typeof adding, object> = {
    createFile: { body: { upload, name: "other" } },
    createFolder: { body: { name: "other" } },
    addVersion: { body: { upload } },
    restoreVersion: { params: { ...at(shelf), number: 2 } },
    copyFile: { body: { to: shelf.channel, name: "other" } },
    discussFile: { params: { ...at(shelf), file: second } },
  };
  for (const [way, otherwise] of Object.entries(other)) {
    const [name, given] = { ...making, ...adding }[way as keyof typeof other](shelf);
    const asked = { ...given, key: `a key of ${way}` };
    const call = () => (mia.call as (name: EndpointName, given: object) => Promise<unknown>)(name, asked);
    const made = await call();
    const before = await stored(mia, shelf);
    expect([name, await answer(mia, [name, { ...asked, ...otherwise }])]).toEqual([name, "key_reused"]);
    expect([name, await call()]).toEqual([name, made]);
    expect([name, await stored(mia, shelf)]).toEqual([name, before]);
  }
});

test("what others change again and again under whoever decides by it is refused in the end, and what was taken is given back", async () => {
  const shelf = await newShelf();
  // A copy's bytes wait for whoever asks again.
  const { copyFile: _, ...ways } = { ...posting, ...removing };
  const { records } = world.services;
  const commit = records.commit.bind(records);
  const spied = vi.spyOn(records, "commit").mockImplementation(async (...given) => {
    const expectation = given[1].find(({ record }) => record.name === "channel");
    return expectation ? { status: "refused", expectation } : commit(...given);
  });
  await refuses(mia, shelf, ways, "conflict").finally(() => spied.mockRestore());
  await does(mia, shelf, ways);
});

test("a version is made of what is whole, one's own, as it was sent, and nothing yet", async () => {
  const shelf = await newShelf();
  const add = (upload: string, more: object = {}) => answer(mia, ["addVersion", { params: at(shelf), body: { upload, ...more } }]);
  const digest = (text: string) => createDigest().update(Buffer.from(text)).digestBase64url();
  const [whole] = shelf.uploads;
  const taken = await mia.uploaded("is a file already");
  await mia.call("createFile", { params: inChannel(shelf), body: { upload: taken, name: "taken.txt" } });
  const [part, hers] = [await mia.uploaded("half", 8), await noa.uploaded("hers")];
  const before = await stored(mia, shelf);
  expect(await add(part)).toBe("upload_incomplete");
  for (const upload of [hers, taken, randomUUID()]) expect(await add(upload)).toBe("upload_not_found");
  expect(await add(whole, { sha256: digest("something else") })).toBe("upload_broken");
  expect(await stored(mia, shelf)).toEqual(before);
  expect(await add(whole, { sha256: digest("to be made") })).toBe("done");
});
