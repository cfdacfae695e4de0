import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Endpoint, endpoints } from "../../src/contract/index.ts";
import { makeWorld, type Somebody, TestClient, type World } from "./world.ts";

let world: World;
let anna: Somebody;
let company: string;
beforeAll(async () => {
  world = await makeWorld();
  anna = await world.join("anna");
  ({ company } = world);
});
afterAll(() => world.close());

describe("membership", () => {
  test("who is taken out hears nothing from the moment the request is answered, and is told", async () => {
    const channel = await world.channel(world.owner, "taken-out", [anna]);
    const [owner, client] = await Promise.all([world.connect(world.owner), world.connect(anna)]);
    await world.post(world.owner, channel, "for both");
    await client.until(() => client.events(channel).length > 0);
    await world.owner.client.call("removeChannelMember", { params: { company, channel, person: anna.person } });
    const heard = client.events(channel).length;
    await world.post(world.owner, channel, "not for her");
    await owner.until(() => owner.events(channel).length > heard);
    await client.next("me.gone", (frame) => frame.channel === channel);
    await client.next("me.gone", (frame) => frame.channel === channel);
    expect(client.events(channel)).toHaveLength(heard);
    client.send({ type: "sync", channels: [{ company, channel, seq: 0 }] });
    await client.until(() => client.all("me.gone").length >= 2);
    expect(client.events(channel)).toHaveLength(heard);
  });

  test("a stream of posts stops for the removed in the middle, exactly", async () => {
    const channel = await world.channel(world.owner, "stops", [anna]);
    const [owner, client] = await Promise.all([world.connect(world.owner), world.connect(anna)]);
    const posts = Array.from({ length: 60 }, (_, i) =>
      i === 30
        ? world.owner.client.call("removeChannelMember", { params: { company, channel, person: anna.person } })
        : world.post(world.owner, channel, `${i}`),
    );
    await Promise.all(posts);
    await owner.until(() => owner.events(channel).length >= 60);
    const left = owner.events(channel).find(({ kind, person }) => kind === "left" && person === anna.person)?.seq as number;
    await client.next("me.gone", (frame) => frame.channel === channel);
    expect(client.events(channel).every(({ seq }) => seq < left)).toBe(true);
  });

  test("of a channel that is erased everybody is told at once, and nobody hears of it again", async () => {
    const channel = await world.channel(world.owner, "erased", [anna]);
    const clients = [await world.connect(world.owner), await world.connect(anna)];
    await world.post(world.owner, channel, "for both");
    for (const client of clients) await client.until(() => client.events(channel).length > 0);
    await world.owner.client.call("eraseChannel", { params: { company, channel }, body: { name: "erased" } });
    for (const client of clients) await client.next("me.gone", (frame) => frame.channel === channel);
    const heard = clients.map((client) => client.events(channel).length);
    await world.server.services.feed.idle();
    const fresh = await world.connect(anna);
    expect(fresh.all("me").flatMap(({ companies }) => companies.flatMap(({ channels }) => channels.map(({ id }) => id)))).not.toContain(channel);
    fresh.send({ type: "sync", channels: [{ company, channel, seq: 0 }] });
    await fresh.next("me.gone", (frame) => frame.channel === channel);
    expect([...clients.map((client) => client.events(channel).length), fresh.events(channel).length]).toEqual([...heard, 0]);
  });

  test("who is let in hears from then on, without reconnecting", async () => {
    const channel = await world.channel(world.owner, "let-in");
    const client = await world.connect(anna);
    await world.owner.client.call("addChannelMember", { params: { company, channel, person: anna.person }, body: { history: true } });
    // By itself, or in a `me` that is being made just then.
    const told = () =>
      [
        ...client.all("me.channel").map((frame) => frame.channel),
        ...client.all("me").flatMap(({ companies }) => companies.flatMap(({ channels }) => channels)),
      ].find(({ id }) => id === channel);
    await client.until(() => told() !== undefined);
    await world.post(world.owner, channel, "welcome");
    await client.until(() => client.events(channel).length > 0);
    expect(client.events(channel)[0]?.seq).toBe((told()?.seq ?? 0) + 1);
  });

  test("who may read from a post on learns nothing of what happens to earlier ones", async () => {
    const channel = await world.channel(world.owner, "from-here");
    const early = await world.post(world.owner, channel, "before her");
    await world.owner.client.call("addChannelMember", { params: { company, channel, person: anna.person }, body: { history: false } });
    const [owner, client] = await Promise.all([world.connect(world.owner), world.connect(anna)]);
    const start = owner.all("me")[0]?.companies[0]?.channels.find(({ id }) => id === channel)?.seq as number;
    await world.post(world.owner, channel, "a hidden reply", early);
    await world.owner.client.call("react", { params: { company, channel, message: String(early) }, body: { emoji: "🤫", on: true } });
    await world.post(world.owner, channel, "since her");
    for (const one of [owner, client, await world.connect(anna, { sync: { [channel]: start } })]) await one.until(() => one.events(channel).length >= 3);
    const late = await world.connect(anna, { sync: { [channel]: start } });
    await late.until(() => late.events(channel).length >= 3);
    for (const one of [client, late]) {
      const [reply, reaction, post] = one.events(channel);
      for (const hidden of [reply, reaction]) expect(hidden).toMatchObject({ kind: "changed", post: 0, reply: 0, person: null, message: null });
      expect(post?.message?.body).toMatchObject({ text: "since her" });
    }
    expect(JSON.stringify([client.frames, late.frames])).not.toContain("hidden");
    expect(owner.events(channel)[0]?.message?.body).toMatchObject({ text: "a hidden reply" });
  });

  test("guests learn only of people and channels that are shared with them", async () => {
    const shared = await world.channel(world.owner, "shared");
    const guest = await world.join("gwen", "guest", [shared]);
    const stranger = await world.join("stranger");
    const strangers = await world.channel(stranger, "strangers");
    const client = await world.connect(guest);
    const [me] = client.all("me");
    expect(me?.companies[0]?.channels.map(({ id }) => id)).toEqual([shared]);
    const other = await world.connect(stranger);
    await world.connect(world.owner);
    await world.post(stranger, strangers, "among ourselves");
    await stranger.client.call("updateMyProfile", { params: { company }, body: { title: "unseen" } });
    await world.owner.client.call("updateMyProfile", { params: { company }, body: { title: "seen" } });
    await client.next("presence", (frame) => frame.here.includes(world.owner.person));
    await client.next("me.people", (frame) => frame.people.some(({ title }) => title === "seen"));
    await other.until(() => other.events(strangers).length > 0);
    expect(JSON.stringify(client.frames)).not.toContain(stranger.person);
    expect(JSON.stringify(client.frames)).not.toContain(strangers);
    // They meet: now each is there for the other.
    await world.owner.client.call("addChannelMember", { params: { company, channel: shared, person: stranger.person }, body: { history: true } });
    await client.next("presence", (frame) => frame.here.includes(stranger.person));
  });

  test("who is taken out of the company loses all of it at once", async () => {
    const carl = await world.join("carl");
    const channel = await world.channel(world.owner, "with-carl", [carl]);
    const client = await world.connect(carl);
    await world.owner.client.call("disablePerson", { params: { company, person: carl.person } });
    const before = client.frames.length;
    await world.post(world.owner, channel, "without carl");
    await client.next("me.gone", (frame) => frame.channel === null && frame.company === company);
    expect(client.frames.slice(before).filter(({ type }) => type === "events")).toEqual([]);
    expect(client.events(channel)).toEqual([]);
  });

  test("a role that shrinks shrinks the view", async () => {
    const dora = await world.join("dora");
    // Who shares a channel with somebody goes on seeing him.
    const { channels } = await dora.client.call("listMyChannels", { params: { company } });
    for (const { id } of channels) await dora.client.call("leaveChannel", { params: { company, channel: id } });
    const before = await world.connect(dora);
    await world.owner.client.call("setPersonRole", { params: { company, person: dora.person }, body: { role: "guest" } });
    // The token of the other role is dead, and the socket that came with it.
    expect(await before.closed).toBe(4401);
    await dora.client.call("getAccount");
    const client = await world.connect(dora);
    await client.next("me", (frame) => frame.companies[0]?.person.role === "guest");
    await anna.client.call("updateMyProfile", { params: { company }, body: { title: "members only" } });
    const witness = await world.connect(world.owner);
    const eve = await world.join("eve");
    await world.connect(eve);
    await witness.next("presence", (frame) => frame.here.includes(eve.person));
    expect(JSON.stringify(client.frames)).not.toContain("members only");
    expect(JSON.stringify(client.all("presence").slice(-1))).not.toContain(eve.person);
  });
});

