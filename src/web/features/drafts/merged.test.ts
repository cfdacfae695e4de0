import { expect, test } from "vitest";
import { merged } from "./merged.ts";

test("no word of two texts is lost", () => {
  expect(merged("one", "two")).toBe("one\n\ntwo");
  expect(merged("one two", "one")).toBe("one two");
  expect(merged("one", "one two")).toBe("one two");
  expect(merged("", "two")).toBe("two");
});
