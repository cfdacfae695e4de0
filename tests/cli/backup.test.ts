import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitKinds } from "../../src/contract/exit.ts";
import { asked, bastide, call, newPlace, type Place, type Serving, serve, signIn } from "./program.ts";

interface Report {
  readonly rows: number;
  readonly digest: string;
}

let place: Place;
let server: Serving;
let password: string;
let company: string;
let channel: string;
const places: Place[] = [];
const kitOf = (where: Place) => join(where.root, "kit.txt");

function newOne(): Place {
  const made = newPlace();
  places.push(made);
  return made;
}

beforeAll(async () => {
  place = newOne();
  password = (await asked<{ password: string }>(place, ["user", "create", "olga", "--owner"])).password;
  server = await serve(place);
  const { cookie } = await signIn(server.url, "olga", password);
  company = ((await call(server.url, "POST", "/api/companies", { name: "Acme", start: "empty" }, cookie)).body as { id: string }).id;
  const { body } = await call(server.url, "GET", `/api/companies/${company}/channels`, undefined, cookie);
  channel = (body as { channels: { id: string }[] }).channels[0]?.id ?? "";
  for (let n = 1; n <= 20; n++) await call(server.url, "POST", `/api/companies/${company}/channels/${channel}/messages`, { text: `said ${n}` }, cookie);
});
afterAll(async () => {
  await server.end();
  for (const one of places) one.remove();
});

async function said(where: Serving): Promise<string[]> {
  const { cookie, status } = await signIn(where.url, "olga", password);
  expect(status).toBe(200);
  const { body } = await call(where.url, "GET", `/api/companies/${company}/channels/${channel}/messages?limit=100`, undefined, cookie);
  return (body as { messages: { body: { text: string } }[] }).messages.map((message) => message.body.text).filter((text) => text.startsWith("said"));
}
const all = Array.from({ length: 20 }, (_, n) => `said ${n + 1}`);

describe("a backup", () => {
  test("waits for a recovery kit: nobody could restore it otherwise", async () => {
    const { status, stderr } = await bastide(place, ["backup", "early.backup"]);
    expect([status, stderr]).toEqual([exitKinds.refused.status, expect.stringContaining("recovery kit")]);
    const { cookie } = await signIn(server.url, "olga", password);
    const { body } = await call(server.url, "POST", "/api/setup/kit", { password }, cookie);
    writeFileSync(kitOf(place), (body as { kit: string }).kit);
  });

  test("is made beside the running server, for its user alone, and once", async () => {
    const made = await bastide(place, ["backup", "one.backup"]);
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/^\/.*\/one\.backup: [\d,]+ rows, 0 objects of files \(0 bytes\), [\d.]+ kB\ndigest of the rows [0-9a-f]{64}\n$/);
    expect(statSync(join(place.root, "one.backup")).mode & 0o777).toBe(0o600);
    expect(await bastide(place, ["backup", "one.backup"])).toMatchObject({
      status: exitKinds.refused.status,
      stderr: expect.stringContaining("--force replaces it"),
    });
    expect((await bastide(place, ["backup", "one.backup", "--force"])).status).toBe(0);
    expect(readdirSync(place.root).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("that finds no room says so and leaves no half file", async (context) => {
    const folder = join(place.root, "small");
    mkdirSync(folder);
    if (!mountSmall(folder)) return context.skip();
    try {
      const { status, stdout, stderr } = await bastide(place, ["backup", "small/full.backup"]);
      expect([status, stdout]).toEqual([exitKinds.storage_full.status, ""]);
      expect(stderr).toContain("There is no room left");
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      execFileSync("umount", [folder]);
    }
  });

  test("comes back on another machine, with the digest that was told", async () => {
    const report = await asked<Report>(place, ["backup", "told.backup"]);
    const there = newOne();
    const restored = await asked<Report>(there, ["restore", join(place.root, "told.backup"), "--kit", kitOf(place)]);
    expect(restored).toMatchObject({ rows: report.rows, digest: report.digest });
    const second = await serve(there);
    try {
      expect(second.firstRun).toBeUndefined();
      expect(await said(second)).toEqual(all);
    } finally {
      expect(await second.end()).toBe(0);
    }
    expect((await bastide(there, ["restore", join(place.root, "told.backup"), "--kit", kitOf(place)])).stderr).toContain("is not empty");
  });

  test.each([
    ["a changed byte", (bytes: Buffer) => bytes.with(bytes.length >> 1, ((bytes[bytes.length >> 1] as number) + 1) & 255), /is damaged at byte \d+/],
    ["a cut end", (bytes: Buffer) => bytes.subarray(0, -1), /ends too early/],
    ["another file", () => Buffer.from("PK not a backup at all"), /is no backup of Bastide/],
  ])("with %s ends as input_broken and makes nothing", async (_what, change, words) => {
    const there = newOne();
    const file = join(there.root, "changed.backup");
    writeFileSync(file, change(readFileSync(join(place.root, "one.backup"))));
    const { status, stdout, stderr } = await bastide(there, ["restore", file, "--kit", kitOf(place)]);
    expect([status, stdout, stderr]).toEqual([exitKinds.input_broken.status, "", expect.stringMatching(words)]);
    expect(readdirSync(there.root)).toEqual(["changed.backup"]);
  });
});

describe("the kit", () => {
  test("opens a data folder whose two other parts are gone; a wrong one says which line", async () => {
    const lost = newOne();
    await asked(lost, ["restore", join(place.root, "one.backup"), "--kit", kitOf(place)]);
    for (const folder of ["state", "config"]) rmSync(join(lost.root, folder), { recursive: true });
    await expect(serve(lost)).rejects.toMatchObject({ status: exitKinds.part_installation_absent.status });
    const mistyped = readFileSync(kitOf(place), "utf8").replace(/key 3: (.)/, (_all, first: string) => `key 3: ${first === "A" ? "B" : "A"}`);
    const wrong = await bastide(lost, ["recover", "--kit", "-"], { stdin: mistyped });
    expect([wrong.status, wrong.stderr]).toEqual([exitKinds.input_broken.status, "bastide: Line 6 of the recovery kit is mistyped.\n"]);
    expect(await bastide(lost, ["recover", "--kit", kitOf(place)])).toMatchObject({ status: 0, stdout: expect.stringContaining("start the server as usual") });
    const again = await serve(lost);
    expect(await said(again)).toEqual(all);
    expect(await again.end()).toBe(0);
    expect(await bastide(lost, ["recover", "--kit", kitOf(place)])).toMatchObject({ status: 0, stdout: "No part was lost; nothing was changed.\n" });
  });

  test("of another store opens nothing; a folder without a store is left as it is", async () => {
    const other = newOne();
    expect(await bastide(other, ["recover", "--kit", kitOf(place)])).toMatchObject({
      status: exitKinds.refused.status,
      stderr: expect.stringContaining("There is no store"),
    });
    expect(readdirSync(other.root)).toEqual([]);
    await asked(other, ["user", "create", "olga", "--owner"]);
    const { status, stderr } = await bastide(other, ["recover", "--kit", kitOf(place)]);
    expect([status, stderr]).toEqual([exitKinds.input_broken.status, "bastide: The recovery kit does not open this store.\n"]);
  });
});

/** Needs root and a kernel that lets it; false where it can't be. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k,mode=0700", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
