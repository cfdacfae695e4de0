import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testServer } from "../../../../tests/harness/installation.ts";
import { newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { pbkdf2 } from "../../../crypto/index.ts";
import { systemClock } from "../../platform/clock/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { claims } from "./claims/index.ts";
import { Traces } from "./claims/traces.ts";

let world: World;
beforeAll(async () => {
  // The right time, also where others are wrong: codes of an app are those of a minute.
  world = await newWorld({ clock: { ...systemClock } });
  // Runs are under way between the requests: no repeat brings them back.
  world.server.spare();
});
afterAll(() => world.close());

const never = new AbortController().signal;
const quiet = () => undefined;

/** Rows that moved on by themselves meanwhile. */
const moving = new Set(["claimRun", "consumerCursor", "session", "companyEntry", "setupLink"]);

/** What stands in the store, by place: the version of each row. */
async function standing(records: SealedStore): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  for (const { name } of records.records.filter((record) => !moving.has(record.name))) {
    let after: string | undefined;
    do {
      const page = await records.port.scan(name, after, 1000);
      for (const { key, version } of page.rows) versions.set(`${name} ${key.join(" ")}`, version);
      after = page.next;
    } while (after !== undefined);
  }
  return versions;
}

test("a run of all checks proves what is here and leaves nothing of its probe behind", { timeout: 600_000 }, async () => {
  const { trust, records, companies } = world.services;
  const before = [await standing(records), await companies.all()];
  const verified = async () => (await trust.verify(undefined, quiet, never)).claims;
  const isUncertain = ({ evidence }: { evidence: string }) => evidence.includes("OutcomeUnknown");
  let claims = await verified();
  // A store that does not say whether it wrote is asked again.
  for (let tries = 0; tries < 3 && claims.some(({ clauses }) => clauses.some(isUncertain)); tries++) claims = await verified();
  const states = new Map(claims.map(({ id, state }) => [id, state]));
  const failing = claims.flatMap(({ clauses }) => clauses).filter(({ state }) => state === "not true here");
  expect(failing).toEqual([]);
  for (const id of ["C06", "C07", "C08", "C09", "C10", "C11", "C12", "C14", "C29", "C37", "C54"]) expect([id, states.get(id)]).toEqual([id, "proven"]);
  for (const id of ["C01", "C21", "C28", "C33"]) expect([id, states.get(id)]).toEqual([id, "partly"]);
  expect([await standing(records), await companies.all()]).toEqual(before);
  const { claims: listed, history, run } = await world.owner.call("listClaims");
  expect([listed.find(({ id }) => id === "C10")?.state, history[0]?.total, run]).toEqual(["proven", 54, null]);
});

test("a hash from elsewhere with too little work is no kept promise; one with enough is, and so is what stands there after a sign-in", async () => {
  const { trust, accounts } = world.services;
  const typed = "violet-harbour-tram-49";
  const slow = async () => {
    const { claims: found } = await trust.verify(["C07"], quiet, never);
    return found.flatMap(({ clauses }) => clauses).find(({ id }) => id === "C07a");
  };
  const brought = async (name: string, rounds: number) => {
    const value = (await pbkdf2("sha256", typed, Buffer.from("Xq3kP9sLw2Vd"), rounds, 32)).toString("base64");
    await accounts.accounts.importOne({ name, hash: `pbkdf2_sha256$${rounds}$Xq3kP9sLw2Vd$${value}` });
  };
  await brought("brought with enough work", 600_000);
  expect(await slow()).toMatchObject({
    state: "proven",
    evidence: expect.stringContaining("1 came from elsewhere and wait for their first sign-in, 0 of them"),
  });
  await brought("brought with little work", 1000);
  expect(await slow()).toMatchObject({
    state: "not true here",
    evidence: expect.stringContaining("2 came from elsewhere and wait for their first sign-in, 1 of them"),
  });
  await world.anonymous.call("signIn", { body: { login: "brought with little work", password: typed } });
  expect(await slow()).toMatchObject({ state: "proven" });
});

test("runs go one at a time, owners start them, and a claim that there isn't is refused", async () => {
  const member = await world.join(world.company, "member");
  expect(await member.refused("runClaims", { body: { claims: ["C54"] } })).toBe("not_allowed");
  expect(await world.owner.refused("runClaims", { body: { claims: ["C99"] } })).toBe("invalid_request");
  const running = world.services.trust.verify(["C07"], quiet, never);
  const [meanwhile] = await Promise.all([world.owner.refused("runClaims", { body: { claims: ["C54"] } }), running]);
  expect(meanwhile).toBe("busy");
  expect((await world.owner.call("runClaims", { body: { claims: ["C54"] } })).total).toBe(1);
});

