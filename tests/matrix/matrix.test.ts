/**
 * Every endpoint that the router serves × every role × every object: who is let in by its declared access and by the doors
 * of channels, that missing and forbidden look alike, and that nothing leaves which no reply declares.
 */
import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { companyRoles, type Endpoint } from "../../src/contract/index.ts";
import { SealedStore } from "../../src/server/platform/records/sealed.ts";
import { Authenticator } from "../harness/authenticator.ts";
import { newDirectoryWorld } from "../harness/directory.ts";
import { HostileDirectory, honest } from "../harness/hostile-directory.ts";
import { testServer } from "../harness/installation.ts";
import { newSso, person } from "../harness/sso.ts";
import { type Caller, newWorld, password, type World } from "../harness/world.ts";
import { type Answer, bodyOf, isRefused, nameOf, type Params, paramsOf, send, withoutId } from "./requests.ts";
import { type Asker, inner, newDirectory, newStage, type Role, type Room, roles, rooms, type Stage, smallExport } from "./stage.ts";

const SECRET = `undeclared-${randomUUID()}`;

/** What a row's record key holds as values for anything: keys of records, of which each value is a number. */
const isTable = (name: string) => name === "leftOut";

/** The same row with an undeclared field in it and in every object that it holds. */
function withSecret<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withSecret) as T;
  if (value === null || typeof value !== "object") return value;
  const inside = Object.entries(value).map(([name, held]) => [name, isTable(name) ? held : withSecret(held)]);
  return { ...Object.fromEntries(inside), undeclared: SECRET } as T;
}

/** From here on every row that is opened carries the secret, and so does every row that is written from one. */
function plantInEveryRow(): () => void {
  const { get, getMany, list, all, open } = SealedStore.prototype;
  const planted = {
    get: async function (this: SealedStore, ...args: Parameters<typeof get>) {
      return withSecret(await get.apply(this, args));
    },
    getMany: async function (this: SealedStore, ...args: Parameters<typeof getMany>) {
      return withSecret(await getMany.apply(this, args));
    },
    list: async function (this: SealedStore, ...args: Parameters<typeof list>) {
      return withSecret(await list.apply(this, args));
    },
    all: async function* (this: SealedStore, ...args: Parameters<typeof all>) {
      for await (const row of all.apply(this, args)) yield withSecret(row);
    },
    open: async function (this: SealedStore, ...args: Parameters<typeof open>) {
      return withSecret(await open.apply(this, args));
    },
  };
  Object.assign(SealedStore.prototype, planted);
  return () => Object.assign(SealedStore.prototype, { get, getMany, list, all, open });
}

/** Endpoints after which a role, a session or an object is not what it was: each cell that is let in gets a stage of its own. */
const changing =
  /^(revokeToken|leaveCompany|leaveChannel|disablePerson|setPersonRole|removeChannelMember|addChannelMember|deleteMessage|revokeInvite|signOut|revokeSession|changePassword|joinChannel|cancelScheduled|endPersonSessions?|changeEmail|removeEmail|removeConnection|removeDirectory|removeDomain|removeInstallationConnection|removeInstallationDomain|endUpload|trashFiles)$/;
/** Taking away what is not there is no error; a browser that posts a form is led on whatever it brings. */
const idle = new Set(["removeTeamMember", "removeChannelMember", "receiveSaml"]);
/** Says the same to everybody, and nothing but whether there is an account. */
const never = new Set(["getSetup", "listSignInWays", "findSignInWays", "startPasskeySignIn", "askReset", "receiveSaml"]);

interface Cell extends Answer {
  readonly endpoint: Endpoint;
  readonly role: Role;
  readonly room: Room;
}

let world: World;
let stranger: Caller;
let zip: Buffer;
let shared: Stage;
let unplant: () => void;
const replies: Answer[] = [];
const cells: Cell[] = [];

const callerOf = (stage: Stage, role: Role): Asker | undefined => (role === "anonymous" ? undefined : stage.people[role]);
const roomsOf = ({ path }: Endpoint): readonly Room[] => (path.includes(":channel") ? rooms : ["open"]);

