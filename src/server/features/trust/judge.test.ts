import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { defineClaim, notHereYet } from "./claims/define.ts";
import { claims } from "./claims/index.ts";
import { claimState, judge, stateOf } from "./judge.ts";
import { readLabResults, signedText } from "./lab-results.ts";

const folder = mkdtempSync(join(tmpdir(), "bastide-judge-"));
afterAll(() => rmSync(folder, { recursive: true }));

const nowhere = readLabResults(join(folder, "none.json"), "build");

test("all 54 sentences stand, once each, in English and French, with clauses of their own", () => {
  expect(claims.map(({ id }) => id)).toEqual(Array.from({ length: 54 }, (_, i) => `C${String(i + 1).padStart(2, "0")}`));
  for (const { sentence } of claims) expect([sentence.en.length > 20, sentence.fr.length > 20, sentence.en !== sentence.fr]).toEqual([true, true, true]);
});

test.each([
  [[], "not here yet"],
  [["proven", "proven"], "proven"],
  [["proven", "proven in lab"], "proven in lab"],
  [["proven", "not here yet"], "partly"],
  [["proven", "not run yet"], "partly"],
  [["proven", "nothing to check"], "partly"],
  [["proven", "not true here"], "not true here"],
  [["nothing to check", "not run yet"], "nothing to check"],
  [["not run yet", "not here yet"], "not run yet"],
  [["not here yet"], "not here yet"],
] as const)("clauses %j make a claim %s", (states, expected) => {
  expect(claimState(states)).toBe(expected);
});

test("nothing looked at is never proven, and a failure fails however much was looked at", () => {
  expect(stateOf({ looked: 0, ok: true, evidence: "" })).toBe("nothing to check");
  expect(stateOf({ looked: 0, ok: false, evidence: "" })).toBe("not true here");
  expect(stateOf({ looked: 9, ok: true, evidence: "" })).toBe("proven");
});

const check = async () => ({ looked: 1, ok: true, evidence: "" });
const claim = defineClaim({
  id: "C99",
  group: "how-is-it-built",
  source: "both",
  sentence: { en: "x", fr: "y" },
  clauses: [
    { id: "C99a", sentence: "here", where: "instance", check },
    { id: "C99b", sentence: "later", where: "later" },
  ],
});

test("a claim that is kept in part says how much, and when it was last looked at", () => {
  const ran = new Map([["C99a", { id: "C99a", sentence: "here", state: "proven", looked: 1, evidence: "" } as const]]);
  expect(judge(claim, ran, nowhere, 5)).toMatchObject({ state: "partly", detail: "1 of 2", at: 5 });
  expect(judge(claim, new Map(), nowhere, null)).toMatchObject({ state: "not run yet", at: null });
  expect(judge(notHereYet("C98", "who-can-read", "both", "x", "y"), new Map(), nowhere, 5)).toMatchObject({ state: "not here yet", at: null });
});

test("a clause is the claim's own, has its check where one can run, and stands once", () => {
  expect(() => defineClaim({ ...claim, clauses: [{ id: "C98a", sentence: "", where: "later" }] })).toThrow(TypeError);
  expect(() => defineClaim({ ...claim, clauses: [{ id: "C99a", sentence: "", where: "instance" }] })).toThrow(TypeError);
  expect(() => defineClaim({ ...claim, clauses: [{ id: "C99a", sentence: "", where: "lab", check }] })).toThrow(TypeError);
});

describe("lab results", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const results = [
    { clause: "C99a", looked: 7, ok: true, evidence: "seven" },
    { clause: "C99b", looked: 0, ok: true, evidence: "none" },
    { clause: "C99c", looked: 3, ok: false, evidence: "three" },
  ];
  const unsigned = { build: "build", at: 9, results, publicKey: String(publicKey.export({ format: "jwk" })["x"]) };
  const file = { ...unsigned, signature: sign(null, Buffer.from(signedText(unsigned)), privateKey).toString("base64url") };
  const read = (content: unknown, build = "build") => {
    const path = join(folder, "lab.json");
    writeFileSync(path, JSON.stringify(content));
    return readLabResults(path, build);
  };

  test("of this build count as what they found", () => {
    const lab = read(file);
    expect(["C99a", "C99b", "C99c", "C99d"].map((id) => lab.of(id).state)).toEqual(["proven in lab", "nothing to check", "not true here", "not run yet"]);
    expect(lab.at).toBe(9);
  });

  test("of another build are stale, and what is stale is not true", () => {
    expect(read(file, "another").of("C99a")).toMatchObject({ state: "not true here", looked: 0 });
  });

  test("that were changed after they were signed prove nothing", () => {
    const changed = { ...file, results: file.results.map((result) => ({ ...result, ok: true })) };
    for (const one of [changed, { ...file, build: "another" }, { ...file, signature: "" }, {}])
      expect(read(one, "another").of("C99c").state).toBe("not true here");
  });
});
