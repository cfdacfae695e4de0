import { hash } from "@node-rs/argon2";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manualClock } from "../../../platform/clock/index.ts";
import { meetsFloor, PasswordHasher, readPasswordHash, usualArgon2 } from "./argon2.ts";
import { Slots } from "./slots.ts";
import { commonPasswords, passwordProblem } from "./strength.ts";

const slots = () => new Slots(manualClock(), { atOnce: 2, waiting: 8, patience: 1000 });
const floor = { memory: 19_456, passes: 2, lanes: 1 };

describe("hashes", () => {
  test("hold the password whole, long and in any script", async () => {
    const hasher = new PasswordHasher(floor, slots());
    const long = `${"пароль ".repeat(140)}end`;
    const phc = await hasher.hash(long);
    expect(await hasher.verify(phc, long)).toBe(true);
    expect(await hasher.verify(phc, long.slice(0, -1))).toBe(false);
    expect(await hasher.verify(phc, long.toUpperCase())).toBe(false);
    expect(await hasher.verify(undefined, long)).toBe(false);
  });

  test("below the floor are not made", () => {
    expect(meetsFloor(usualArgon2)).toBe(true);
    for (const [memory, passes, fits] of [
      [47_104, 1, true],
      [47_103, 1, false],
      [19_456, 2, true],
      [19_455, 2, false],
      [12_288, 3, true],
      [12_287, 9, false],
      [1 << 20, 0, false],
    ] as const) {
      expect(meetsFloor({ memory, passes, lanes: 1 })).toBe(fits);
      if (!fits) expect(() => new PasswordHasher({ memory, passes, lanes: 1 }, slots())).toThrow(RangeError);
    }
  });

  test("of another kind are not taken for Argon2id", async () => {
    const other = await hash("password", { algorithm: 1, memoryCost: 19_456, timeCost: 2 });
    expect(other).toContain("$argon2i$");
    for (const text of [other, "", "$2b$12$abcdefghijklmnopqrstuv", "$pbkdf2-sha256$1000$abc$def"]) expect(readPasswordHash(text)).toBeUndefined();
  });

  test("don't hold up the event loop", async () => {
    const hasher = new PasswordHasher(floor, slots());
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await Promise.all(Array.from({ length: 4 }, () => hasher.hash("password")));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});

describe("slots", () => {
  test("run a few at once, let a few wait for a while, refuse the rest", async () => {
    const clock = manualClock();
    const bounded = new Slots(clock, { atOnce: 2, waiting: 2, patience: 1000 });
    const ends: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const work = () =>
      new Promise<void>((resolve) => {
        most = Math.max(most, ++running);
        ends.push(() => {
          running--;
          resolve();
        });
      });
    const asked = [1, 2, 3, 4].map(() => bounded.run(work));
    await expect(bounded.run(work)).rejects.toMatchObject({ code: "too_many_requests", retryAfter: 2 });
    ends[0]?.();
    await asked[0];
    await new Promise(setImmediate);
    expect(ends).toHaveLength(3);
    const impatient = expect(asked[3]).rejects.toThrow("too_many_requests");
    clock.advance(1000);
    await impatient;
    for (const end of ends) end();
    await Promise.all(asked.slice(0, 3));
    expect(most).toBe(2);
    await Promise.all([bounded.run(async () => 1), bounded.run(async () => 2)]);
  });

  test("are given back by work that fails", async () => {
    const one = new Slots(manualClock(), { atOnce: 1, waiting: 5, patience: 1000 });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => one.run(() => Promise.reject(new Error("no")))));
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect(await one.run(async () => "yes")).toBe("yes");
  });
});

describe("a new password", () => {
  test("is none of the thousands that everybody tries", async () => {
    const list = await commonPasswords();
    expect(list.size).toBeGreaterThanOrEqual(3000);
    for (const word of [...list].slice(0, 3000)) expect(await passwordProblem(word, [])).toBe("common");
    for (const word of ["Password", "PASSWORD", "１２３４５６７８", "iloveyou "]) expect(await passwordProblem(word, [])).toBe("common");
  });

  test.each([
    ["seven77", "too_short"],
    ["bastide!", "own_name"],
    ["Bastide-2026", "own_name"],
    ["bastidebastide", "own_name"],
    ["wilhelmina", "own_name"],
    ["Wilhelmina.42", "own_name"],
    ["w.van-os@example.org", "own_name"],
    ["wilhelmina likes turnips", undefined],
    ["correct horse battery", undefined],
    ["日本語のとても長い文", undefined],
    ["🐢🐢🦊🦊🐙🐙🐝🐝", undefined],
    ["a       b       c", undefined],
  ])("%s: %s", async (password, problem) => {
    expect(await passwordProblem(password, ["Wilhelmina", "w.van-os@example.org"])).toBe(problem);
  });

  test("of at least 64 characters passes, whatever they are", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 64, maxLength: 100 }).filter((password) => password.trim().length >= 64);
    await fc.assert(
      fc.asyncProperty(text, async (password) => {
        expect(await passwordProblem(password, ["Al", null])).toBeUndefined();
      }),
    );
  });
});