async function ask(endpoint: Endpoint, stage: Stage, role: Role, room: Room, params = {}): Promise<Answer> {
  const caller = callerOf(stage, role);
  const whose = endpoint.path.includes(":person") ? stage.people.guest : caller;
  const session = endpoint.path.includes(":session") ? await ownSession(whose) : {};
  const answer = await send(
    world.server.url,
    endpoint,
    caller,
    { ...paramsOf(stage, room, endpoint), ...session, ...params },
    bodyOf(endpoint, stage, caller, room),
  );
  replies.push(answer);
  return answer;
}

async function ownSession(caller: Caller | undefined): Promise<{ session?: string }> {
  if (!caller) return {};
  const { sessions } = await caller.call("listSessions");
  const one = sessions.find(({ current }) => current);
  return one ? { session: one.id } : {};
}

beforeAll(async () => {
  unplant = plantInEveryRow();
  world = await newWorld();
  zip = await smallExport();
  stranger = await world.join(world.company, "member");
  shared = await newStage(world, stranger, zip);
  const isChanging = (endpoint: Endpoint) => changing.test(nameOf(endpoint));
  const all = world.services.routes.map(({ endpoint }) => endpoint);
  // What is the installation's stands in every stage: it is taken away last.
  for (const endpoint of [...all.filter((one) => !isChanging(one)), ...all.filter(isChanging)]) {
    for (const room of roomsOf(endpoint)) {
      for (const role of roles) {
        const isFresh =
          isChanging(endpoint) && ["owner", "administrator", "member", "guest"].includes(role) && isDeclared(endpoint, role) && isInside(role, room);
        const stage = isFresh ? await newStage(world, stranger, zip) : shared;
        // A session that ends must be nobody's who is needed later.
        const own = isChanging(endpoint) && (role === "owner" || role === "stranger" || role === "removed") ? await again(stage, role) : stage;
        cells.push({ endpoint, role, room, ...(await ask(endpoint, own, role, room)) });
        // What changes an account's rights asks a new token of its other sessions, too.
        if (own !== stage)
          await callerOf(stage, role)
            ?.call("getAccount")
            .catch(() => undefined);
      }
    }
  }
}, 900_000);

afterAll(async () => {
  unplant();
  await world.close();
});

/** The stage with another session of the role's account. */
async function again(stage: Stage, role: "owner" | "stranger" | "removed"): Promise<Stage> {
  const caller = await world.callerOf(stage.people[role].account, stage.company);
  return { ...stage, people: { ...stage.people, [role]: caller } };
}

/** Both are a member's. */
function tokenIsLetIn({ access, token, form }: Endpoint, role: "reader" | "elsewhere"): boolean {
  // A form is taken from whoever brings it.
  if (form) return true;
  if (token === null || (access.who === "person" && access.role === "administrator")) return false;
  return token === "any" || role === "elsewhere" || token.access === "read";
}

/** Whether the declared access lets the role in, whatever the object. */
function isDeclared(endpoint: Endpoint, role: Role): boolean {
  const { access } = endpoint;
  if (role === "reader" || role === "elsewhere") return tokenIsLetIn(endpoint, role);
  if (access.who === "public") return true;
  if (role === "anonymous") return false;
  if (access.who === "account") return true;
  if (access.who === "owner") return role === "owner";
  return companyRoles.includes(role as "member") && companyRoles.indexOf(role as "member") >= companyRoles.indexOf(access.role);
}

/** Whether the room opens to the role: a closed one and a direct message do to those in them alone. */
const isInside = (role: Role, room: Room): boolean => room === "open" || role === "member" || role === "guest" || role === "reader";

const shown = ({ endpoint, role, room, status, code }: Cell) => `${nameOf(endpoint)} as ${role} in ${room}: ${status} ${code}`;

