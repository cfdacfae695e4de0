import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Caller, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { type ApiError, createClient } from "../../../client/index.ts";
import { type BodyIn, type Endpoints, endpoints, limits, type ServerFrame, tokenScopes } from "../../../contract/index.ts";
import { isApiToken, newApiToken, operationId, randomUUID, tokenDigest } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { put } from "../../platform/records/sealed.ts";
import { ApiToken, ApiTokenHash, ApiTokenUse } from "./tokens.records.ts";

const DAY = 86_400_000;
const clock = manualClock();
const pass = (ms: number): void => clock.setWall(clock.now() + ms);

let world: World;
let company: string;
/** Teams A and B with a channel each; the administrator is in both. */
let teams: { a: string; b: string };
let channels: { a: string; b: string; wide: string };
beforeAll(async () => {
  world = await newWorld({ clock });
  company = world.company;
  const { owner } = world;
  const team = async (name: string) => (await owner.call("createTeam", { params: { company }, body: { name } })).id;
  teams = { a: await team("A"), b: await team("B") };
  const channel = async (name: string, of: string | null) =>
    (await owner.call("createChannel", { params: { company }, body: { name, kind: "public", team: of } })).id;
  channels = { a: await channel("of-a", teams.a), b: await channel("of-b", teams.b), wide: await channel("of-all", null) };
});
afterAll(() => world.close());

type Wanted = BodyIn<Endpoints["createToken"]>;

async function make(by: Caller, wanted: Partial<Wanted> = {}) {
  const made = await by.call("createToken", { params: { company }, body: { name: "robot", scopes: [...tokenScopes], ...wanted } });
  return { ...made, ...bearing(made.value) };
}

function bearing(token: string) {
  const { call } = createClient({ baseUrl: world.server.url, token, fetch: world.server.fetch });
  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => "",
      (error: ApiError) => error.code,
    );
  const refused = (...given: Parameters<typeof call>) => codeOf(call(...given));
  return { token, call, refused: refused as typeof call extends (...args: infer A) => unknown ? (...args: A) => Promise<string> : never };
}

const member = () => world.join(company, "member");
const raw = (path: string, headers: Record<string, string>) => world.server.fetch(world.server.url + path, { headers });

test("a token acts as its maker in one company; its value is shown once and only its hash is stored", async () => {
  const me = await member();
  const { value, call, id } = await make(me);
  expect(isApiToken(value)).toBe(true);
  await call("joinChannel", { params: { company, channel: channels.wide }, body: {} });
  const { author } = await call("postMessage", { params: { company, channel: channels.wide }, body: { text: "by a program" } });
  expect(author).toBe(me.person);
  expect(await call("describeToken")).toMatchObject({ id, person: me.person, company: { id: company, name: "Acme" }, kind: "personal" });
  const { records } = world.services;
  const row = await records.find(ApiToken, { company, apiToken: id });
  expect(row?.hash).toBe(tokenDigest(value));
  expect(await records.find(ApiTokenHash, { hash: tokenDigest(value) })).toMatchObject({ into: company, apiToken: id });
  const shown = [await me.call("listMyTokens", { params: { company } }), await world.owner.call("listTokens", { params: { company } }), row];
  expect(JSON.stringify(shown)).not.toContain(value.slice(5, 40));
  const other = await world.newCompany("Other");
  const there = bearing(value);
  expect(await there.refused("listMyChannels", { params: { company: other } })).toBe("company_not_found");
});

