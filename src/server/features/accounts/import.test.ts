import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hash as bcryptOf } from "@node-rs/bcrypt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Account, Credential, SignInName } from "./accounts.records.ts";
import { type ImportedUsers, importUsers } from "./import.operation.ts";
import { readPasswordHash } from "./passwords/argon2.ts";
import { isImportedStrong, readImportedHash, verifyImported } from "./passwords/imported.ts";
import { goodPassword, newWorld, outcome, type World } from "./suite/world.ts";

/** Of `goodPassword`, made by Python's hashlib (PBKDF2) and by libxcrypt (bcrypt). */
const made = {
  django256: "pbkdf2_sha256$260000$Xq3kP9sLw2Vd$OkG/tJjkdyiDFPJvIS7Oqh82Zy7SrmVuymhVA5gQA0M=",
  django512: "pbkdf2_sha512$30000$Xq3kP9sLw2Vd$LEKZQlr/Y1+Lru4dn7uFq855jaUZbuIFUVhpmSA7CziE0ZKG2iq6U9pd+tRHYAgsR1FyK7meQPF124TfmvbaDA==",
  passlib: "$pbkdf2-sha256$29000$yMnKy8zNzs/Q0dLT1NXW1w$tTbqslIGUlRW3ya2pvsPlCqj69D64yYCzkGjc4891q0",
  phc: "$pbkdf2-sha512$i=210000,l=64$yMnKy8zNzs/Q0dLT1NXW1w$TSRLBpwPRxe1SRL73h2nGlDa/KADIThqumamROMC3908svY8ifOb0BgjJkIfyuPwbs1fCIPeSdqIKLFjDeFeZg",
  bcrypt: "$2b$05$abcdefghijklmnopqrstuu5dz10ctvFu.r3CLIb3VTXKy6m3t57CW",
} as const;
const strong = ["phc"];

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clock.advance(61 * 60_000));