describe("sessions", () => {
  const within = async (ms: number, client: TestClient) =>
    Promise.race([client.closed, new Promise<string>((resolve) => setTimeout(resolve, ms, "still open"))]);

  test("a revoked session loses its socket within a second; another one of the account stays", async () => {
    const [laptop, phone] = [await world.signIn("anna"), await world.signIn("anna")];
    const [onLaptop, onPhone] = await Promise.all([world.connect(laptop), world.connect(phone)]);
    const { sessions } = await laptop.client.call("listSessions");
    await phone.client.call("revokeSession", { params: { session: sessions.find(({ current }) => current)?.id as string } });
    expect(await within(1000, onLaptop)).toBe(4401);
    expect(onLaptop.all("bye")).toEqual([{ type: "bye", reason: "signed_out" }]);
    onPhone.send({ type: "call", id: 1, endpoint: "getAccount" });
    expect((await onPhone.next("reply")).status).toBe(200);
  });

  test("a disabled account loses every socket within a second", async () => {
    const fred = await world.join("fred");
    const clients = await Promise.all([world.connect(fred), world.connect(await world.signIn("fred"))]);
    await world.server.services.accounts.accounts.disable(fred.account, { id: Buffer.alloc(32, 9).toString("base64url"), digest: null });
    for (const client of clients) expect(await within(1000, client)).toBe(4401);
    await expect(world.connect(fred)).rejects.toThrow("refused with 401");
  });

  test("a changed password ends the other sessions; the own one comes back with its new token", async () => {
    await world.join("gina");
    const [one, two] = [await world.signIn("gina"), await world.signIn("gina")];
    const [other, own] = await Promise.all([world.connect(one), world.connect(two)]);
    await two.client.call("changePassword", { body: { current: "correct horse battery staple 7", next: "another long phrase 8" } });
    expect(await within(1000, other)).toBe(4401);
    expect(await within(1500, own)).toBe(4500);
  });
});

