/** Who reads in a sensitive channel, by whatever way its messages come to him. */
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { type Endpoint, type EndpointName, endpoints, File, MessageBody, type ServerFrame } from "../../../contract/index.ts";
import { manualClock } from "../../platform/clock/index.ts";

const HOUR = 3_600_000;
const clock = manualClock();
let world: World;
let company: string;
/** Who writes. */
let mia: Caller;
beforeAll(async () => {
  world = await newWorld({ clock });
  ({ company } = world);
  mia = await world.join(company, "member");
});
afterAll(() => world.close());

const readers = async (channel: string): Promise<(string | null)[]> => {
  await world.services.audit.idle();
  const { entries } = await world.services.audit.reader.page(company, { limit: 200, actions: "channel.read", about: channel });
  return entries.map(({ actor, result }) => (result === "done" ? actor : result));
};

const named = z.registry<{ id: string }>();
named.add(MessageBody, { id: "MessageBody" });
named.add(File, { id: "File" });
const shows = ({ reply }: Endpoint, shape: string): boolean =>
  JSON.stringify(z.toJSONSchema(reply, { metadata: named, unrepresentable: "any" })).includes(`#/$defs/${shape}"`);

interface Stage {
  readonly channel: string;
  readonly reader: Caller;
  /** Of somebody else, and of the reader. */
  readonly message: string;
  readonly own: string;
}
type Request = Parameters<Caller["call"]>[1];
/** Each endpoint by which a message can be seen; `before` is done while the channel is not sensitive yet. */
const ways: Partial<Record<EndpointName, (stage: Stage) => { readonly before?: readonly [EndpointName, Request]; readonly request: Request }>> = {
  listMessages: ({ channel }) => ({ request: { params: { company, channel } } }),
  listReplies: ({ channel, message }) => ({ request: { params: { company, channel, message } } }),
  getMessage: ({ channel, message }) => ({ request: { params: { company, channel, message } } }),
  listRevisions: ({ channel, message }) => ({ request: { params: { company, channel, message } } }),
  editMessage: ({ channel, own }) => ({ request: { params: { company, channel, message: own }, body: { text: "edited" } } }),
  deleteMessage: ({ channel, own }) => ({ request: { params: { company, channel, message: own } } }),
  react: ({ channel, message }) => ({ request: { params: { company, channel, message }, body: { emoji: "👍", on: true } } }),
  pinMessage: ({ channel, message }) => ({ request: { params: { company, channel, message }, body: { pinned: true } } }),
  listPins: ({ channel, message }) => ({
    before: ["pinMessage", { params: { company, channel, message }, body: { pinned: true } }],
    request: { params: { company, channel } },
  }),
  listInbox: () => ({ request: { params: { company } } }),
  listThreads: ({ channel, message }) => ({
    before: ["followThread", { params: { company, channel, message }, body: { following: true } }],
    request: { params: { company } },
  }),
  listSaved: ({ channel, message }) => ({
    before: ["saveMessage", { params: { company, channel, message }, body: { saved: true } }],
    request: { params: { company } },
  }),
  search: () => ({ request: { params: { company }, body: { text: "salaries" } } }),
  listReports: ({ channel, message }) => ({
    before: ["reportMessage", { params: { company, channel, message }, body: { reason: "look" } }],
    request: { params: { company } },
  }),
};
/** Shows nothing but what the request itself said. */
const ownWords: readonly EndpointName[] = ["postMessage"];

const all = (Object.keys(endpoints) as EndpointName[]).filter((name) => shows(endpoints[name], "MessageBody"));

test("every endpoint that shows a message is known here", () => {
  expect(all.filter((name) => !ownWords.includes(name)).sort()).toEqual(Object.keys(ways).sort());
});

async function stageOf(name: string, role: "member" | "administrator"): Promise<Stage> {
  const { id: channel } = await newChannel(mia, company, `read-by-${name.toLowerCase()}`);
  const reader = await world.join(company, role, [channel]);
  const post = async (by: Caller, text: string, thread?: number) =>
    (await by.call("postMessage", { params: { company, channel }, body: { text, ...(thread === undefined ? {} : { thread }) } })).ref;
  const message = await post(mia, `@{${reader.person}} look at the salaries`);
  await post(mia, "there they are", Number(message));
  await mia.call("editMessage", { params: { company, channel, message }, body: { text: `@{${reader.person}} look at all salaries` } });
  const own = await post(reader, "I will");
  await world.services.settled();
  return { channel, reader, message, own };
}

