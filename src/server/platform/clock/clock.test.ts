import { describe, expect, test } from "vitest";
import { manualClock, sleep, systemClock } from "./index.ts";

describe("manual clock", () => {
  test("runs timers in order, each at its own time", () => {
    const clock = manualClock(1000);
    const seen: [string, number][] = [];
    clock.after(30, () => seen.push(["late", clock.now()]));
    clock.after(10, () => {
      seen.push(["early", clock.now()]);
      clock.after(5, () => seen.push(["nested", clock.now()]));
    });
    const stop = clock.every(12, () => seen.push(["tick", clock.now()]));
    clock.advance(25);
    stop();
    clock.advance(100);
    expect(seen).toEqual([
      ["early", 1010],
      ["tick", 1012],
      ["nested", 1015],
      ["tick", 1024],
      ["late", 1030],
    ]);
  });

  test("a wall clock set back leaves timers and the monotonic clock alone", () => {
    const clock = manualClock(1_000_000);
    let ran = false;
    clock.after(10, () => {
      ran = true;
    });
    clock.setWall(5);
    expect([clock.now(), clock.monotonic()]).toEqual([5, 0]);
    clock.advance(10);
    expect([clock.now(), clock.monotonic(), ran]).toEqual([15, 10, true]);
  });

  test("sleep ends on time, or with the signal's reason", async () => {
    const clock = manualClock();
    const slept = sleep(clock, 100);
    const stop = new AbortController();
    const stopped = sleep(clock, 100, stop.signal);
    stop.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
    await clock.advanceAsync(100);
    await slept;
    await expect(sleep(clock, 1, stop.signal)).rejects.toThrow("enough");
  });
});

test("the system clock never counts back", () => {
  const first = systemClock.monotonic();
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
});