describe("the matrix", () => {
  test("covers every endpoint of the router, and none of it fails", () => {
    expect(new Set(cells.map(({ endpoint }) => nameOf(endpoint))).size).toBe(world.services.routes.length);
    expect(cells.filter(({ status }) => status >= 500).map(shown)).toEqual([]);
  });

  test("each endpoint lets somebody in and refuses somebody", async () => {
    const extra = await publicCells();
    for (const { endpoint } of world.services.routes) {
      const name = nameOf(endpoint);
      const own = [...cells.filter((cell) => cell.endpoint === endpoint), ...(extra[name] ?? [])];
      expect(
        own.some((answer) => !isRefused(answer)),
        `${name} lets nobody in`,
      ).toBe(true);
      if (!never.has(name)) expect(own.some(isRefused), `${name} refuses nobody`).toBe(true);
    }
  }, 180_000);

  test("nobody is let in against the declared access", () => {
    expect(cells.filter((cell) => !isDeclared(cell.endpoint, cell.role) && !isRefused(cell)).map(shown)).toEqual([]);
  });

  test("a token of one team reaches no channel of none, and a token reaches what it is declared for", () => {
    const about = cells.filter(({ endpoint }) => endpoint.path.includes(":channel"));
    expect(about.filter((cell) => cell.role === "elsewhere" && !isRefused(cell)).map(shown)).toEqual([]);
    expect(about.filter((cell) => cell.role === "reader" && !isRefused(cell)).length).toBeGreaterThan(5);
    expect(cells.filter((cell) => cell.role === "elsewhere" && !isRefused(cell)).length).toBeGreaterThan(3);
  });

  test("a private channel and a direct message open to those in them, whatever the role", () => {
    const wrong = cells.filter((cell) => cell.endpoint.path.includes(":channel") && !isInside(cell.role, cell.room) && !isRefused(cell));
    expect(wrong.map(shown)).toEqual([]);
    const hidden = cells.filter(
      ({ endpoint, room, role, code }) => endpoint.path.includes(":channel") && room !== "open" && role === "administrator" && code === "not_allowed",
    );
    expect(hidden.map(shown)).toEqual([]);
    expect(
      cells.filter(({ role, room, endpoint, status }) => role === "member" && room === "closed" && endpoint.path.includes(":channel") && status === 200).length,
    ).toBeGreaterThan(5);
  });
});

/** What public endpoints need in place of a role: a good token, and a bad one. */
async function publicCells(): Promise<Record<string, Answer[]>> {
  const { services } = world;
  const post = async (name: string, body: unknown, url = world.server.url): Promise<Answer> => {
    const endpoint = services.routes.find((route) => nameOf(route.endpoint) === name)?.endpoint;
    if (!endpoint) throw new Error(`${name} is not served`);
    return send(url, endpoint, undefined, {}, body);
  };
  const bad = "bsx_".padEnd(47, "x");
  const account = await services.accounts.accounts.make({ name: "somebody to reset", password }, inner());
  const reset = (await services.accounts.credentials.makeResetLink(account)).path.split("token=")[1];
  const { kit } = await world.owner.call("createKit", { body: { password } });
  await world.owner.call("confirmKit", { body: { kit } });
  const empty = await testServer();
  const first = empty.firstRun?.split("token=")[1];
  const made = await post("createFirstAccount", { token: first, name: "first", password }, empty.url);
  await empty.close();
  empty.folders.remove();
  return {
    createFirstAccount: [made, await post("createFirstAccount", { token: bad, name: "second", password })],
    confirmKit: [{ status: 200, code: "", text: "" }],
    signIn: [await post("signIn", { login: "olga the owner", password }), await post("signIn", { login: "olga the owner", password: "wrong" })],
    redeemReset: [await post("redeemReset", { token: reset, password: "another four quiet words" }), await post("redeemReset", { token: bad, password })],
    lookInvite: [await post("lookInvite", { token: shared.inviteToken }), await post("lookInvite", { token: bad })],
    ...(await shareCells(post, bad)),
    confirmEmail: await addressCells(),
    ...(await factorCells(post, bad)),
    ...(await connectionCells()),
    signInByDirectory: await directoryCells(),
    acceptInvite: [await post("acceptInvite", { token: bad, account: { name: "x", password } })],
  };
}

/** What a share link opens: one of its own, since others end theirs. */
async function shareCells(post: (name: string, body: unknown) => Promise<Answer>, bad: string): Promise<Record<string, Answer[]>> {
  const { company, channels, files, people } = shared;
  const { url } = await people.member.call("createShare", { params: { company, channel: channels.open, file: files.open }, body: {} });
  const token = new URL(url).hash.slice("#token=".length);
  const cells = async (name: string) => [await post(name, { token }), await post(name, { token: bad })];
  return { lookShare: await cells("lookShare"), readShare: await cells("readShare") };
}

