/** What people may bring, however many requests of theirs come at once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders } from "../../../../tests/harness/installation.ts";
import { type Caller, newWorld, type World } from "../../../../tests/harness/world.ts";

let world: World;
let company: string;
let mia: Caller;
let noa: Caller;

beforeAll(async () => {
  world = await newWorld({ folders: makeFolders({ BASTIDE_STORAGE_PER_PERSON: "1M", BASTIDE_STORAGE_PER_COMPANY: "2M" }) });
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  noa = await world.join(company, "member");
});
afterAll(() => world.close());

const ask = (who: Caller, method: string, id: string, more: Record<string, string> = {}) =>
  fetch(`${world.server.url}/api/companies/${company}/uploads${id && `/${id}`}`, {
    method,
    headers: { cookie: who.cookie, origin: world.server.url, "tus-resumable": "1.0.0", ...more },
  });
const begin = (who: Caller, size: number, more: Record<string, string> = {}) => ask(who, "POST", "", { "upload-length": String(size), ...more });
const taken = (replies: readonly Response[]) => replies.filter(({ status }) => status === 201).length;
const idIn = (reply: Response) => reply.headers.get("location")?.split("/").at(-1) ?? expect.fail(`no upload: ${reply.status}`);

test("twenty at once have no more room than one after the other", async () => {
  const replies = await Promise.all(Array.from({ length: 20 }, () => begin(mia, 900_000)));
  expect(taken(replies)).toBe(1);
  const mine = (await mia.call("listUploads", { params: { company } })).uploads;
  expect(mine.map(({ size, state }) => [size, state])).toEqual([[900_000, "open"]]);
  const both = await Promise.all([mia, noa, world.owner].flatMap((who) => [begin(who, 800_000), begin(who, 800_000)]));
  // 2 MB for all: what she has, and one more of 800,000 bytes.
  expect(taken(both)).toBe(1);
});

test("what was given up makes room, and who asks again for what he has is not asked for room", async () => {
  for (const who of [mia, noa, world.owner])
    for (const { id } of (await who.call("listUploads", { params: { company } })).uploads) expect((await ask(who, "DELETE", id)).status).toBe(204);
  const key = { "idempotency-key": "one upload of it" };
  const first = await begin(noa, 1_000_000, key);
  const again = await begin(noa, 1_000_000, key);
  expect([first.status, again.status, idIn(again)]).toEqual([201, 201, idIn(first)]);
  expect((await begin(noa, 1_000_000)).status).toBe(413);
});

test("the same key for an upload of another length or name is refused", async () => {
  const key = { "idempotency-key": "another upload" };
  const name = { "upload-metadata": `filename ${btoa("a.txt")}` };
  expect((await begin(mia, 10, { ...key, ...name })).status).toBe(201);
  expect((await begin(mia, 10, { ...key, ...name })).status).toBe(201);
  expect((await begin(mia, 99, { ...key, ...name })).status).toBe(422);
  expect((await begin(mia, 10, { ...key, "upload-metadata": `filename ${btoa("b.txt")}` })).status).toBe(422);
});

test("two hundred are open at once, however they are begun", async () => {
  const replies = await Promise.all(Array.from({ length: 230 }, () => begin(world.owner, 1)));
  expect(taken(replies)).toBe(200);
  expect((await world.owner.call("listUploads", { params: { company } })).uploads.length).toBe(200);
});

test("so are those without a byte, which are whole at once; what was given up counts no more", async () => {
  const pia = await world.join(company, "member");
  const first = idIn(await begin(pia, 0));
  expect(taken(await Promise.all(Array.from({ length: 220 }, () => begin(pia, 0))))).toBe(199);
  const refused = await begin(pia, 0);
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: "invalid_request", fields: [{ problem: "too_many" }] }]);
  expect((await ask(pia, "DELETE", first)).status).toBe(204);
  expect([(await begin(pia, 0)).status, (await begin(pia, 0)).status]).toEqual([201, 400]);
});
