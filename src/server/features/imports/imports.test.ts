import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateExport } from "../../../../tests/fixtures/slack-generator.ts";
import { hostileArchives } from "../../../../tests/fixtures/slack-hostile.ts";
import { zipOf } from "../../../../tests/fixtures/slack-zip.ts";
import { type Caller, newWorld, type World } from "../../../../tests/harness/world.ts";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";

let world: World;
let owner: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld();
  ({ owner, company } = world);
});
afterAll(() => world.close());

type Job = ReplyOf<Endpoints["getImport"]>;
const ended = ["done", "failed", "cancelled"];
const upload = (who: Caller, zip: Uint8Array, into = company) => who.call("uploadImport", { params: { company: into }, upload: new Uint8Array(zip) });

/** Asks until the job has ended. */
async function end(who: Caller, job: Job, into = company): Promise<Job> {
  for (;;) {
    const now = await who.call("getImport", { params: { company: into, job: job.id } });
    if (ended.includes(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const spoolFolder = () => join(world.server.folders.config.data, "spool");

describe("an upload", () => {
  test("brings everything once, found = imported + left out for each kind, and its spool goes", async () => {
    const { zip } = await generateExport({ seed: 5, people: 12, channels: 6, messages: 300 });
    const job = await end(owner, await upload(owner, zip));
    expect(job.failure).toBeNull();
    const { report } = job;
    for (const kind of ["channels", "people", "messages", "reactions"] as const) {
      const { found, imported, leftOut } = report?.[kind] ?? expect.fail("no report");
      expect(imported + Object.values(leftOut).reduce((sum, n) => sum + n, 0)).toBe(found);
      expect(imported).toBeGreaterThan(0);
    }
    // The end is told first: a crash in between leaves a file that the next start removes, never a job without its file.
    await expect.poll(() => (existsSync(spoolFolder()) ? readdirSync(spoolFolder()) : [])).toEqual([]);
    const again = await end(owner, await upload(owner, zip));
    expect(again.report).toEqual(report);
    const other = await world.newCompany("Elsewhere", owner.account);
    expect((await end(owner, await upload(owner, zip, other), other)).report?.digest).toBe(report?.digest);
  });

  test("is an administrator's to make, one at a time, and nobody else's to see", async () => {
    const member = await world.join(company, "member");
    const { zip } = await generateExport({ seed: 6, people: 4, channels: 2, messages: 40 });
    expect(await member.refused("uploadImport", { params: { company }, upload: new Uint8Array(zip) })).toBe("not_allowed");
    const both = await Promise.allSettled([upload(owner, zip), upload(owner, zip)]);
    const taken = both.filter((one) => one.status === "fulfilled");
    expect(taken).toHaveLength(1);
    const [first] = taken;
    if (first?.status === "fulfilled") {
      expect(await member.refused("getImport", { params: { company, job: first.value.id } })).toBe("not_allowed");
      await end(owner, first.value);
    }
  });

  test("that is sent again, because its answer got lost, is the same job, under way or ended", async () => {
    const { zip } = await generateExport({ seed: 8, people: 4, channels: 2, messages: 40 });
    const into = await world.newCompany("Sent again", owner.account);
    const send = () => owner.call("uploadImport", { params: { company: into }, upload: new Uint8Array(zip), key: "one and the same upload" });
    const { id } = await send();
    expect((await send()).id).toBe(id);
    await end(owner, await send(), into);
    expect(await send()).toMatchObject({ id, state: "done" });
    const { zip: other } = await generateExport({ seed: 9, people: 4, channels: 2, messages: 40 });
    const reused = { params: { company: into }, upload: new Uint8Array(other), key: "one and the same upload" };
    expect(await owner.refused("uploadImport", reused)).toBe("key_reused");
    expect((await owner.call("listImports", { params: { company: into } })).imports).toHaveLength(1);
  });

  test("that is cut off by a stop goes on with the next start", async () => {
    const { zip } = await generateExport({ seed: 7, people: 10, channels: 8, messages: 900 });
    const straight = await world.newCompany("Straight", owner.account);
    const { report } = await end(owner, await upload(owner, zip, straight), straight);
    const cut = await world.newCompany("Cut off", owner.account);
    await upload(owner, zip, cut);
    await world.services.imports.stop();
    await world.services.imports.resume(await world.services.companies.all());
    const [job] = (await owner.call("listImports", { params: { company: cut } })).imports;
    expect((await end(owner, job ?? expect.fail("no job"), cut)).report).toEqual(report);
  });
});

describe("a newer export of the same workspace", () => {
  const root = { ts: "1600000000.000100", user: "U01", text: "first" };
  const days: Record<string, readonly object[]> = {
    "2020-09-12": [{ ts: "1599900000.000100", user: "U02", text: "before" }],
    "2020-09-13": [root, { ts: "1600000001.000200", user: "U02", text: "second" }],
    "2020-09-14": [{ ts: "1600080000.000100", user: "U01", text: "third" }],
    "2020-09-15": [
      { ts: "1600170000.000100", user: "U02", text: "an answer", thread_ts: root.ts },
      { ts: "1600170000.000200", user: "U01", text: "fourth" },
    ],
  };
  const exportOf = (...names: string[]) =>
    zipOf([
      [
        "users.json",
        JSON.stringify([
          { id: "U01", name: "ana" },
          { id: "U02", name: "ben" },
        ]),
      ],
      ["channels.json", JSON.stringify([{ id: "C01", name: "plaza", members: ["U01", "U02"] }])],
      ...names.map((day) => [`plaza/${day}.json`, JSON.stringify((days[day] ?? []).map((message) => ({ type: "message", ...message })))] as const),
    ]);
  const reportOf = async (into: string, ...names: string[]) =>
    (await end(owner, await upload(owner, await exportOf(...names), into), into)).report ?? expect.fail("no report");

  test("goes on where the older one ended, also into its threads", async () => {
    const grown = await world.newCompany("Grown", owner.account);
    expect((await reportOf(grown, "2020-09-13", "2020-09-14")).messages.imported).toBe(3);
    const whole = await reportOf(grown, "2020-09-13", "2020-09-14", "2020-09-15");
    const atOnce = await world.newCompany("At once", owner.account);
    expect(await reportOf(atOnce, "2020-09-13", "2020-09-14", "2020-09-15")).toEqual(whole);
    const parts = await world.newCompany("In parts", owner.account);
    await reportOf(parts, "2020-09-13");
    await reportOf(parts, "2020-09-14");
    expect(await reportOf(parts, "2020-09-13", "2020-09-14", "2020-09-15")).toEqual(whole);
  });

  test("leaves out, and counts, what was erased here meanwhile", async () => {
    const into = await world.newCompany("Erased", owner.account);
    await reportOf(into, "2020-09-13");
    const params = { company: into };
    const [plaza] = (await owner.call("browseChannels", { params, body: {} })).channels;
    await owner.call("eraseChannel", { params: { ...params, channel: plaza?.id ?? "" }, body: { name: "plaza" } });
    await world.services.feed.idle();
    const { channels, messages } = await reportOf(into, "2020-09-13", "2020-09-14");
    expect(channels).toEqual({ found: 1, imported: 0, leftOut: { erased_here: 1 } });
    expect(messages).toEqual({ found: 3, imported: 0, leftOut: { erased_here: 3 } });
    expect((await owner.call("browseChannels", { params, body: {} })).channels).toEqual([]);
  });

  test("leaves out, and counts, what is older than that and never came", async () => {
    const late = await world.newCompany("Late", owner.account);
    const { digest } = await reportOf(late, "2020-09-13");
    const { messages, digest: after } = await reportOf(late, "2020-09-12", "2020-09-13");
    expect([messages, after]).toEqual([{ found: 3, imported: 2, leftOut: { behind_earlier_import: 1 } }, digest]);
  });
});

describe("a broken upload", () => {
  test("names what is wrong and writes nothing", async () => {
    const into = await world.newCompany("Untouched", owner.account);
    const all = await hostileArchives();
    await expect(upload(owner, new Uint8Array(0), into)).rejects.toMatchObject({ code: "import_broken" });
    const some = all.filter(({ zip }) => zip.length > 0).slice(0, 10);
    for (const { name, code, zip } of some) {
      const job = await end(owner, await upload(owner, zip, into), into);
      expect([name, job.state]).toEqual([name, "failed"]);
      expect([name, job.failure?.code]).toEqual([name, code]);
    }
    expect((await owner.call("browseChannels", { params: { company: into }, body: {} })).channels).toEqual([]);
    expect((await owner.call("listPeople", { params: { company: into } })).people).toHaveLength(1);
  });
});
