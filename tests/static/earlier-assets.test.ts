import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { afterEach, expect, test } from "vitest";
import { keepEarlierAssets } from "../../scripts/earlier-assets.ts";
import { serveApp } from "../../src/server/http/static.ts";

const day = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "bastide-web-"));
const dist = join(folder, "web");
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A build with these scripts, put in the place of the one before as `npm run build` does it. */
function build(now: number, ...scripts: string[]): void {
  const out = join(folder, `out-${now}`);
  mkdirSync(join(out, "assets"), { recursive: true });
  writeFileSync(join(out, "index.html"), scripts.map((name) => `<script nonce="__CSP_NONCE__" src="/assets/${name}"></script>`).join(""));
  for (const name of scripts) writeFileSync(join(out, "assets", name), name);
  keepEarlierAssets(dist, out, now);
  rmSync(dist, { recursive: true, force: true });
  renameSync(out, dist);
}

test("a running server and an open page find their assets for seven days after a rebuild, and no longer", async () => {
  build(0, "main-a.js", "same.js");
  const app = fastify();
  serveApp(app, dist);
  const got = async (name: string) => (await app.inject(`/assets/${name}`)).statusCode;
  const page = async () => (await app.inject("/")).body;
  try {
    expect(await page()).toContain("main-a.js");
    build(10 * day, "main-b.js", "same.js");
    expect(await page()).toContain("main-a.js");
    expect([await got("main-a.js"), await got("main-b.js"), await got("same.js")]).toEqual([200, 200, 200]);
    build(17 * day, "main-c.js", "same.js");
    expect([await got("main-a.js"), await got("main-b.js"), await got("main-c.js")]).toEqual([200, 200, 200]);
    build(18 * day, "main-d.js", "same.js");
    expect([await got("main-a.js"), await got("main-b.js"), await got("main-c.js")]).toEqual([404, 200, 200]);
    expect(await got("same.js")).toBe(200);
  } finally {
    await app.close();
  }
});
