/** Who reads in a sensitive channel, by whatever way its messages come to him. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { type Endpoint, type EndpointName, endpoints, MessageBody, type ServerFrame } from "../../../contract/index.ts";
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
const showsText = ({ reply }: Endpoint): boolean => JSON.stringify(z.toJSONSchema(reply, { metadata: named, unrepresentable: "any" })).includes("MessageBody");

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
  listReports: ({ channel, message }) => ({
    before: ["reportMessage", { params: { company, channel, message }, body: { reason: "look" } }],
    request: { params: { company } },
  }),
};
/** Shows nothing but what the request itself said. */
const ownWords: readonly EndpointName[] = ["postMessage"];

const all = (Object.keys(endpoints) as EndpointName[]).filter((name) => showsText(endpoints[name]));

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
  const isRepeatable = endpoints[name].method === "GET";
  if (isRepeatable) await ask(name, request);
  expect(await readers(stage.channel)).toEqual([]);
  await mia.call("updateChannel", { params: { company, channel: stage.channel }, body: { sensitive: true } });
  const reply = await ask(name, request);
  if (name !== "deleteMessage") expect(JSON.stringify(reply)).toMatch(/salaries|edited/);
  if (isRepeatable) await ask(name, request);
  expect(await readers(stage.channel)).toEqual([stage.reader.person]);
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
    await expect.poll(() => readers(channel)).toEqual([reader.person]);
    const say = async (text: string) => {
      await mia.call("postMessage", { params: { company, channel }, body: { text } });
      await expect.poll(() => heard).toContain(text);
    };
    await say("in the first hour");
    expect(await readers(channel)).toEqual([reader.person]);
    clock.setWall(clock.now() + HOUR);
    expect(await readers(channel)).toEqual([reader.person]);
    await say("in the second hour");
    expect(await readers(channel)).toEqual([reader.person, reader.person]);
  } finally {
    socket.terminate();
  }
});
