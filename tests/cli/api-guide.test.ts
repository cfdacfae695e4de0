/** docs/api.md, executed: its code blocks as they stand, in their order, against a running server. */
import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isApiToken, newApiToken } from "../../src/crypto/index.ts";
import { call, newPlace, type Place, type Serving, serve } from "./program.ts";

const project = resolve(import.meta.dirname, "../..");
const guide = readFileSync(join(project, "docs/api.md"), "utf8");
const blocks = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language = "", file, code = ""]) => ({ language, file, code }));
const shell = blocks.filter(({ language }) => language === "sh").map(({ code }) => code);
const fileNamed = (name: string) => blocks.find(({ file }) => file === name)?.code ?? "";
const password = "an uncommon phrase of mine";

let place: Place;
let server: Serving;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  place = newPlace();
  server = await serve(place);
  const token = new URL(server.firstRun ?? "").hash.replace(/^#(token=)?/, "");
  const { cookie } = await call(server.url, "POST", "/api/setup/account", { token, name: "olga", password });
  await call(server.url, "POST", "/api/companies", { name: "Acme", start: "empty" }, cookie);
  const programs = join(place.root, "bin");
  mkdirSync(programs);
  writeFileSync(join(programs, "bastide"), `#!/bin/sh\nexec "${process.execPath}" "${join(project, "src/cli/main.ts")}" "$@"\n`);
  chmodSync(join(programs, "bastide"), 0o755);
  env = { ...place.env, PATH: [programs, dirname(process.execPath), process.env["PATH"]].join(delimiter), BASTIDE_URL: server.url };
});
afterAll(async () => {
  await server?.end();
  place.remove();
});

const run = async (program: string, args: readonly string[]) => promisify(execFile)(program, [...args], { cwd: place.root, env });

test("makes a token, posts by curl, reads by the typed client, hears of news", async () => {
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", `${shell.join("\n")}\nprintf %s "$BASTIDE_TOKEN"`]);
  expect(isApiToken(stdout)).toBe(true);
  env = { ...env, BASTIDE_TOKEN: stdout };
  const posted = JSON.parse(readFileSync(join(place.root, "posted.json"), "utf8")) as { body: { text: string } };
  expect(posted.body.text).toBe("Build 4711 is **green**.");
  // Outside of the package its name is not known; the client is the same one.
  writeFileSync(join(place.root, "read.mjs"), fileNamed("read.mjs").replace('"bastide/client"', JSON.stringify(join(project, "src/client/index.ts"))));
  expect((await run(process.execPath, ["read.mjs"])).stdout).toBe("#general: Build 4711 is **green**.\n");
  writeFileSync(join(place.root, "events.mjs"), fileNamed("events.mjs"));
  expect(fileNamed("events.mjs").trim().split("\n").length).toBeLessThanOrEqual(10);
  const listener = spawn(process.execPath, ["events.mjs"], { cwd: place.root, env, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const heard = new Promise<string>((resolve) => listener.stdout.once("data", (data: Buffer) => resolve(String(data))));
    const { company } = (await (await ask("/api/token")).json()) as { company: { id: string } };
    const { channels } = (await (await ask(`/api/companies/${company.id}/channels`)).json()) as { channels: { id: string }[] };
    const at = `/api/companies/${company.id}/channels/${channels[0]?.id}/messages`;
    // Until the listener stands, nothing is heard: post until it is.
    const posting = setInterval(() => void ask(at, { text: "Build 4712 is red." }), 300);
    expect(await heard).toContain("Build 4712 is red.");
    clearInterval(posting);
  } finally {
    listener.kill();
  }
});

const ask = (path: string, body?: unknown) =>
  fetch(server.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${env["BASTIDE_TOKEN"]}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test("the expression for secret scanners finds tokens, and nothing else that begins like one", () => {
  const [, pattern = ""] = /^```regex\n(.*)\n```$/m.exec(guide) ?? [];
  const scanner = new RegExp(pattern);
  for (const kind of ["p", "s"] as const) expect(scanner.exec(`token = "${newApiToken(kind)}";`)?.[0]).toHaveLength(54);
  expect(scanner.test(`bst_${"x".repeat(43)}`)).toBe(false);
});