test("the history says which claims a run found in another state than before", async () => {
  const found = claims.flatMap(({ id, clauses }) => (id === "C54" ? clauses : [])).find(({ check }) => check !== undefined) ?? expect.fail("no check");
  await expect.poll(async () => (await world.owner.call("listClaims")).run).toBe(null);
  const run = async () => {
    await world.services.trust.verify(["C54"], quiet, never);
    return (await world.owner.call("listClaims")).history[0]?.turned;
  };
  await run();
  expect(await run()).toEqual([]);
  const broken = vi.spyOn(found, "check").mockResolvedValueOnce({ looked: 1, ok: false, evidence: "Broken for once." });
  expect(await run()).toEqual([{ claim: "C54", from: "proven", to: "not true here" }]);
  broken.mockRestore();
  expect(await run()).toEqual([{ claim: "C54", from: "not true here", to: "proven" }]);
});

test("a run that is stopped ends its probe; what a crash left behind is gone after the next start", { timeout: 120_000 }, async () => {
  const server = await testServer();
  const { folders } = server;
  const before = await standing(server.services.records);
  const stop = new AbortController();
  const stopped = server.services.trust.verify(["C07", "C08"], ({ now }) => now === "C08" && stop.abort(new Error("enough")), stop.signal);
  await expect(stopped).rejects.toThrow("enough");
  expect(await standing(server.services.records)).toEqual(before);

  const crash = vi.spyOn(Traces.prototype, "removeRun").mockRejectedValue(new Error("killed"));
  await expect(server.services.trust.verify(["C08"], quiet, never)).rejects.toThrow("killed");
  crash.mockRestore();
  expect(await standing(server.services.records)).not.toEqual(before);
  await server.close();
  const again = await testServer({ folders });
  const left = await standing(again.services.records);
  expect(left).toEqual(before);
  await again.close();
  folders.remove();
});

test("the inspector shows a stored row through the message's own door, and nothing of its text", async () => {
  const { company, owner } = world;
  const mia = await world.join(company, "member");
  const channel = (await newChannel(mia, company, "inspected", "private")).id;
  await mia.call("postMessage", { params: { company, channel }, body: { text: "nobody reads this on the disk" } });
  await mia.call("postMessage", { params: { company, channel }, body: { text: "nor this", thread: 1 } });
  for (const [message, type] of [
    ["1", "message"],
    ["1.1", "reply"],
  ] as const) {
    const row = await mia.call("inspectMessage", { params: { company, channel, message } });
    expect(row).toMatchObject({
      type,
      version: 1,
      owners: [
        { kind: "person.content", id: mia.person },
        { kind: "channel", id: channel },
      ],
    });
    expect(row.envelope.map(({ field }) => field)).toEqual(["magic", "suite", "keyId", "schema", "nonce", "ciphertext", "tag"]);
    expect(row.envelope.slice(0, 2).map(({ hex }) => hex)).toEqual(["e1", "01"]);
    expect([...row.key, ...row.clear].every(({ why }) => why.length > 5)).toBe(true);
    expect(Buffer.from(row.envelope.map(({ hex }) => hex).join(""), "hex").includes("nobody")).toBe(false);
  }
  expect(await owner.refused("inspectMessage", { params: { company, channel, message: "1" } })).toBe("channel_not_found");
  expect(await mia.refused("inspectMessage", { params: { company, channel, message: "9" } })).toBe("message_not_found");
});

test("the inspector shows channels and people through their own doors, and the account behind a person to himself alone", async () => {
  const { company, owner } = world;
  const [mia, guest] = [await world.join(company, "member"), await world.join(company, "guest")];
  const channel = (await newChannel(mia, company, "quietly-inspected", "private")).id;
  const stored = await mia.call("inspectChannel", { params: { company, channel } });
  expect(stored).toMatchObject({ type: "channel", version: 1, owners: [{ kind: "channel", id: channel }] });
  expect(stored.clear).toContainEqual(expect.objectContaining({ column: "createdBy", value: mia.person }));
  expect(Buffer.from(stored.envelope.map(({ hex }) => hex).join(""), "hex").includes("quietly")).toBe(false);
  for (const who of [owner, guest]) expect(await who.refused("inspectChannel", { params: { company, channel } })).toBe("channel_not_found");

  const inspect = { params: { company, person: mia.person } };
  const accountIn = ({ clear }: typeof stored) => clear.find(({ column }) => column === "account")?.value;
  const own = await mia.call("inspectPerson", inspect);
  expect(own).toMatchObject({ type: "person", owners: [{ kind: "person.profile", id: mia.person }] });
  expect([accountIn(own), accountIn(await owner.call("inspectPerson", inspect))]).toEqual([mia.account, null]);
  expect(await guest.refused("inspectPerson", inspect)).toBe("person_not_found");
  await mia.call("addChannelMember", { params: { company, channel, person: guest.person }, body: {} });
  await world.services.settled();
  expect((await guest.call("inspectPerson", inspect)).type).toBe("person");
  expect((await guest.call("inspectChannel", { params: { company, channel } })).type).toBe("channel");
});

