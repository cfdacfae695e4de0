import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomBytes, randomUUID } from "../../../../crypto/index.ts";
import { newToken, searchIndexSuite } from "../suite.ts";
import { openSqliteFts } from "./index.ts";

const newSource = () => randomBytes(32).toString("base64url");
const bytesIn = (folder: string) => Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));

searchIndexSuite("SQLite FTS5", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bastide-index-"));
  let index = await openSqliteFts(folder);
  return {
    index,
    reopen: async () => {
      await index.close();
      index = await openSqliteFts(folder);
      return index;
    },
    bytes: async () => bytesIn(folder),
    close: async () => {
      await index.close();
      rmSync(folder, { recursive: true });
    },
  };
});

test("files are their owner's alone, and go with the company", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bastide-index-"));
  const index = await openSqliteFts(folder);
  const company = randomUUID();
  await index.change(company, [{ put: { at: Date.UTC(2026, 0, 1), source: newSource(), tokens: [newToken()], beside: randomBytes(9) } }]);
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  await index.drop(company);
  expect(readdirSync(folder)).toEqual([]);
  await index.close();
  rmSync(folder, { recursive: true });
});

test("a file that is damaged while it is not open is removed when it is asked, which is told; the company beside it stays", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bastide-index-"));
  const [company, other] = [randomUUID(), randomUUID()];
  const token = newToken();
  let index = await openSqliteFts(folder);
  for (const one of [company, other]) await index.change(one, [{ put: { at: 5, source: newSource(), tokens: [token], beside: randomBytes(9) } }]);
  await index.close();
  writeFileSync(join(folder, `${company}.sqlite`), randomBytes(50_000));
  index = await openSqliteFts(folder);
  const lost: string[] = [];
  index.onLost((one) => lost.push(one));
  const ask = (one: string) => index.query(one, { all: [[token]], none: [], by: "newest", limit: 5 });
  expect([await ask(company), (await ask(other)).length, lost]).toEqual([[], 1, [company]]);
  expect(readdirSync(folder).filter((file) => file.startsWith(company))).toEqual([]);
  await index.close();
  rmSync(folder, { recursive: true });
});

test("more companies than stay open are all answered", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bastide-index-"));
  const index = await openSqliteFts(folder);
  const token = newToken();
  const companies = Array.from({ length: 20 }, () => randomUUID());
  for (const [i, company] of companies.entries())
    await index.change(company, [{ put: { at: Date.UTC(2026, 0, 1) + i, source: newSource(), tokens: [token], beside: Buffer.from([i]) } }]);
  for (const [i, company] of companies.entries())
    expect((await index.query(company, { all: [[token]], none: [], by: "newest", limit: 5 })).map(({ beside }) => beside[0])).toEqual([i]);
  await index.close();
  rmSync(folder, { recursive: true });
});
