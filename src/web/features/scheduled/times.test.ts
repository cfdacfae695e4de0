import { expect, test } from "vitest";
import { fieldValue, mondayMorning, thisAfternoon, tomorrowMorning } from "./times.ts";

const at = (text: string) => new Date(text).getTime();

test("later is an hour of a day, also over a change of the clocks", () => {
  expect(fieldValue(tomorrowMorning(at("2026-10-24T23:50")))).toBe("2026-10-25T09:00");
  expect(fieldValue(tomorrowMorning(at("2026-12-31T08:00")))).toBe("2027-01-01T09:00");
});

test("Monday is the next one, never today", () => {
  expect(fieldValue(mondayMorning(at("2026-11-22T12:00")))).toBe("2026-11-23T09:00"); // a Sunday
  expect(fieldValue(mondayMorning(at("2026-11-23T08:00")))).toBe("2026-11-30T09:00"); // a Monday
});

test("this afternoon is offered while it is to come", () => {
  expect(thisAfternoon(at("2026-11-22T16:00"))).toBe(at("2026-11-22T17:00"));
  expect(thisAfternoon(at("2026-11-22T16:58"))).toBeUndefined();
});