test.each(Object.keys(ways) as EndpointName[])("who reads by %s stands in the log, once", async (name) => {
  const stage = await stageOf(name, endpoints[name].access.who === "person" && name === "listReports" ? "administrator" : "member");
  const { before, request } = ways[name]?.(stage) ?? expect.fail("unknown");
  const ask = (endpoint: EndpointName, asked: Request) => (stage.reader.call as (name: EndpointName, request: Request) => Promise<unknown>)(endpoint, asked);
  if (before) await ask(...before);
  const isRepeatable = endpoints[name].method === "GET" || name === "search";
  if (isRepeatable) await ask(name, request);
  expect(await readers(stage.channel)).toEqual([]);
  await mia.call("updateChannel", { params: { company, channel: stage.channel }, body: { sensitive: true } });
  const reply = await ask(name, request);
  if (name !== "deleteMessage") expect(JSON.stringify(reply)).toMatch(/salaries|edited/);
  if (isRepeatable) await ask(name, request);
  expect(await readers(stage.channel)).toEqual([stage.reader.person]);
});

interface Shelf extends Stage {
  readonly file: string;
  /** Its name without the ending. */
  readonly word: string;
  readonly upload: string;
  /** Of a link of his own. */
  readonly token: string;
}
/** Each endpoint by which a file of somebody else can be seen: its name, or its bytes. */
const fileWays: Partial<Record<EndpointName, (shelf: Shelf) => Request>> = {
  listFiles: ({ channel }) => ({ params: { company, channel }, query: { folder: "top" } }),
  getFile: ({ channel, file }) => ({ params: { company, channel, file } }),
  changeFile: ({ channel, file }) => ({ params: { company, channel, file }, body: { name: "other.png" } }),
  addVersion: ({ channel, file, upload }) => ({ params: { company, channel, file }, body: { upload } }),
  listVersions: ({ channel, file }) => ({ params: { company, channel, file } }),
  restoreVersion: ({ channel, file }) => ({ params: { company, channel, file, number: 1 } }),
  copyFile: ({ channel, file }) => ({ params: { company, channel, file }, body: { to: channel, folder: "top" } }),
  listRecentFiles: () => ({ params: { company }, query: { limit: 20 } }),
  search: ({ word }) => ({ params: { company }, body: { text: word, filters: { kind: "file" } } }),
  readFile: ({ channel, file }) => ({ params: { company, channel, file } }),
  readZip: ({ channel, file }) => ({ params: { company, channel }, query: { files: file } }),
  showPreview: ({ channel, file }) => ({ params: { company, channel, file } }),
  lookShare: ({ token }) => ({ body: { token } }),
  readShare: ({ token }) => ({ body: { token } }),
};
/** Streams that hold no file of anybody's. */
const noFiles: readonly EndpointName[] = ["getSamlMetadata", "exportAudit", "exportInstallationAudit"];

test("every endpoint that shows a file is known here", () => {
  const told = (Object.entries(endpoints) as [EndpointName, Endpoint][]).filter(
    ([name, endpoint]) => shows(endpoint, "File") || (endpoint.stream && !noFiles.includes(name)),
  );
  // These two tell what the request itself said. Versions have no name, and tell who worked on it when; a link tells its file's.
  expect([...told.map(([name]) => name), "listVersions", "lookShare"].filter((name) => name !== "createFile" && name !== "createFolder").sort()).toEqual(
    Object.keys(fileWays).sort(),
  );
});

