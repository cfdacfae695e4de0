/** States that a test can't hold still or wait for, as the server would answer them. */
import type { z } from "zod";
import type { ImportJob } from "../../src/contract/imports.ts";
import type { Endpoints, ReplyOf } from "../../src/contract/index.ts";

type Job = z.output<typeof ImportJob>;
type Claims = ReplyOf<Endpoints["listClaims"]>;

const started = Date.UTC(2026, 9, 14, 8, 12);
const none = { found: 0, imported: 0, leftOut: {} };
const job = (state: Job["state"], more: Partial<Job>): Job => ({
  id: "00000000-0000-4000-8000-000000000001",
  state,
  startedAt: started,
  updatedAt: started + 60_000,
  done: 0,
  total: 0,
  rate: 0,
  secondsLeft: null,
  now: "",
  report: null,
  failure: null,
  ...more,
});

export const importHalfDone = job("messages", {
  done: 84_112,
  total: 210_833,
  rate: 7421,
  secondsLeft: 17,
  now: "a-channel-with-a-name-as-long-as-names-of-channels-can-be-in-any-export-80-signs",
});

const books = {
  channels: { found: 240, imported: 240, leftOut: {} },
  people: { found: 7215, imported: 7214, leftOut: { repeated: 1 } },
  messages: { found: 211_988, imported: 210_833, leftOut: { empty: 1102, change_record: 41, service_notice: 12 } },
  reactions: { ...none, found: 9120, imported: 9003, leftOut: { user_not_named: 117 } },
  digest: "5f0d3c1c3a1b7b0f3ee4e7a9d1f5b2c8a6904e3d7c21f08b9a55e3c4d2f10a77",
};

export const importEnds: readonly Job[] = [
  job("done", { id: "00000000-0000-4000-8000-000000000002", done: 210_833, total: 211_988, report: books }),
  job("failed", {
    id: "00000000-0000-4000-8000-000000000003",
    failure: {
      code: "bad_json",
      file: "general/2019-03-04.json",
      place: "line 812, byte 40211",
      message: "general/2019-03-04.json: line 812, byte 40211: not JSON",
    },
  }),
  job("cancelled", { id: "00000000-0000-4000-8000-000000000004", done: 12_400, total: 211_988 }),
];

/** The real claims in states of all kinds, with a run under way and two before it. */
export function mixedClaims(real: Claims): Claims {
  const states = ["proven", "not true here", "partly", "proven in lab", "nothing to check", "attested", "not run yet"] as const;
  const claims = real.claims.map((claim, i) => {
    const state = i < 14 ? (states[i % states.length] ?? claim.state) : claim.state;
    if (i >= 14) return claim;
    const evidence = "4,812 rows of 31 tables were opened with every bit changed in turn; none opened.";
    return {
      ...claim,
      state,
      detail: state === "partly" ? "1 of 2" : "",
      at: started,
      clauses: claim.clauses.map((clause) => ({ ...clause, state, looked: 4812, evidence })),
    };
  });
  const run = (n: number, failing: number) => ({
    id: `00000000-0000-4000-8000-00000000001${n}`,
    startedAt: started - n * 86_400_000,
    endedAt: started - n * 86_400_000 + 41_300,
    done: 14,
    total: 14,
    now: "",
    proven: 14 - failing,
    failing,
  });
  return {
    build: real.build,
    claims,
    run: { ...run(0, 0), endedAt: null, done: 6, proven: 6, now: "C11" },
    history: [
      { ...run(1, 0), turned: [{ claim: "C11", from: "not true here", to: "proven" }] },
      { ...run(2, 2), turned: [] },
      { ...run(3, 3), turned: [] },
    ],
  };
}

const long = "Responsable adjointe de l’harmonisation typographique et du rayonnement";

/** The real claims after a night's run that found nothing wrong. */
export function claimsAtRest(real: Claims): Claims {
  const claims = real.claims.map((claim) => {
    const state = claim.state === "not run yet" ? ("proven" as const) : claim.state;
    return { ...claim, state, at: started, clauses: claim.clauses.map((clause) => ({ ...clause, state, looked: 4812 })) };
  });
  const { run, history } = mixedClaims(real);
  if (!run) throw new Error("a run is under way in the mixed ones");
  const last = { ...run, endedAt: started + 41_300, done: run.total, proven: run.total, turned: [] };
  return { build: real.build, claims, run: null, history: [last, ...history] };
}

/** One that its reader may open, and one of a channel that is closed to him. */
export function reportsOfAllKinds({ design, leo, message }: { design: string; leo: { person: string }; message: ReplyOf<Endpoints["getMessage"]> }) {
  const report = { by: leo.person, at: Date.UTC(2026, 9, 14), reason: "Rude to a guest.", state: "open" as const, channel: design, ref: message.ref };
  return {
    listReports: {
      reports: [
        { ...report, id: "00000000-0000-4000-8000-000000000031", message },
        { ...report, id: "00000000-0000-4000-8000-000000000032", message: null },
      ],
    },
  };
}

/** One that waits, one in a thread, and two that were refused when their time came. */
export function scheduledOfAllKinds(channel: string): ReplyOf<Endpoints["listScheduled"]> {
  const one = (n: number, more: Partial<ReplyOf<Endpoints["listScheduled"]>["scheduled"][number]>) => ({
    id: `00000000-0000-4000-8000-00000000002${n}`,
    channel,
    thread: 0,
    text: "Good morning. The contrast pass goes on today.",
    dueAt: Date.now() + n * 50_000_000,
    state: "waiting" as const,
    reason: null,
    message: null,
    ...more,
  });
  return {
    scheduled: [
      one(1, { state: "failed", reason: "archived", dueAt: started }),
      one(2, { state: "failed", reason: "channel_not_found", dueAt: started }),
      one(3, { text: `${long} `.repeat(8).trim() }),
      one(4, { thread: 2 }),
    ],
  };
}
