import fc from "fast-check";
import { expect, test } from "vitest";
import type { ServerFrame } from "../contract/socket.ts";
import { createSeqs } from "./seqs.ts";

type Events = Extract<ServerFrame, { type: "events" }>;
const event = (seq: number): Events["events"][number] => ({ seq, kind: "posted", post: seq, reply: 0, person: null, at: 0, message: null });
const frame = (from: number, to: number): Events => ({
  type: "events",
  company: "c",
  channel: "a",
  seq: to,
  events: Array.from({ length: to - from + 1 }, (_, i) => event(from + i)),
});

test("whatever frames come, what is taken is in order, without gap or repetition", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 8 })), { maxLength: 60 }), (spans) => {
      const seqs = createSeqs();
      seqs.start({ company: "c", channel: "a", seq: 0 });
      const taken: number[] = [];
      for (const [from, length] of spans) {
        const result = seqs.takeEvents(frame(from, from + length));
        if (result === "old") continue;
        if ("gap" in result) expect(result.gap.seq).toBe(taken.length);
        else taken.push(...result.fresh.events.map(({ seq }) => seq));
      }
      expect(taken).toEqual(taken.map((_, i) => i + 1));
    }),
  );
});

test("a frame with a hole inside is a gap, and nothing of it is taken", () => {
  const seqs = createSeqs();
  seqs.start({ company: "c", channel: "a", seq: 0 });
  const holed = { ...frame(1, 3), events: [event(1), event(3)] };
  expect(seqs.takeEvents(holed)).toEqual({ gap: { company: "c", channel: "a", seq: 0 } });
  expect(seqs.all()).toEqual([{ company: "c", channel: "a", seq: 0 }]);
});

test("a channel that is gone starts anew when it comes back", () => {
  const seqs = createSeqs();
  seqs.start({ company: "c", channel: "a", seq: 7 });
  seqs.drop("c", "a");
  expect(seqs.all()).toEqual([]);
  seqs.start({ company: "c", channel: "a", seq: 9 });
  expect(seqs.takeEvents(frame(10, 10))).toMatchObject({ fresh: { seq: 10 } });
});
