import { expect, test } from "vitest";
import { type Known, planOf, type Rules } from "./plan.ts";
import type { Member } from "./talks.ts";

const rules: Rules = { groups: [{ group: "staff", role: "member" }], newcomers: "guest" };
const member = (login: string, more: Partial<Member> = {}): Member => ({
  ...{ subject: login, dn: `uid=${login}`, login, name: login, email: null, isDisabled: false, groups: [] },
  ...more,
});
const known = (login: string, more: Partial<Known> = {}): Known => ({
  ...{ connection: "c", holder: "h", entry: login, account: `account of ${login}`, person: `person ${login}`, name: login, login },
  ...{ role: "guest", state: "active", changedAt: 0, outSince: null, version: 1 },
  ...more,
});
const named = (count: number): string[] => Array.from({ length: count }, (_, at) => `p${at}`);
const plan = (members: readonly Member[], before: readonly Known[], by = rules) =>
  planOf(members, new Map(before.map((one) => [one.entry, one])), ({ login }) => login, by);
/** What becomes of so many when so many of them are gone. */
const without = (all: number, gone: number) =>
  plan(
    named(all - gone).map((login) => member(login)),
    named(all).map((login) => known(login)),
  );

test("who is new, changed, back or gone", () => {
  const present = [member("new"), member("same"), member("renamed", { name: "Other" }), member("promoted", { groups: ["staff"] }), member("back")];
  const before = [known("same"), known("renamed"), known("promoted"), known("back", { state: "gone" }), known("left"), known("locked")];
  const { made, changed, back, gone, brake } = plan([...present, member("locked", { isDisabled: true })], before);
  expect(made.map(({ member: { login }, role }) => [login, role])).toEqual([["new", "guest"]]);
  expect(changed.map(({ member: { login }, role }) => [login, role])).toEqual([
    ["renamed", "guest"],
    ["promoted", "member"],
  ]);
  expect(back.map(({ member: { login } }) => login)).toEqual(["back"]);
  expect(gone.map(({ login }) => login)).toEqual(["left", "locked"]);
  expect(brake).toBeNull();
});

test("nobody new is made where newcomers are not let in and no group counts", () => {
  expect(plan([member("new"), member("staff", { groups: ["staff"] })], [], { ...rules, newcomers: null }).made.map(({ role }) => role)).toEqual([
    null,
    "member",
  ]);
});

test.each([
  [100, 20, null],
  [100, 21, "many"],
  [10, 5, null],
  [10, 6, "many"],
  [3, 2, null],
  [3, 3, "empty"],
  [1, 1, "empty"],
  [0, 0, null],
])("of %i people %i are gone: the brake says %s", (all, gone, brake) => {
  expect(without(all, gone).brake).toBe(brake);
});

test("who was gone before does not count, and one who is disabled is gone", () => {
  const gone = named(50).map((login) => known(`old ${login}`, { state: "gone" }));
  expect(plan([member("p0")], [...gone, known("p0")]).brake).toBeNull();
  expect(plan([member("p0", { isDisabled: true })], [known("p0")])).toMatchObject({ brake: "empty", found: 0 });
});