test.each(Object.keys(fileWays) as EndpointName[])("who sees a file by %s stands in the log, once", async (name) => {
  world.server.spare();
  const stage = await stageOf(`file-${name}`, "member");
  const params = { company, channel: stage.channel };
  const picture = await sharp({ create: { width: 800, height: 10, channels: 3, background: "#446688" } })
    .png()
    .toBuffer();
  const word = stage.channel.slice(0, 8);
  const file = (await mia.call("createFile", { params, body: { upload: await mia.uploaded(picture), name: `${word}.png` } })).id;
  await mia.call("addVersion", { params: { ...params, file }, body: { upload: await mia.uploaded(picture) } });
  const upload = await stage.reader.uploaded(picture);
  const { url } = await stage.reader.call("createShare", { params: { ...params, file }, body: {} });
  await world.services.settled();
  const request = fileWays[name]?.({ ...stage, file, word, upload, token: url.split("#token=")[1] ?? "" }) ?? expect.fail("unknown");
  const ask = async (): Promise<string> => {
    const endpoint: Endpoint = endpoints[name];
    if (!endpoint.stream) return JSON.stringify(await (stage.reader.call as (name: EndpointName, request: Request) => Promise<unknown>)(name, request));
    const { params = {}, query = {}, body } = request as { params?: Record<string, string>; query?: Record<string, string>; body?: object };
    const path = endpoint.path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? "");
    // A link is read by whoever has it, in its maker's name.
    const asked = body
      ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
      : { headers: { cookie: stage.reader.cookie } };
    const reply = await fetch(`${world.server.url}${path}?${new URLSearchParams(query)}`, asked);
    expect(reply.status).toBe(200);
    return `${(await reply.arrayBuffer()).byteLength} bytes`;
  };
  expect(await readers(stage.channel)).toEqual([]);
  await mia.call("updateChannel", { params, body: { sensitive: true } });
  if (name === "showPreview") await expect.poll(() => ask().catch(() => "none yet")).toMatch(/bytes/);
  expect(await ask()).toMatch(/\.png|versions|[1-9]\d* bytes/);
  expect(await readers(stage.channel)).toEqual([stage.reader.person]);
});

test("who is not shown it has read nothing; bringing a file is no reading", async () => {
  const { channel, reader } = await stageOf("file-nobody", "member");
  const params = { company, channel };
  const bytes = Buffer.from("mine");
  const { id: file } = await mia.call("createFile", { params, body: { upload: await mia.uploaded(bytes), name: "hers.txt" } });
  await mia.call("updateChannel", { params, body: { sensitive: true } });
  await mia.call("trashFiles", { params, body: { files: [file] } });
  expect(await reader.refused("getFile", { params: { ...params, file } })).toBe("file_not_found");
  await reader.call("createFile", { params, body: { upload: await reader.uploaded(bytes), name: "his.txt" } });
  expect(await readers(channel)).toEqual([]);
});

test("writing in it, the number beside the inbox and saving are no reading", async () => {
  const { channel, reader, message } = await stageOf("nobody", "member");
  await mia.call("updateChannel", { params: { company, channel }, body: { sensitive: true } });
  await reader.call("postMessage", { params: { company, channel }, body: { text: "only mine" } });
  await reader.call("saveMessage", { params: { company, channel, message }, body: { saved: true } });
  await reader.call("markInboxDone", { params: { company, channel, message }, body: { done: true } });
  expect(await readers(channel)).toEqual([]);
});

test("an open socket reads as long as it hears: an entry each hour, and none without a message", async () => {
  const { channel, reader } = await stageOf("socket", "member");
  // Others may look on, or be shown their own words again where an answer was lost.
  const heardBy = async () => (await readers(channel)).filter((who) => who === reader.person);
  await mia.call("updateChannel", { params: { company, channel }, body: { sensitive: true } });
  world.server.spare();
  const socket = new WebSocket(`${world.server.url.replace(/^http/, "ws")}/api/socket`, { headers: { cookie: reader.cookie, origin: world.server.url } });
  const heard: string[] = [];
  let meant = 0;
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as ServerFrame;
    // Where the log could not be written the server has it ask again.
    if (frame.type === "resync" || (frame.type === "me" && meant++ === 0)) socket.send(JSON.stringify({ type: "sync", channels: [] }));
    if (frame.type === "events") for (const { message } of frame.events) heard.push(message?.body?.kind === "markdown" ? message.body.text : "");
  });
  try {
    await expect.poll(heardBy).toEqual([reader.person]);
    const isHeard = (text: string) =>
      vi
        .waitUntil(() => heard.includes(text), { timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
    // Said again where the log could not be written when it came: then the socket was told to ask anew.
    const say = async (text: string) => {
      do await mia.call("postMessage", { params: { company, channel }, body: { text } });
      while (!(await isHeard(text)));
    };
    await say("in the first hour");
    expect(await heardBy()).toEqual([reader.person]);
    clock.setWall(clock.now() + HOUR);
    expect(await heardBy()).toEqual([reader.person]);
    await say("in the second hour");
    expect(await heardBy()).toEqual([reader.person, reader.person]);
  } finally {
    socket.terminate();
  }
});