test("the inspector shows the chunks of a file and the postings of a message through their own doors, and nothing of what they say", async () => {
  const { company, owner } = world;
  const mia = await world.join(company, "member");
  const channel = (await newChannel(mia, company, "inspected-files", "private")).id;
  const at = { company, channel };
  const bytes = Buffer.from("nobody reads this either. ".repeat(6000));
  const upload = await mia.uploaded(bytes);
  const { id: file } = await mia.call("createFile", { params: at, body: { upload, name: "quietly inspected.bin" } });
  const { row, version, objects, more } = await mia.call("inspectFile", { params: { ...at, file } });
  expect([row.type, version?.type, more, objects.length]).toEqual(["file", "fileVersion", 0, 1]);
  expect(version?.owners).toEqual([
    expect.objectContaining({ kind: "person.content", id: mia.person }),
    expect.objectContaining({ kind: "channel", id: channel }),
  ]);
  const [object = expect.fail("no object")] = objects;
  expect(object.key).toBe(`${company}/${mia.person}/${upload}/0`);
  expect(object.header.map(({ hex }) => hex.length / 2)).toEqual([1, 1, 1, 1, 16, 32]);
  expect(object.header.slice(0, 4).map(({ hex }) => hex)).toEqual(["e2", "01", "10", "00"]);
  expect([object.chunks, object.shown.map(({ number }) => number)]).toEqual([3, [0, 1, 2]]);
  expect(object.shown.map((chunk) => chunk.bytes)).toEqual([65_552, 65_552, bytes.length - 2 * 65_536 + 16]);
  expect(object.shown.every(({ start, tag }) => start.length === 96 && tag.length === 32)).toBe(true);
  const text = JSON.stringify({ row, version, objects });
  for (const said of ["nobody", "quietly"]) expect(text.includes(Buffer.from(said).toString("hex"))).toBe(false);
  expect(text).not.toContain("quietly");
  expect(await owner.refused("inspectFile", { params: { ...at, file } })).toBe("channel_not_found");
  expect(await mia.refused("inspectFile", { params: { ...at, file: company } })).toBe("file_not_found");
  const folder = await mia.call("createFolder", { params: at, body: { name: "quiet" } });
  expect(await mia.call("inspectFile", { params: { ...at, file: folder.id } })).toMatchObject({ version: null, objects: [] });

  const message = { params: { ...at, message: "1" } };
  await mia.call("postMessage", { params: at, body: { text: "albatross above the albatross" } });
  await world.services.feed.idle();
  const { postings } = await mia.call("inspectPostings", message);
  if (!postings) return expect.fail("no postings");
  expect([postings.scope, postings.source.length, postings.tokens.length > 3]).toEqual(["channel", 64, true]);
  expect(postings.tokens).toEqual(postings.tokens.toSorted());
  expect(postings.envelope.map(({ field }) => field)).toEqual(row.envelope.map(({ field }) => field));
  expect(postings.words.length).toBeGreaterThan(0);
  for (const { token } of postings.words) expect(postings.tokens).toContain(token);
  expect(JSON.stringify(postings).includes(Buffer.from("albatross").toString("hex"))).toBe(false);
  expect(await owner.refused("inspectPostings", message)).toBe("channel_not_found");
  await mia.call("deleteMessage", message);
  await world.services.feed.idle();
  expect(await mia.call("inspectPostings", message)).toEqual({ postings: null });
});

test("nobody inspects a direct message that he isn't in, whatever his role, nor a row of another company", async () => {
  const { company, owner } = world;
  const [mia, noa] = [await world.join(company, "member"), await world.join(company, "member")];
  const other = await world.newCompany("Inspected from afar", owner.account);
  const stranger = await world.join(other, "administrator");
  const direct = await mia.call("openDirect", { params: { company }, body: { people: [noa.person] } });
  await mia.call("postMessage", { params: { company, channel: direct.id }, body: { text: "between the two of us" } });
  const message = { params: { company, channel: direct.id, message: "1" } };
  const channel = { params: { company, channel: direct.id } };
  const person = { params: { company, person: mia.person } };
  expect((await noa.call("inspectMessage", message)).type).toBe("message");
  expect(await owner.refused("inspectMessage", message)).toBe("channel_not_found");
  expect(await owner.refused("inspectChannel", channel)).toBe("channel_not_found");
  for (const refused of [stranger.refused("inspectMessage", message), stranger.refused("inspectChannel", channel), stranger.refused("inspectPerson", person)])
    expect(await refused).toBe("company_not_found");
  // Under a company of one's own, what belongs to another one isn't there.
  const own = { company: other };
  expect(await stranger.refused("inspectMessage", { params: { ...message.params, ...own } })).toBe("channel_not_found");
  expect(await stranger.refused("inspectChannel", { params: { ...channel.params, ...own } })).toBe("channel_not_found");
  expect(await stranger.refused("inspectPerson", { params: { ...person.params, ...own } })).toBe("person_not_found");
});

test("every column of the live schema stands in the inventory, with a reason", async () => {
  const { columns } = await world.owner.call("listColumns");
  const listed = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  const live = await world.services.records.port.liveSchema();
  expect(live.filter(({ table, column }) => !listed.has(`${table}.${column}`))).toEqual([]);
  expect(columns.filter(({ why }) => why.length < 5)).toEqual([]);
});
