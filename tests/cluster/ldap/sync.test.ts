import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DirectoryWorld, newDirectoryWorld, openSocket, outcome } from "../../harness/directory.ts";
import { base, dnOf, groupOf, ldifOf, people, type Slapd, service, startSlapd } from "./slapd.ts";

const hostile = ["*", "ada)(uid=*", "*)(objectClass=*"];
const many = 1500;
const staff = `cn=staff,ou=groups,${base}`;

let slapd: Slapd;
let it: DirectoryWorld;

beforeAll(async () => {
  slapd = await startSlapd(
    [
      ldifOf({ uid: "ada", name: "Ada Lovelace", password: "ada's own", mail: "ada@example.org" }),
      ldifOf({ uid: "bob", name: "Bob Bold", password: "bob's own" }),
      ...hostile.map((uid, at) => ldifOf({ uid, name: `Hostile ${at}`, password: `${uid} own` })),
      ...Array.from({ length: many }, (_, at) => ldifOf({ uid: `person${at}`, name: `Person ${at}` })),
    ].join("\n"),
  );
  slapd.change(groupOf("staff", ["ada", "bob"]));
  const { plain, secure } = slapd.ports;
  it = await newDirectoryWorld([plain, secure], {
    ...{ name: "Acme's directory", product: "openldap", host: "localhost", port: secure, security: "tls", authorities: slapd.authorities },
    ...{ bindDn: service.dn, bindPassword: service.password, base: people, filter: "(&(objectClass=inetOrgPerson)(!(uid=person*)))" },
    ...{ loginAttributes: ["uid", "mail"], groups: [{ group: staff, role: "member" }], newcomers: "guest" },
  });
});
afterAll(async () => {
  await it?.close();
  await slapd?.stop();
});

const modify = (uid: string, ...lines: string[]) => slapd.change([`dn: ${dnOf(uid)}`, "changetype: modify", ...lines, ""].join("\n"));
const named = async (name: string) => (await it.people()).find((one) => one.name === name);