test("whatever declares nothing for tokens refuses each of them, and what is grave declares nothing", async () => {
  const { token } = await make(world.owner);
  // A form is taken from whoever brings it: neither cookie nor token is looked at.
  const undeclared = world.services.routes.map(({ endpoint }) => endpoint).filter(({ token, form }) => token === null && !form);
  expect(undeclared.length).toBeGreaterThan(60);
  for (const endpoint of Object.values(endpoints)) if (endpoint.confirmed) expect(endpoint.token, endpoint.path).toBeNull();
  for (const { method, path, upload } of undeclared) {
    const at = path.replace(":company", company).replace(/:\w+/g, channels.wide);
    const headers = { authorization: `Bearer ${token}`, ...(method === "GET" ? {} : { "content-type": upload ? "application/zip" : "application/json" }) };
    const answer = await world.server.fetch(world.server.url + at, { method, headers, ...(method === "GET" ? {} : { body: upload ? "zip" : "{}" }) });
    expect([`${method} ${path}`, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([`${method} ${path}`, 403, "out_of_scope"]);
  }
});

test("each noun and each access is asked for by itself", async () => {
  const reader = await make(world.owner, { scopes: ["messages:read"] });
  const at = { company, channel: channels.wide };
  await reader.call("listMessages", { params: at });
  expect(await reader.refused("postMessage", { params: at, body: { text: "no" } })).toBe("out_of_scope");
  expect(await reader.refused("listMyChannels", { params: { company } })).toBe("out_of_scope");
  const writer = await make(world.owner, { scopes: ["messages:write"] });
  await writer.call("postMessage", { params: at, body: { text: "yes" } });
  expect(await writer.refused("listMessages", { params: at })).toBe("out_of_scope");
  const answer = await raw(`/api/companies/${company}/channels/${channels.wide}/messages`, { authorization: `Bearer ${writer.token}` });
  expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="bastide", error="insufficient_scope", scope="messages:read"');
});

test("a token that only writes is told which one it wrote, and nothing of what stands there", async () => {
  const at = { company, channel: channels.wide };
  const { ref } = await world.owner.call("postMessage", { params: at, body: { text: "not for programs" } });
  const reaction = { params: { ...at, message: ref }, body: { emoji: "👍", on: true } } as const;
  const both = await make(world.owner, { scopes: ["messages:read", "messages:write"] });
  expect((await both.call("react", reaction)).body).toMatchObject({ text: "not for programs" });
  const writer = await make(world.owner, { scopes: ["messages:write"] });
  expect(await writer.call("react", reaction)).toEqual({ ref, version: 1 });
  const mate = await member();
  const { id } = await world.owner.call("openDirect", { params: { company }, body: { people: [mate.person] } });
  const { ref: secret } = await mate.call("postMessage", { params: { company, channel: id }, body: { text: "between us" } });
  const inDirect = { params: { company, channel: id, message: secret }, body: { emoji: "👍", on: true } } as const;
  const deaf = await make(world.owner, { scopes: ["messages:read", "messages:write", "directs:write"] });
  expect(await deaf.call("react", inDirect)).toEqual({ ref: secret, version: 1 });
  const whole = await make(world.owner);
  expect((await whole.call("react", inDirect)).body).toMatchObject({ text: "between us" });
});

test("a token of team A sees nothing of team B, of the company at large and of direct messages", async () => {
  const { owner } = world;
  const scopes = tokenScopes.filter((scope) => !scope.startsWith("directs"));
  const ofA = await make(owner, { teams: [teams.a], scopes });
  const whole = await make(owner);
  const mate = await member();
  const direct = await owner.call("openDirect", { params: { company }, body: { people: [mate.person] } });
  const own = (await ofA.call("listMyChannels", { params: { company } })).channels.map(({ id }) => id);
  expect(own).toEqual([channels.a]);
  expect((await ofA.call("browseChannels", { params: { company }, body: {} })).channels.map(({ id }) => id)).toEqual([channels.a]);
  expect((await ofA.call("listTeams", { params: { company } })).teams.map(({ id }) => id)).toEqual([teams.a]);
  expect((await ofA.call("listPeople", { params: { company } })).people.map(({ id }) => id)).toEqual([owner.person]);
  expect(await ofA.refused("getPerson", { params: { company, person: mate.person } })).toBe("person_not_found");
  await ofA.call("postMessage", { params: { company, channel: channels.a }, body: { text: "in A" } });
  for (const channel of [channels.b, channels.wide, direct.id]) {
    expect(await ofA.refused("listMessages", { params: { company, channel } })).toBe("channel_not_found");
    expect(await ofA.refused("postMessage", { params: { company, channel }, body: { text: "no" } })).toBe("channel_not_found");
    expect(await ofA.refused("getChannel", { params: { company, channel } })).toBe("channel_not_found");
    await whole.call("listMessages", { params: { company, channel } });
  }
  expect(await ofA.refused("listTeamMembers", { params: { company, team: teams.b } })).toBe("team_not_found");
  expect(await ofA.refused("renameTeam", { params: { company, team: teams.b }, body: { name: "C" } })).toBe("team_not_found");
  expect(await ofA.refused("createChannel", { params: { company }, body: { name: "elsewhere", kind: "public" } })).toBe("team_not_found");
  expect(await ofA.refused("createChannel", { params: { company }, body: { name: "elsewhere", kind: "public", team: teams.b } })).toBe("team_not_found");
  const withoutDirects = await make(owner, { scopes });
  expect(await withoutDirects.refused("listMessages", { params: { company, channel: direct.id } })).toBe("channel_not_found");
  expect((await withoutDirects.call("listMyChannels", { params: { company } })).channels.map(({ id }) => id)).not.toContain(direct.id);
  const readsDirects = await make(owner, { scopes: ["messages:read", "messages:write", "directs:read"] });
  await readsDirects.call("listMessages", { params: { company, channel: direct.id } });
  expect(await readsDirects.refused("postMessage", { params: { company, channel: direct.id }, body: { text: "no" } })).toBe("channel_not_found");
});

test("a token does no more than its person may, from the moment that he may less", async () => {
  const me = await world.join(company, "member", [channels.wide]);
  const { call, refused } = await make(me);
  expect(await refused("createTeam", { params: { company }, body: { name: "C" } })).toBe("not_allowed");
  await call("browseChannels", { params: { company }, body: {} });
  await world.owner.call("setPersonRole", { params: { company, person: me.person }, body: { role: "guest" } });
  expect(await refused("browseChannels", { params: { company }, body: {} })).toBe("not_allowed");
  const channelsOf = async (by: Pick<Caller, "call">) => (await by.call("listMyChannels", { params: { company } })).channels.map(({ id }) => id);
  const guests = await channelsOf(await world.callerOf(me.account, company));
  expect(guests).toContain(channels.wide);
  expect(await channelsOf({ call })).toEqual(guests);
  await world.owner.call("disablePerson", { params: { company, person: me.person } });
  expect(await refused("listMyChannels", { params: { company } })).toBe("token_invalid");
  // Back in, with a fresh invitation: what he held before stays ended.
  pass(1000);
  const { url } = await world.owner.call("createInvite", { params: { company }, body: { role: "member" } });
  await world.services.invites.accept(url.split("token=")[1] ?? "", me.account);
  expect(await refused("listMyChannels", { params: { company } })).toBe("token_invalid");
  const tokens = (await world.owner.call("listTokens", { params: { company } })).tokens.filter(({ person }) => person === me.person);
  expect(tokens.map(({ state }) => state)).toEqual(["revoked"]);
});

test("who is disabled or leaves takes his tokens with him", async () => {
  const [disabled, left] = [await member(), await member()];
  const [one, two] = [await make(disabled), await make(left)];
  await world.services.accounts.accounts.disable(disabled.account, { id: operationId(), digest: null });
  await left.call("leaveCompany", { params: { company } });
  for (const { refused } of [one, two]) expect(await refused("describeToken")).toBe("token_invalid");
});

test("one second after its end a token is refused; a lower maximum ends older ones, too", async () => {
  const { refused, call, expiresAt } = await make(world.owner, { days: 1 });
  const long = await make(world.owner, { days: 90 });
  pass(expiresAt - clock.now() - 1000);
  await call("describeToken");
  pass(2000);
  expect(await refused("describeToken")).toBe("token_invalid");
  await world.owner.call("confirmIdentity", { body: { password } });
  const most = (mostDays: number) => world.owner.call("setTokenPolicy", { params: { company }, body: { mostDays } });
  expect(await world.owner.refused("createToken", { params: { company }, body: { name: "x", scopes: ["people:read"], days: 400 } })).toBe("invalid_request");
  await most(30);
  const asked = (days: number) => ({ params: { company }, body: { name: "x", scopes: ["people:read" as const], days } });
  expect(await world.owner.refused("createToken", asked(31))).toBe("invalid_request");
  await world.owner.call("createToken", asked(30));
  expect(await world.owner.refused("setTokenPolicy", { params: { company }, body: { mostDays: limits.tokenDays.most + 1 } })).toBe("invalid_request");
  await most(1);
  expect(await long.refused("describeToken")).toBe("token_invalid");
  await most(limits.tokenDays.most);
  await long.call("describeToken");
});

test("who makes tokens and ends them again fills no table", async () => {
  const me = await member();
  const { records } = world.services;
  const first = await make(me);
  const row = await records.find(ApiToken, { company, apiToken: first.id });
  if (!row) throw new Error("not made");
  // As if they had been made one after the other, and ended.
  const more = (count: number, change: object) =>
    records.commit(
      operationId(),
      [],
      Array.from({ length: count }, () => put(ApiToken, { ...row, apiToken: randomUUID(), ...change })),
    );
  await more(298, { state: "revoked" });
  const last = await make(me);
  expect(last.id).not.toBe(first.id);
  const wanted = { params: { company }, body: { name: "x", scopes: ["people:read" as const] } };
  expect(await me.refused("createToken", wanted)).toBe("conflict");
  // The control: somebody else's do not count here.
  await (await member()).call("createToken", wanted);
});

test("when it was last used is noted, once a minute at most", async () => {
  const { id, call } = await make(world.owner);
  const used = async () => (await world.services.records.find(ApiTokenUse, { company, apiToken: id }))?.usedAt;
  expect(await used()).toBeUndefined();
  const first = clock.now();
  await call("describeToken");
  pass(59_000);
  await call("describeToken");
  expect(await used()).toBe(first);
  pass(2000);
  await call("describeToken");
  expect(await used()).toBe(first + 61_000);
  expect((await world.owner.call("listMyTokens", { params: { company } })).tokens.find((one) => one.id === id)?.usedAt).toBe(first + 61_000);
});

test("from elsewhere than its networks it is not good", async () => {
  await world.owner.call("confirmIdentity", { body: { password } });
  const here = await make(world.owner, { networks: ["127.0.0.0/8"] });
  const elsewhere = await make(world.owner, { networks: ["192.0.2.0/24", "2001:db8::/32"] });
  await here.call("describeToken");
  expect(await elsewhere.refused("describeToken")).toBe("token_invalid");
  expect(await world.owner.refused("createToken", { params: { company }, body: { name: "x", scopes: ["people:read"], networks: ["somewhere"] } })).toBe(
    "invalid_request",
  );
});

test("only its owner and administrators end a token, and it is dead at once", async () => {
  const [me, other] = [await member(), await member()];
  const [one, two] = [await make(me), await make(me)];
  expect(await other.refused("revokeToken", { params: { company, token: one.id } })).toBe("token_not_found");
  expect((await other.call("listMyTokens", { params: { company } })).tokens).toEqual([]);
  expect(await other.refused("listTokens", { params: { company } })).toBe("not_allowed");
  await me.call("revokeToken", { params: { company, token: one.id } });
  await world.owner.call("revokeToken", { params: { company, token: two.id } });
  for (const { refused } of [one, two]) expect(await refused("describeToken")).toBe("token_invalid");
});

test("a service is somebody whom nobody signs in as", async () => {
  const { owner } = world;
  const { value, person, id } = await owner.call("createServiceToken", {
    params: { company },
    body: { name: "Build bot", scopes: ["messages:write", "channels:write"] },
  });
  const { call, refused } = bearing(value);
  await call("joinChannel", { params: { company, channel: channels.a }, body: {} });
  const at = { company, channel: channels.a };
  const { ref: message } = await call("postMessage", { params: at, body: { text: "built" } });
  expect((await owner.call("getMessage", { params: { ...at, message } })).author).toBe(person);
  expect(await owner.call("getPerson", { params: { company, person } })).toMatchObject({ kind: "service", name: "Build bot", role: "member", state: "active" });
  const next = await owner.call("createServiceToken", {
    params: { company },
    body: { name: "Build bot, next year", scopes: ["people:read"], service: person },
  });
  expect(next.person).toBe(person);
  expect(await owner.refused("createServiceToken", { params: { company }, body: { name: "x", scopes: ["people:read"], service: owner.person } })).toBe(
    "person_not_found",
  );
  const me = await member();
  expect(await me.refused("createServiceToken", { params: { company }, body: { name: "x", scopes: ["people:read"] } })).toBe("not_allowed");
  expect(await me.refused("revokeToken", { params: { company, token: id } })).toBe("token_not_found");
  await owner.call("disablePerson", { params: { company, person } });
  for (const token of [value, next.value]) expect(await bearing(token).refused("describeToken")).toBe("token_invalid");
  expect(await refused("postMessage", { params: { company, channel: channels.a }, body: { text: "no" } })).toBe("token_invalid");
});

test("a token is neither a cookie nor beside one, and a session is no bearer", async () => {
  const me = await member();
  const { token } = await make(me);
  const session = me.cookie.split("=")[1] as string;
  const path = `/api/companies/${company}/channels`;
  expect((await raw(path, { authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await raw(path, { authorization: `bearer ${token}` })).status).toBe(200);
  expect((await raw(path, { cookie: me.cookie, authorization: `Bearer ${token}` })).status).toBe(400);
  expect((await raw(path, { cookie: `bastide=${token}` })).status).toBe(401);
  for (const wrong of [session, `${token}x`, "", newApiToken("p")]) {
    const answer = await raw(path, { authorization: `Bearer ${wrong}` });
    expect([wrong, answer.status]).toEqual([wrong, 401]);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="bastide", error="invalid_token"');
  }
  const elsewhere = { authorization: `Bearer ${token}`, origin: "https://elsewhere.example", "content-type": "application/json" };
  const crossing = await world.server.fetch(`${world.server.url}${path}/browse`, { method: "POST", headers: elsewhere, body: "{}" });
  expect(crossing.status).toBe(403);
});

test("who sends tokens that there never were has to wait; good ones go on", async () => {
  const { call } = await make(world.owner);
  const answers: number[] = [];
  for (let i = 0; i < 15; i++) answers.push((await raw("/api/token", { authorization: `Bearer ${newApiToken("s")}` })).status);
  expect(answers.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  expect(answers.at(-1)).toBe(429);
  await call("describeToken");
  pass(3_700_000);
});

async function connect(token: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${world.server.url.replace("http", "ws")}/api/socket`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const frames: ServerFrame[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (data) => {
    frames.push(JSON.parse(String(data)) as ServerFrame);
    for (const look of waiting) look();
  });
  const next = <T extends ServerFrame["type"]>(type: T): Promise<Extract<ServerFrame, { type: T }>> =>
    new Promise((resolve) => {
      const look = () => {
        const found = frames.find((frame) => frame.type === type);
        if (!found) return;
        waiting.delete(look);
        resolve(found as Extract<ServerFrame, { type: T }>);
      };
      waiting.add(look);
      look();
    });
  await once(socket, "open");
  return { socket, frames, next };
}

test("the socket tells a token of what it may read, and ends with it", async () => {
  await world.owner.call("confirmIdentity", { body: { password } });
  const scopes = tokenScopes.filter((scope) => !scope.startsWith("directs") && !scope.startsWith("people"));
  const { value, id } = await make(world.owner, { teams: [teams.a], scopes });
  const { socket, frames, next } = await connect(value);
  const me = await next("me");
  expect(me.account).toMatchObject({ email: null, installationOwner: false });
  expect(me.companies.map((one) => one.channels.map((channel) => channel.id))).toEqual([[channels.a]]);
  socket.send(JSON.stringify({ type: "sync", channels: [] }));
  const post = (channel: string, text: string) => world.owner.call("postMessage", { params: { company, channel }, body: { text } });
  await world.owner.call("renameTeam", { params: { company, team: teams.b }, body: { name: "B, renamed" } });
  await post(channels.b, "not for it");
  await post(channels.wide, "nor this");
  await post(channels.a, "for it");
  await next("events");
  expect(JSON.stringify(frames)).toContain("for it");
  expect(JSON.stringify(frames)).not.toMatch(/not for it|nor this/);
  expect(frames.filter(({ type }) => ["presence", "me.people", "me.inbox", "me.own", "log", "job"].includes(type))).toEqual([]);
  const closed = once(socket, "close");
  await world.owner.call("revokeToken", { params: { company, token: id } });
  expect((await closed)[0]).toBe(4401);
});

test("a socket wants a token that reads channels and messages, and no cookie beside it", async () => {
  const statusOf = async (token: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`${world.server.url.replace("http", "ws")}/api/socket`, { headers: { authorization: `Bearer ${token}`, ...headers } });
    socket.on("error", () => undefined);
    const [, reply] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
    return reply.statusCode;
  };
  const { value } = await make(world.owner, { scopes: ["messages:read"] });
  expect(await statusOf(value)).toBe(403);
  expect(await statusOf(newApiToken("p"))).toBe(401);
  const whole = await make(world.owner);
  expect(await statusOf(whole.value, { cookie: world.owner.cookie })).toBe(400);
  expect(await statusOf(whole.value, { origin: "https://elsewhere.example" })).toBe(403);
});

test("an open socket does not outlive its token's time", async () => {
  const { value, expiresAt } = await make(world.owner, { days: 1 });
  const { socket, next } = await connect(value);
  await next("me");
  const closed = once(socket, "close");
  pass(expiresAt - clock.now() + 500);
  clock.advance(1000);
  expect((await closed)[0]).toBe(4401);
});

test("what is left of a token is gone a season after its end", async () => {
  await world.owner.call("confirmIdentity", { body: { password } });
  const { id } = await make(world.owner, { days: 1 });
  pass(92 * DAY);
  await world.services.tokens.sweep();
  expect(await world.services.records.find(ApiToken, { company, apiToken: id })).toBeUndefined();
});