describe("the door", () => {
  const refusal = async (headers: Record<string, string>, cookie = anna.cookie) => {
    const client = new TestClient(world.server.url, cookie, { headers });
    return client.closed;
  };

  test("another site's page gets no socket, whatever cookie its browser adds", async () => {
    expect(await refusal({ origin: "https://evil.example" })).toBe(403);
    expect(await refusal({ origin: "null" })).toBe(403);
    expect(await refusal({ origin: world.server.url.replace("http:", "https:") })).toBe(403);
    expect(await refusal({ origin: `${world.server.url}.evil.example` })).toBe(403);
    expect(await refusal({ "sec-fetch-site": "cross-site" })).toBe(403);
    const own = await world.connect(anna, { headers: { origin: world.server.url } });
    expect(own.all("me")).toHaveLength(1);
  });

  test("without a session there is no socket, and it lies at one path", async () => {
    expect(await refusal({}, "bastide=bst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).toBe(401);
    expect(await refusal({}, "")).toBe(401);
    const elsewhere = new TestClient(`${world.server.url}/other`, anna.cookie, {});
    expect(await elsewhere.closed).toBe(404);
  });

  test("an account has so many sockets and no more", async () => {
    const harry = await world.join("harry");
    const clients = await Promise.all(Array.from({ length: 50 }, () => world.connect(harry)));
    await expect(world.connect(harry)).rejects.toThrow("refused with 429");
    clients[0]?.socket.terminate();
    for (;;) {
      const again = await world.connect(harry).catch(() => undefined);
      if (again) break;
    }
  });
});

describe("frames", () => {
  test("calls go the way of HTTP: same replies, same refusals, same operations", async () => {
    const channel = await world.channel(world.owner, "calls", [anna]);
    const client = await world.connect(anna);
    const call = async (id: number, endpoint: string, more: object = {}) => {
      client.send({ type: "call", id, endpoint, ...more });
      return client.next("reply", (reply) => reply.id === id);
    };
    const post = { params: { company, channel }, body: { text: "over the socket", alsoInChannel: false }, key: "the-same-key" };
    const first = await call(1, "postMessage", post);
    expect(first).toMatchObject({ status: 200, body: { ref: "1", author: anna.person } });
    expect((await call(2, "postMessage", post)).body).toEqual(first.body);
    expect(await call(3, "postMessage", { ...post, body: { text: "another text", alsoInChannel: false } })).toMatchObject({
      status: 422,
      body: { code: "key_reused" },
    });
    const foreign = await world.channel(world.owner, "not-annas", [], "private");
    expect(await call(4, "listMessages", { params: { company, channel: foreign } })).toMatchObject({ status: 404, body: { code: "channel_not_found" } });
    expect(await call(5, "createInvite", { params: { company }, body: { role: "member" } })).toMatchObject({ status: 403 });
    expect(await call(6, "postMessage", { params: { company, channel }, body: { text: 7 } })).toMatchObject({
      status: 400,
      body: { fields: [{ path: "body.text" }] },
    });
    for (const [i, endpoint] of ["signIn", "changePassword", "uploadImport", "toString", "__proto__"].entries())
      expect(await call(10 + i, endpoint)).toMatchObject({ status: 400 });
  });

  test("what answers with bytes, or is asked by another protocol, is not for sockets", async () => {
    const client = await world.connect(anna);
    const id = randomUUID();
    const bytes = (Object.entries(endpoints) as [string, Endpoint][]).filter(([, { stream, tus, upload, form }]) => stream || tus || upload || form);
    expect(bytes.map(([name]) => name)).toEqual(
      expect.arrayContaining(["readFile", "readZip", "showPreview", "getSamlMetadata", "exportAudit", "startUpload"]),
    );
    for (const [i, [endpoint]] of bytes.entries()) {
      client.send({ type: "call", id: 100 + i, endpoint, params: { company, channel: id, file: id }, query: endpoint === "readZip" ? { files: id } : {} });
      expect(await client.next("reply", (reply) => reply.id === 100 + i)).toMatchObject({
        status: 400,
        body: { fields: [{ path: "endpoint", problem: "not_callable" }] },
      });
    }
  });

  test.each([
    ["no JSON", "{"],
    ["an unknown type", '{"type":"me"}'],
    ["a field of another kind", '{"type":"call","id":"1","endpoint":"getAccount"}'],
    ["bytes", Buffer.from("{}")],
  ])("%s ends the connection", async (_what, data) => {
    const client = await world.connect(anna);
    client.socket.send(data);
    expect(await client.closed).toBe(4400);
  });

  test("a frame beyond the limit ends the connection", async () => {
    const client = await world.connect(anna);
    client.socket.send(`{"type":"call","id":1,"endpoint":"${"x".repeat(1 << 20)}"}`);
    expect(await client.closed).toBe(1009);
  });
});

test("the gateway failed at nothing in all this", () => {
  expect(world.errors).toEqual([]);
});