/** What needs a link from a mailbox. */
async function addressCells(): Promise<Answer[]> {
  const me = await world.join(world.company, "member", [], "somebody with a mailbox");
  await me.call("confirmEmail", { body: { token: await world.services.accounts.emails.issueLink(me.account, "confirmed@example.org", "en") } });
  return [{ status: 200, code: "", text: "" }];
}

/** What needs a directory that answers. */
async function directoryCells(): Promise<Answer[]> {
  const directory = await new HostileDirectory().open();
  const { secure } = directory.ports;
  const settings = { ...newDirectory, host: "localhost", port: secure, authorities: directory.certificate.cert, bindPassword: honest.service };
  const it = await newDirectoryWorld([secure], { ...settings, newcomers: "member" });
  await it.signIn(honest.login, honest.password);
  await it.close();
  await directory.close();
  return [{ status: 200, code: "", text: "" }];
}

/** What needs a provider that answers. */
async function connectionCells(): Promise<Record<string, Answer[]>> {
  const sso = await newSso();
  const answered = (given: Promise<unknown>) => given.then(() => [{ status: 200, code: "", text: "" }]);
  const browser = sso.browser();
  const { url } = await browser.client.call("startConnection", { body: sso.way });
  const finishConnection = await answered(browser.client.call("finishConnection", { body: { answer: sso.provider.authorize(url, person("newcomer")) } }));
  const own = sso.browser(sso.administrator.cookie);
  const link = await own.client.call("startLink", { body: sso.way });
  const finishLink = await answered(own.client.call("finishLink", { body: { answer: sso.provider.authorize(link.url, person("owner")) } }));
  const unlink = await answered(own.client.call("unlink", { params: { connection: sso.way.connection } }));
  const admitted = [{ status: 200, code: "", text: "" }];
  await sso.close();
  return { startConnection: admitted, finishConnection, startLink: admitted, finishLink, unlink };
}

