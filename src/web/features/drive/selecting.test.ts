import fc from "fast-check";
import { expect, test } from "vitest";
import { type Choice, chooseAll, chooseNone, chooseOne, noChoice, reachTo, settle, toggle } from "./selecting.ts";

const order = ["a", "b", "c", "d", "e"];
const chosen = ({ ids }: Choice) => [...ids].toSorted().join("");

test("Shift reaches from where the choice began, in both directions", () => {
  const from = chooseOne("c");
  expect(chosen(reachTo(from, order, "e"))).toBe("cde");
  expect(chosen(reachTo(reachTo(from, order, "e"), order, "a"))).toBe("abc");
  expect(reachTo(from, order, "a")).toMatchObject({ at: "a", from: "c" });
});

test("Ctrl adds one and takes it out again", () => {
  const two = toggle(chooseOne("a"), "d");
  expect(chosen(two)).toBe("ad");
  expect(chosen(toggle(two, "a"))).toBe("d");
});

test("what is gone is not chosen, and the focus goes to what took its place", () => {
  expect(settle(chooseOne("b"), order, ["a", "c", "d"])).toMatchObject({ at: "c", from: "c" });
  expect(settle(chooseOne("e"), order, ["a", "b"]).at).toBe("b");
  expect(settle(chooseOne("a"), order, []).at).toBeUndefined();
});

test("nothing is ever chosen that isn't in the list", () => {
  const step = fc.oneof(
    fc.constantFrom(...order).map((id) => (choice: Choice) => toggle(choice, id)),
    fc.constantFrom(...order).map((id) => (choice: Choice) => reachTo(choice, order, id)),
    fc.constant((choice: Choice) => chooseAll(choice, order)),
    fc.constant(chooseNone),
  );
  fc.assert(
    fc.property(fc.array(step), fc.subarray(order), (steps, now) => {
      const last = settle(
        steps.reduce((choice, next) => next(choice), noChoice),
        order,
        now,
      );
      expect([...last.ids, ...(last.at === undefined ? [] : [last.at])].filter((id) => !now.includes(id))).toEqual([]);
    }),
  );
});
