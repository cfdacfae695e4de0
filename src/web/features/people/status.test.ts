import { expect, test } from "vitest";
import type { PersonRow } from "../../cache/index.ts";
import { endOf, standingStatus } from "./status.ts";
import { aheadOf, span } from "./zones.ts";

const person = (status: PersonRow["status"]) => ({ status }) as PersonRow;

test("a status that is over is not shown, nor an empty one", () => {
  const away = { emoji: "🌴", text: "Away", until: 1000 };
  expect(standingStatus(person(away), 999)).toEqual(away);
  expect(standingStatus(person(away), 1000)).toBeNull();
  expect(standingStatus(person({ ...away, until: null }), 5000)?.text).toBe("Away");
  expect(standingStatus(person({ emoji: "", text: "", until: null }), 1)).toBeNull();
  expect(standingStatus(person(null), 1)).toBeNull();
  expect(standingStatus(undefined, 1)).toBeNull();
});

test("today ends at midnight, the week before Monday", () => {
  const day = (text: string) => new Date(text).getTime();
  const tuesday = day("2026-11-24T15:30:00");
  expect(endOf("today", tuesday)).toBe(day("2026-11-25T00:00:00"));
  expect(endOf("week", tuesday)).toBe(day("2026-11-30T00:00:00"));
  expect(endOf("week", day("2026-11-29T23:00:00"))).toBe(day("2026-11-30T00:00:00"));
  expect(endOf("week", day("2026-11-30T08:00:00"))).toBe(day("2026-12-07T00:00:00"));
  expect(endOf("halfHour", 0)).toBe(1_800_000);
  expect(endOf("hour", 0)).toBe(3_600_000);
  expect(endOf("never", 0)).toBeNull();
});

test("how far clocks are apart follows daylight saving of both places", () => {
  const summer = Date.UTC(2026, 6, 1);
  const betweenChanges = Date.UTC(2026, 9, 27); // Europe has changed, New York not yet
  expect(aheadOf("Europe/Paris", "America/New_York", summer)).toBe(360);
  expect(aheadOf("Europe/Paris", "America/New_York", betweenChanges)).toBe(300);
  expect(aheadOf("Asia/Kolkata", "UTC", summer)).toBe(330);
  expect(aheadOf("UTC", "UTC", summer)).toBe(0);
  expect([span(330), span(-120), span(45)]).toEqual(["5 h 30 min", "2 h", "45 min"]);
});