const bring = async (lines: readonly unknown[], dryRun = false): Promise<ImportedUsers> => {
  const file = join(world.folder, "people.jsonl");
  writeFileSync(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return importUsers(world, { file, dryRun }, () => undefined);
};
const stored = async (login: string) => {
  const account = await world.accounts.findByLogin(login);
  return account === undefined ? undefined : (await world.records.find(Credential, { account, kind: "password" }))?.phc;
};
const counted = async () =>
  (await Promise.all([Account, Credential, SignInName].map((record) => world.port.scan(record.name, undefined, 1000)))).map(({ rows }) => rows.length);

describe("hashes from elsewhere", () => {
  test.each(Object.entries(made))("%s fits its password and no other", async (kind, text) => {
    const read = readImportedHash(text);
    if (!read) throw new Error("was not read");
    expect(await verifyImported(read, goodPassword)).toBe("fits");
    for (const other of ["", goodPassword.slice(1), `${goodPassword} `, goodPassword.toUpperCase()]) expect(await verifyImported(read, other)).toBe("wrong");
    expect(isImportedStrong(read)).toBe(strong.includes(kind));
  });

  test.each([
    "",
    "secret",
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
    "pbkdf2_sha1$260000$salt$OkG/tJjkdyiDFPJvIS7Oqh82Zy7SrmVuymhVA5gQA0M=",
    "pbkdf2_sha256$0$salt$OkG/tJjkdyiDFPJvIS7Oqh82Zy7SrmVuymhVA5gQA0M=",
    "pbkdf2_sha256$99999999$salt$OkG/tJjkdyiDFPJvIS7Oqh82Zy7SrmVuymhVA5gQA0M=",
    "pbkdf2_sha256$260000$salt$OkG/tJjk",
    "$2b$31$abcdefghijklmnopqrstuu5dz10ctvFu.r3CLIb3VTXKy6m3t57CW",
    "$2b$05$abcdefghijklmnopqrstuu5dz10ctvFu.r3CLIb3VTXKy6m3t57C",
    "$2x$05$abcdefghijklmnopqrstuu5dz10ctvFu.r3CLIb3VTXKy6m3t57CW",
    "$1$abcdefgh$4Q5vYn1kX2m0Q3nJc0Hq51",
  ])("of another kind, or of work out of all bounds, are not read: %s", (text) => expect(readImportedHash(text)).toBeUndefined());
});

test.each(Object.entries(made))("whoever comes with %s signs in, and is Argon2id from then on", async (kind, hash) => {
  const name = `came with ${kind}`;
  expect(await bring([{ name, email: `${kind}@example.org`, hash }])).toEqual({
    lines: 1,
    made: 1,
    present: 0,
    weak: strong.includes(kind) ? 0 : 1,
    problems: [],
  });
  expect(await stored(name)).toBe(hash);
  expect(await outcome(world.browser().signIn(name, `${goodPassword}x`))).toBe("wrong_credentials");
  expect(await stored(name)).toBe(hash);
  expect((await world.browser().signIn(`${kind}@example.org`)).state).toBe("signed_in");
  expect(readPasswordHash((await stored(name)) ?? "")).toMatchObject({ algorithm: "argon2id" });
  expect((await world.browser().signIn(name)).state).toBe("signed_in");
});

test("bcrypt's 72 bytes are told to who knows them, and never cut", async () => {
  const long = "é".repeat(36);
  const hash = await bcryptOf(`${long}and more that was never looked at`, { cost: 4 });
  await bring([{ name: "long", hash }]);
  expect(await outcome(world.browser().signIn("long", `${long}and more that was never looked at`))).toBe("reset_needed");
  expect(await outcome(world.browser().signIn("long", `${long}something else`))).toBe("reset_needed");
  // Nobody is told who does not know them.
  expect(await outcome(world.browser().signIn("long", `x${long}`))).toBe("wrong_credentials");
  expect(await stored("long")).toBe(hash);
  const exact = "a".repeat(72);
  await bring([{ name: "exact", hash: await bcryptOf(exact, { cost: 4 }) }]);
  expect(await outcome(world.browser().signIn("exact", exact))).toBe("allowed");
});

describe("a file", () => {
  const hash = made.bcrypt;

  test("with a wrong line makes nothing, and each is named with its field", async () => {
    await bring([{ name: "standing", email: "standing@example.org", hash }]);
    const before = await counted();
    const { problems, made: count } = await bring([
      { name: "fine", hash },
      "{",
      { name: "no hash" },
      { name: "odd", hash: "secret" },
      { name: "a@b.example", hash },
      { name: "mail", email: "nobody", hash },
      { name: "Fine", hash },
      { name: "other", email: "standing@example.org", hash },
      { name: "more", hash, role: "king" },
      "",
    ]);
    expect(problems.map(({ line, field, problem }) => `${line} ${field} ${problem}`)).toEqual([
      "2  no_json",
      "3 hash missing",
      "4 hash unknown_hash",
      "5 name at_sign",
      "6 email does_not_fit",
      "7 name same_as_line_1",
      "8 email taken",
      "9 role unknown_field",
    ]);
    expect(count).toBe(0);
    expect(await counted()).toEqual(before);
  });

  test("that is tried changes nothing; run twice it makes each once; none of its addresses is confirmed", async () => {
    const before = await counted();
    const lines = [
      { name: "twice one", email: "one@example.org", hash },
      { name: "twice two", hash: made.phc },
    ];
    expect(await bring(lines, true)).toMatchObject({ lines: 2, made: 2, present: 0, weak: 1 });
    expect(await counted()).toEqual(before);
    expect(await bring(lines)).toMatchObject({ made: 2, present: 0 });
    const after = await counted();
    expect(await bring(lines)).toMatchObject({ made: 0, present: 2, problems: [] });
    expect(await counted()).toEqual(after);
    const account = (await world.accounts.findByLogin("one@example.org")) ?? "";
    expect((await world.accounts.find(account))?.emailConfirmedAt).toBeNull();
  });

  test("that can't be read says so", async () => {
    await expect(importUsers(world, { file: join(world.folder, "nowhere"), dryRun: false }, () => undefined)).rejects.toMatchObject({ code: "usage" });
  });
});