describe("a real directory", () => {
  test("the test says how far it comes", async () => {
    const { owner, params } = it;
    expect(await owner.call("testDirectory", { params })).toMatchObject({
      steps: ["reach", "secure", "bind", "search"],
      problem: null,
      people: 5,
      protocol: "TLSv1.3",
    });
    await it.change({ bindPassword: "wrong" });
    expect(await owner.call("testDirectory", { params })).toMatchObject({ steps: ["reach", "secure"], problem: "service_account" });
    await it.change({ bindPassword: service.password });
  });

  test("a dry run changes nothing; a sync makes people by their groups, and a second one nobody", async () => {
    const { owner, params } = it;
    const dry = await owner.call("tryDirectorySync", { params });
    expect([dry.counts, dry.changes.map(({ kind, name, role }) => [kind, name, role]).sort()]).toEqual([
      { found: 5, made: 5, changed: 0, back: 0, gone: 0, blocked: 0, failed: 0 },
      [["new", "Ada Lovelace", "member"], ["new", "Bob Bold", "member"], ...hostile.map((_, at) => ["new", `Hostile ${at}`, "guest"])],
    ]);
    expect(await it.people()).toHaveLength(1);
    expect((await it.sync()).sync).toMatchObject({ state: "done", counts: { found: 5, made: 5, failed: 0 } });
    expect((await it.people()).map(({ name, role }) => [name, role]).sort()).toEqual([
      ["Ada Lovelace", "member"],
      ["Bob Bold", "member"],
      ...hostile.map((_, at) => [`Hostile ${at}`, "guest"]),
      ["olga the owner", "administrator"],
    ]);
    expect((await it.sync()).sync.counts).toEqual({ found: 5, made: 0, changed: 0, back: 0, gone: 0, blocked: 0, failed: 0 });
  });

  test("name and password of the directory let in, and nothing else does", async () => {
    const { client } = await it.signIn("ada", "ada's own");
    expect(await client.call("getAccount")).toMatchObject({ companies: [{ id: it.company, role: "member" }] });
    for (const [login, password] of [
      ["ada", "bob's own"],
      ["ada", ""],
      ["*", "ada's own"],
      ["ad*", "ada's own"],
      ["ada)(uid=*", "ada's own"],
      ["nobody", "ada's own"],
    ] as const)
      expect(await outcome(it.signIn(login, password)), login).toBe("wrong_credentials");
    for (const uid of hostile) await it.signIn(uid, `${uid} own`);
  });

  test("who is disabled there loses session, socket and tokens here within a second; what was his is shown; he comes back", async () => {
    const { jar, client } = await it.signIn("bob", "bob's own");
    const token = await client.call("createToken", { params: { company: it.company }, body: { name: "robot", scopes: ["people:read"] } });
    const person = await named("Bob Bold");
    await client.call("createChannel", { params: { company: it.company }, body: { name: "bobs", kind: "private" } });
    const socket = await openSocket(it.world.server.url, jar.cookie);
    modify("bob", "replace: pwdAccountLockedTime", "pwdAccountLockedTime: 000001010000Z");
    const begun = performance.now();
    const { sync } = await it.sync();
    expect((await socket.closed) - begun).toBeLessThan(2000);
    expect(sync).toMatchObject({ state: "done", counts: { gone: 1 }, gone: [{ person: person?.id, name: "Bob Bold", channels: 1 }] });
    expect(await outcome(client.call("getAccount"))).toBe("not_signed_in");
    const bearer = await fetch(`${it.world.server.url}/api/companies/${it.company}/people`, { headers: { authorization: `Bearer ${token.value}` } });
    expect(bearer.status).toBe(401);
    expect(await outcome(it.signIn("bob", "bob's own"))).toBe("wrong_credentials");
    expect((await named("Bob Bold"))?.state).toBe("disabled");

    modify("bob", "delete: pwdAccountLockedTime");
    expect((await it.sync()).sync.counts).toMatchObject({ back: 1, gone: 0 });
    await it.signIn("bob", "bob's own");
  });

  test("a new name and another group are followed; who leaves the filter is out; a renamed entry is the same person", async () => {
    const before = await named("Ada Lovelace");
    modify("ada", "replace: cn", "cn: Ada King");
    slapd.change(`dn: ${dnOf("ada")}\nchangetype: modrdn\nnewrdn: uid=ada.king\ndeleteoldrdn: 1\n`);
    expect((await it.sync()).sync.counts).toMatchObject({ made: 0, changed: 1, gone: 0 });
    expect(await named("Ada King")).toMatchObject({ id: before?.id, state: "active" });
    await it.signIn("ada.king", "ada's own");
    expect(await outcome(it.signIn("ada", "ada's own"))).toBe("wrong_credentials");
  });

  test("a directory that is away takes nobody out", async () => {
    await it.change({ port: slapd.ports.plain });
    expect((await it.sync()).sync).toMatchObject({ state: "failed", problem: expect.stringMatching(/tls_failed|cut_off/) });
    await it.change({ port: slapd.ports.secure });
    expect((await it.people()).filter(({ state }) => state !== "active")).toEqual([]);
  });

  test("over 1,500 people by pages; the brake holds when they vanish, and lets go when it is told", async () => {
    await it.change({ filter: "(objectClass=inetOrgPerson)" });
    const { sync } = await it.sync();
    expect(sync).toMatchObject({ state: "done", counts: { found: many + 5, made: many, failed: 0 } });
    await it.change({ filter: "(&(objectClass=inetOrgPerson)(!(uid=person1*)))" });
    const held = await it.sync();
    const { gone } = held.sync.counts;
    expect(held.sync).toMatchObject({ state: "held", problem: "brake_many" });
    expect((await it.sync(gone - 1)).sync.state).toBe("held");
    await it.change({ filter: "(uid=nobody)" });
    expect((await it.sync()).sync).toMatchObject({ state: "held", problem: "brake_empty" });
    expect((await named("Person 1"))?.state).toBe("active");
  });
});
