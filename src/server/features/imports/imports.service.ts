import { mkdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { limits } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { type Operation, type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { StorageFull } from "../../platform/records/port.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type ImportProgress, type Report, type RunDeps, runImport, type Stage } from "./import-run.ts";
import { ImportJob } from "./imports.records.ts";
import { ImportError } from "./slack/index.ts";
import { fillSpool, openSpool } from "./spool.ts";

export interface ImportsDeps extends RunDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  /** Folder for sealed uploads. */
  readonly spool: string;
  readonly onChange: (company: string, job: string) => void;
  readonly onError: (where: string, error: unknown) => void;
}
export type Imports = ReturnType<typeof createImports>;
type Row = Stored<typeof ImportJob>;
const under: readonly Row["state"][] = ["receiving", "scanning", "people", "channels", "messages", "checking"];
const isUnderWay = (row: Row): boolean => under.includes(row.state);
/** Milliseconds between two notes of how far it came. */
const noteEvery = 1000;
/** Milliseconds over which the rate is taken. */
const rateOver = 5000;

/** Imports as jobs: received sealed, run in the background, resumed after a restart. */
export function createImports(d: ImportsDeps) {
  const running = new Map<string, { job: string; stop: AbortController; ended: Promise<void> }>();
  let isStopping = false;
  const spoolOf = (job: string) => join(d.spool, `${job}.part`);

  async function save(row: Omit<Row, "version">, version: number): Promise<number> {
    const outcome = await d.records.commit(operationId(), [expect(ImportJob, row, version)], [put(ImportJob, row, version + 1)]);
    if (outcome.status !== "applied") throw new Refusal("conflict");
    d.onChange(row.company, row.job);
    return version + 1;
  }

  async function open(actor: PersonActor, job: string): Promise<Row> {
    const row = await d.records.get(ImportJob, { company: actor.company, job });
    if (!row) throw new Refusal("job_not_found");
    return row;
  }

  /** Runs a job to its end and notes how it went; never throws. */
  async function run(row: Row, stop: AbortController): Promise<void> {
    let current = row;
    const note = async (change: Partial<Row>) => {
      const next = { ...current, ...change, updatedAt: d.clock.now() };
      current = { ...next, version: await save(next, current.version) };
    };
    const notes = progressNotes(d.clock, note, (error) => d.onError("import progress", error));
    try {
      if (!row.spool) throw new Error("the job has no upload");
      const source = await openSpool(spoolOf(row.job), row.spool, row.company, row.job);
      try {
        const report = await runImport(d, {
          into: async () => ({ company: row.company, importer: row.by }),
          source,
          signal: stop.signal,
          onProgress: notes.onProgress,
        });
        await notes.settled();
        running.delete(row.company);
        await note({ state: "done", report, done: report.messages.imported, total: report.messages.found, now: "", rate: 0, secondsLeft: null, spool: null });
      } finally {
        await source.close();
      }
    } catch (error) {
      await notes.settled();
      // A stopping server leaves the job as it stands: the next start goes on with it.
      if (stop.signal.aborted && stop.signal.reason === "restart") return;
      const state = stop.signal.aborted ? "cancelled" : "failed";
      const failure = state === "failed" ? failureOf(error) : null;
      if (failure?.code === "internal") d.onError("import", error);
      // Before it is told: who reads that this one has ended may start the next.
      running.delete(row.company);
      await noteSurely(() => note({ state, failure, secondsLeft: null, rate: 0, spool: null }));
    }
    await rm(spoolOf(row.job), { force: true });
  }

  /** How a job ended is told once there is room to write it down. */
  async function noteSurely(note: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await note();
      } catch (error) {
        if (!(error instanceof StorageFull) || isStopping) throw error;
        await new Promise<void>((resolve) => d.clock.after(3000, resolve));
      }
    }
  }

  function start(row: Row): void {
    const stop = new AbortController();
    const ended = run(row, stop)
      .catch((error: unknown) => d.onError("import", error))
      .finally(() => {
        if (running.get(row.company)?.job === row.job) running.delete(row.company);
      });
    running.set(row.company, { job: row.job, stop, ended });
  }

  async function rows(company: string): Promise<Row[]> {
    const found: Row[] = [];
    for await (const row of d.records.all(ImportJob, { company })) found.push(row);
    return found.sort((a, b) => b.startedAt - a.startedAt);
  }

  return {
    async upload(actor: PersonActor, upload: Readable | undefined, operation: Operation) {
      if (!upload) throw new Refusal("invalid_request", { fields: [{ path: "body", problem: "upload" }] });
      const { company } = actor;
      const job = derivedId(d.records.keys.indexKey(company), "import-job", operation.id);
      // Who repeats an upload whose answer got lost is told what became of it; the bytes are here already.
      const known = await d.records.get(ImportJob, { company, job });
      if (known) {
        upload.resume();
        return present(known);
      }
      if (running.has(company)) throw new Refusal("busy");
      // Taken before anything is awaited: of two uploads at once, one finds the place taken.
      running.set(company, { job, stop: new AbortController(), ended: Promise.resolve() });
      try {
        mkdirSync(d.spool, { recursive: true, mode: 0o700 });
        const spool = await fillSpool(spoolOf(job), upload, company, job, limits.upload);
        const now = d.clock.now();
        const row = {
          company,
          job,
          state: "scanning",
          startedAt: now,
          updatedAt: now,
          done: 0,
          total: 0,
          by: actor.person,
          now: "",
          rate: 0,
          secondsLeft: null,
          report: null,
          failure: null,
          spool,
        } as const;
        const version = await save({ ...row }, 0);
        start({ ...row, spool, version });
        return present({ ...row, spool, version });
      } catch (error) {
        running.delete(company);
        throw error;
      }
    },

    list: async (actor: PersonActor) => ({ imports: (await rows(actor.company)).map(present) }),
    get: async (actor: PersonActor, job: string) => present(await open(actor, job)),

    async cancel(actor: PersonActor, job: string) {
      const row = await open(actor, job);
      const current = running.get(actor.company);
      if (isUnderWay(row) && current?.job === job) {
        current.stop.abort("cancelled");
        await current.ended;
      }
      return present(await open(actor, job));
    },

    /** After a start: goes on with what a stop or crash cut off. */
    async resume(companies: readonly string[]): Promise<void> {
      const wanted = new Set<string>();
      for (const company of companies) {
        for (const row of await rows(company)) {
          if (!isUnderWay(row) || running.has(company)) continue;
          wanted.add(`${row.job}.part`);
          start(row);
        }
      }
      for (const file of await readdir(d.spool).catch(() => [])) if (!wanted.has(file)) await rm(join(d.spool, file), { force: true });
    },

    async stop(): Promise<void> {
      isStopping = true;
      for (const { stop } of running.values()) stop.abort("restart");
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Notes the progress about once a second, with rate and time left. `settled` resolves when the last note is written. */
function progressNotes(clock: Clock, note: (change: Partial<Row>) => Promise<void>, onError: (error: unknown) => void) {
  let noting: Promise<void> = Promise.resolve();
  let noted = Number.NEGATIVE_INFINITY;
  let stage: Stage | undefined;
  const samples: { at: number; done: number }[] = [];
  const onProgress = (progress: ImportProgress): void => {
    const at = clock.monotonic();
    if (progress.stage === stage && at - noted < noteEvery) return;
    if (progress.stage !== stage) samples.length = 0;
    stage = progress.stage;
    noted = at;
    samples.push({ at, done: progress.done });
    while (samples.length > 2 && at - (samples[0]?.at ?? at) > rateOver) samples.shift();
    const first = samples[0] ?? { at, done: progress.done };
    const rate = at > first.at ? ((progress.done - first.done) * 1000) / (at - first.at) : 0;
    const secondsLeft = rate > 0 ? Math.max(0, (progress.total - progress.done) / rate) : null;
    noting = noting
      .then(() => note({ state: progress.stage, done: progress.done, total: progress.total, now: progress.now, rate, secondsLeft }))
      .catch(onError);
  };
  return { onProgress, settled: () => noting };
}

function failureOf(error: unknown): NonNullable<Row["failure"]> {
  if (error instanceof ImportError) return { code: error.code, file: error.file, place: placeText(error), message: error.message };
  if (error instanceof Refusal) return { code: error.code, file: "", place: "", message: error.code };
  return { code: "internal", file: "", place: "", message: "Something failed on the server. What is in stays; importing the same file again goes on." };
}

/** `line 3, item 12, field ts` */
export const placeText = ({ place }: ImportError): string =>
  [
    ...(place.line === undefined ? [] : [`line ${place.line}`]),
    ...(place.index === undefined ? [] : [`item ${place.index}`]),
    ...(place.field === undefined ? [] : [`field ${place.field}`]),
    ...(place.byte === undefined ? [] : [`byte ${place.byte}`]),
  ].join(", ");

const present = ({ job, state, startedAt, updatedAt, done, total, rate, secondsLeft, now, report, failure }: Row) => ({
  id: job,
  state,
  startedAt,
  updatedAt,
  done,
  total,
  rate,
  secondsLeft,
  now,
  report: report as Report | null,
  failure,
});