/** What only somebody with factors of his own is let into. */
async function factorCells(post: (name: string, body: unknown) => Promise<Answer>, bad: string): Promise<Record<string, Answer[]>> {
  const login = "somebody with factors";
  const me = await world.join(world.company, "member", [], login);
  const answered = (given: Promise<unknown>) => given.then(() => ({ status: 200, code: "", text: "" }));
  const { id, secret } = await me.call("startTotp", { body: {} });
  const codeAt = (steps: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
  const finishTotp = await answered(me.call("finishTotp", { params: { factor: id }, body: { code: codeAt(0) } }));
  const device = new Authenticator(world.server.url.replace("127.0.0.1", "localhost"));
  const { options } = await me.call("startPasskey");
  const addPasskey = await answered(me.call("addPasskey", { body: { name: "Key", passkey: device.make(options) } }));
  const renameFactor = await answered(me.call("renameFactor", { params: { factor: id }, body: { name: "App" } }));
  const makeRecoveryCodes = await answered(me.call("makeRecoveryCodes"));
  const { ticket } = JSON.parse((await post("signIn", { login, password })).text) as { ticket: string };
  const assertion = async () => device.show((await me.call("startPasskeySignIn", { body: {} })).options);
  const finishSignIn = [await post("finishSignIn", { ticket, code: codeAt(1) }), await post("finishSignIn", { ticket: bad, code: codeAt(1) })];
  const passkey = await assertion();
  const signInByPasskey = [await post("signInByPasskey", { passkey }), await post("signInByPasskey", { passkey })];
  const confirmIdentity = await answered(me.call("confirmIdentity", { body: { password } }));
  const removeFactor = await answered(me.call("removeFactor", { params: { factor: id } }));
  await world.services.accounts.sessions.outdate(me.account);
  const renewSession = await answered(me.call("getAccount"));
  const own = { finishTotp, addPasskey, renameFactor, makeRecoveryCodes, confirmIdentity, removeFactor, renewSession };
  return { ...Object.fromEntries(Object.entries(own).map(([name, answer]) => [name, [answer]])), finishSignIn, signInByPasskey };
}

describe("missing and forbidden", () => {
  const objects = [
    "company",
    "channel",
    "person",
    "team",
    "invite",
    "job",
    "session",
    "scheduled",
    "report",
    "token",
    "connection",
    "directory",
    "domain",
    "file",
    "share",
    "upload",
  ] as const;
  type Named = (typeof objects)[number];
  let other: Stage;
  beforeAll(async () => {
    other = await newStage(world, stranger, zip);
    // By now the answer to what is grave would be that it is to be confirmed.
    for (const role of roles) {
      const caller = callerOf(shared, role);
      if (caller && !caller.bearer) await caller.call("confirmIdentity", { body: { password } }).catch(() => undefined);
    }
  }, 180_000);

  /** The same kind of thing that is somebody else's: of another company, of the installation, or of another account. */
  async function foreign(object: Named, endpoint: Endpoint): Promise<Params[]> {
    if (object === "session") {
      const { sessions } = await (other.people.member as Caller).call("listSessions");
      return [{ session: sessions[0]?.id ?? "" }];
    }
    if (object !== "connection" && object !== "domain") return [{ [object]: paramsOf(other, "closed")[object] ?? "" }];
    const ofInstallation = endpoint.path.includes(":company") ? [other.wide[object]] : [];
    const ids = [other[object], ...(object === "connection" ? [other.saml] : []), ...ofInstallation];
    return ids.map((id) => ({ [object]: id }));
  }

  test.each(objects)("a forbidden %s answers as one that is not there", { timeout: 300_000 }, async (object) => {
    let compared = 0;
    for (const { endpoint } of world.services.routes.filter((route) => route.endpoint.path.includes(`:${object}`))) {
      for (const role of roles) {
        const caller = callerOf(shared, role);
        const body = bodyOf(endpoint, shared, caller);
        // Theirs under our own company; and where the role is kept out of ours, ours.
        // What somebody may see and not change is no secret to him: that answer tells of a right, not of a thing.
        const isAbout = ({ code }: Cell) => (object === "company" ? code === "company_not_found" : code !== "not_allowed");
        const own = cells.filter((cell) => cell.endpoint === endpoint && cell.role === role && isRefused(cell) && isAbout(cell) && object !== "session");
        for (const params of [
          ...(await foreign(object, endpoint)).map((theirs) => ({ ...paramsOf(shared, "open", endpoint), ...theirs })),
          ...own.map(({ room }) => paramsOf(shared, room, endpoint)),
        ]) {
          const refused = await send(world.server.url, endpoint, caller, params, body);
          const missing = await send(world.server.url, endpoint, caller, { ...params, [object]: randomUUID() }, body);
          replies.push(refused, missing);
          if (!idle.has(nameOf(endpoint)))
            expect(isRefused(refused), `${nameOf(endpoint)} as ${role} reaches a foreign ${object}: ${refused.status} ${refused.text}`).toBe(true);
          expect(withoutId(missing), `${nameOf(endpoint)} as ${role}`).toBe(withoutId(refused));
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});

test("what no reply declares never leaves", async () => {
  const all = replies.map(({ text }) => text).join("\n");
  expect(replies.length).toBeGreaterThan(500);
  // The secret was in the rows: what was written from them since has it, too.
  const { accounts, records } = world.services;
  expect(JSON.stringify(await accounts.accounts.find(world.owner.account))).toContain(SECRET);
  expect(all).not.toContain(SECRET);
  expect(all).not.toContain("$argon2id$");
  for (const table of ["session", "sessionToken", "invite", "inviteToken", "apiToken", "apiTokenHash", "shareLink", "shareToken"]) {
    const record = records.record(table);
    for (const row of (await records.port.scan(table, undefined, 1000)).rows) {
      for (const [i, column] of Object.values({ ...record.partition, ...record.sort, ...record.clear }).entries()) {
        const digest = [...row.key, ...row.clear][i];
        if ((column as { kind: string }).kind === "digest" && typeof digest === "string")
          expect(all.includes(digest), `${table}: a stored hash left`).toBe(false);
      }
    }
  }
});
