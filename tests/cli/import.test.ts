import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitKinds } from "../../src/contract/exit.ts";
import { seeded } from "../fixtures/seeded.ts";
import type { ExpectedExport } from "../fixtures/slack-expected.ts";
import { generateExport } from "../fixtures/slack-generator.ts";
import { hostileArchives } from "../fixtures/slack-hostile.ts";
import { expectedSeen, readImported } from "./imported.ts";
import { asked, bastide, call, newPlace, type Place, serve } from "./program.ts";

const seed = Number(process.env["IMPORT_SEED"] ?? 411);

interface Report {
  readonly channels: object;
  readonly people: object;
  readonly messages: object;
  readonly reactions: object;
  readonly digest: string;
}

let expected: ExpectedExport;
let zip: string;
let straight: Report;
let duration: number;
const places: Place[] = [];

function place(): Place {
  const made = newPlace();
  places.push(made);
  return made;
}

const command = (file = zip) => ["import", "slack", file, "--company", "Acme"];

beforeAll(async () => {
  const made = await generateExport({ seed, people: 30, channels: 6, messages: 4500 });
  expected = made.expected;
  const here = place();
  zip = join(here.root, "export.zip");
  writeFileSync(zip, made.zip);
  const begun = performance.now();
  straight = await asked<Report>(here, command());
  duration = performance.now() - begun;
}, 120_000);
afterAll(() => {
  for (const one of places) one.remove();
});

describe("one straight run", () => {
  test("brings what the export holds, field by field, and the books balance", async () => {
    const { files: _files, attachments: _attachments, blocks: _blocks, ...counts } = expected.counts;
    expect(straight).toEqual({ ...counts, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await readImported(places[0] as Place, "Acme", expected)).toEqual(expectedSeen(expected));
  });

  test("says what it brought, with progress on the other stream; a second one brings nothing twice", async () => {
    const again = await bastide(places[0] as Place, command());
    expect(again.status).toBe(0);
    expect(again.stdout).toMatch(/^channels +9 of 10; left out: 1 not_listed\n/);
    expect(again.stdout).toContain(`digest     ${straight.digest}\n`);
    expect(again.stderr).toMatch(/^reading the export: 1 of [\d,]+\n/);
    expect(await readImported(places[0] as Place, "Acme", expected)).toEqual(expectedSeen(expected));
  });

  test("another company gets the same digest", async () => {
    expect((await asked<Report>(places[0] as Place, ["import", "slack", zip, "--company", "Bold"])).digest).toBe(straight.digest);
  });
});

test("a company that was imported before anybody had an account belongs to the first owner", async () => {
  const server = await serve(places[0] as Place);
  const token = server.firstRun?.split("token=")[1];
  const { body } = await call(server.url, "POST", "/api/setup/account", { token, name: "olga", password: "an uncommon phrase of mine" });
  const { companies } = body as { companies: { name: string; role: string }[] };
  expect(companies.map(({ name, role }) => `${name} ${role}`)).toEqual(["Acme administrator", "Bold administrator"]);
  expect(await server.end()).toBe(0);
});

/** Imports inside a server, which is killed at the n-th step after reading. @returns whether it was still at it */
async function killedInServer(here: Place, steps: number): Promise<boolean> {
  const server = await serve(here);
  const isCut = await new Promise<boolean>((resolve, reject) => {
    const sent = request(
      { socketPath: join(here.config.data, "bastide.sock"), method: "POST", path: "/import.slack", headers: { "content-type": "application/json" } },
      (reply) => {
        let left = steps;
        const lines = createInterface({ input: reply });
        lines.on("line", (text) => {
          const line = JSON.parse(text) as { progress?: { stage: string }; result?: unknown };
          if (line.result !== undefined) resolve(false);
          if (line.progress && line.progress.stage !== "scanning" && --left === 0) {
            process.kill(server.pid, "SIGKILL");
            resolve(true);
          }
        });
        lines.on("error", () => undefined);
        reply.on("error", () => undefined);
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify({ file: zip, company: "Acme" }));
  });
  await server.end("SIGKILL");
  return isCut;
}

test(`ten times killed, then to the end: the digest and the store of one straight run (seed ${seed})`, { timeout: 240_000 }, async () => {
  const random = seeded(seed);
  const here = place();
  let cut = 0;
  for (let n = 0; n < 6; n++) if (await killedInServer(here, 1 + Math.floor(random() * 16))) cut += 1;
  // Also where the command is the server: at times that a straight run is still busy.
  for (let n = 0; n < 4; n++) {
    const after = duration * (0.3 + 0.5 * random());
    const { status } = await bastide(here, command(), { onStart: (pid) => setTimeout(() => kill(pid), after) });
    if (status === null) cut += 1;
  }
  expect(cut).toBeGreaterThanOrEqual(6);
  expect(await asked<Report>(here, command())).toEqual(straight);
  expect(await readImported(here, "Acme", expected)).toEqual(expectedSeen(expected));
});

/** It may have ended by itself. */
function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

test("Ctrl-C ends it well, and the same command goes on, this time inside a server", async () => {
  const here = place();
  const stopped = await bastide(here, command(), { onWords: (pid) => kill(pid, "SIGINT") });
  expect(stopped).toMatchObject({ status: exitKinds.interrupted.status, stdout: "", stderr: expect.stringContaining("The same command goes on from there.") });
  const server = await serve(here);
  expect(await asked<Report>(here, command())).toEqual(straight);
  expect(await server.end()).toBe(0);
});

test("a broken export changes nothing, and the error names file and place", async () => {
  const here = place();
  const file = join(here.root, "hostile.zip");
  const wanted = ["no JSON", "a number for a text", "a climbing path", "not a zip", "a bomb"];
  const server = await serve(here);
  for (const hostile of (await hostileArchives()).filter(({ name }) => wanted.includes(name))) {
    writeFileSync(file, hostile.zip);
    const { status, stdout, stderr } = await bastide(here, command(file));
    expect([hostile.name, status, stdout]).toEqual([hostile.name, exitKinds.input_broken.status, ""]);
    if (hostile.file) expect(stderr).toContain(hostile.file);
    for (const [what, at] of Object.entries(hostile.place ?? {})) expect(stderr).toContain(`${what === "index" ? "element" : what} ${at}`);
  }
  expect((await bastide(here, command("nowhere.zip"))).stderr).toContain("there is no such file");
  expect((await bastide(here, ["user", "invite", "--company", "Acme"])).stderr).toContain('no company "Acme"');
  expect(await server.end()).toBe(0);
});
