/** Keeps the people of a company in step with its directory: by a schedule, or when it is asked for. A directory that is away takes nobody out. */
import { Refusal } from "../../http/index.ts";
import type { Cancel, Clock } from "../../platform/clock/index.ts";
import { LdapRefused } from "../../platform/egress/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { ConnectionsService } from "../connections/index.ts";
import { DirectoryPerson, DirectoryRun } from "./directories.records.ts";
import { entryOf, type OpenDirectory } from "./directory.ts";
import type { Follower } from "./follower.ts";
import { type Known, type Plan, planOf, settled } from "./plan.ts";
import { DirectoryProblem, type Talks } from "./talks.ts";

export interface SyncsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly connections: ConnectionsService;
  readonly talks: Talks;
  readonly follower: Follower;
  readonly isLastAdministrator: (company: string, person: string) => Promise<boolean>;
  readonly open: (holder: string, connection: string) => Promise<OpenDirectory>;
  /** What the person looks after, and is now nobody's. */
  readonly owned: (company: string, person: string) => Promise<{ readonly channels: number; readonly teams: number }>;
  readonly nameOf: (company: string, person: string) => Promise<string>;
  readonly onError: (where: string, error: unknown) => void;
}

type Run = Stored<typeof DirectoryRun>;
type Counts = Run["counts"];
interface Running {
  readonly startedAt: number;
  progress: { done: number; of: number };
  readonly work: Promise<void>;
}

/** Milliseconds from the end of a sync to the next one. */
export const EVERY = 15 * 60_000;
const TICK = 15_000;
const none: Counts = { found: 0, made: 0, changed: 0, back: 0, gone: 0, blocked: 0, failed: 0 };
/** People who are written at once: the store puts their commits together. */
const ABREAST = 8;
const MOST_SHOWN = 100;
const MOST_CHANGES = 500;

export class SyncsService {
  readonly #p: SyncsParts;
  readonly #running = new Map<string, Running>();
  /** Directories that are switched on, by connection. */
  readonly #due = new Map<string, { readonly holder: string; at: number }>();
  #stopTicking: Cancel = () => undefined;
  #isStopped = false;

  constructor(parts: SyncsParts) {
    this.#p = parts;
  }

  async start(companies: readonly string[]): Promise<void> {
    for (const holder of companies) {
      for (const { connection, kind, state } of await this.#p.connections.rows(holder)) {
        if (kind !== "ldap" || state !== "on") continue;
        const last = await this.#p.records.find(DirectoryRun, { holder, connection });
        this.#due.set(connection, { holder, at: (last?.endedAt ?? 0) + EVERY });
      }
    }
    this.#stopTicking = this.#p.clock.every(TICK, () => this.wake());
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopTicking();
    this.#p.talks.close();
    await this.idle();
  }

  /** Begins what is due. */
  wake(): void {
    for (const [connection, { holder, at }] of this.#due) if (at <= this.#p.clock.now()) this.#begin(holder, connection, null);
  }

  /** Resolves when no sync runs. */
  async idle(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ work }) => work));
  }

  /** A directory that was switched on is looked at soon. */
  expect(holder: string, connection: string, isNew: boolean): void {
    if (isNew) this.#due.set(connection, { holder, at: this.#p.clock.now() + TICK });
  }

  /** @param allowed how many may be taken out where the last one stopped to ask. @throws Refusal conflict while one runs, or for a directory that is off */
  async ask(holder: string, connection: string, allowed: number | null) {
    const { connection: row } = await this.#p.open(holder, connection);
    if (row.state !== "on" || this.#running.has(connection)) throw new Refusal("conflict");
    this.#begin(holder, connection, allowed);
    return this.standing(holder, connection);
  }

  /** What a sync would change now. */
  async attempt(holder: string, connection: string) {
    try {
      const { plan } = await this.#look(holder, connection);
      const changes = [
        ...plan.gone.map(({ name, login, person, role }) => ({ kind: "gone" as const, name, login, person, role })),
        ...plan.blocked.map((one) => ({ kind: "blocked" as const, person: null, role: null, ...one })),
        ...plan.made.map(({ member: { name, login }, role }) => ({ kind: "new" as const, name, login, person: null, role })),
        ...plan.back.map(({ member: { name, login }, known, role }) => ({ kind: "back" as const, name, login, person: known.person, role })),
        ...plan.changed.map(({ member: { name, login }, known, role }) => ({ kind: "changed" as const, name, login, person: known.person, role })),
      ];
      const counts = countsOf(plan);
      return {
        counts,
        problem: plan.brake && `brake_${plan.brake}`,
        changes: changes.slice(0, MOST_CHANGES).map((one) => ({ obstacle: null, ...one })),
        more: changes.length > MOST_CHANGES,
      };
    } catch (error) {
      return { counts: none, problem: faultOf(error), changes: [], more: false };
    }
  }

  async standing(holder: string, connection: string) {
    const { records, owned, nameOf } = this.#p;
    const [last, running] = [await records.find(DirectoryRun, { holder, connection }), this.#running.get(connection)];
    const gone = (last?.gone ?? []).map(async (person) => ({ person, name: await nameOf(holder, person), ...(await owned(holder, person)) }));
    return {
      state: running ? ("running" as const) : (last?.state ?? ("never" as const)),
      startedAt: running?.startedAt ?? last?.startedAt ?? null,
      endedAt: running ? null : (last?.endedAt ?? null),
      nextAt: this.#due.get(connection)?.at ?? null,
      progress: running ? { ...running.progress } : null,
      problem: running ? null : (last?.problem ?? null),
      counts: last?.counts ?? none,
      gone: await Promise.all(gone),
      blocked: [...(last?.blocked ?? [])],
    };
  }

  #begin(holder: string, connection: string, allowed: number | null): void {
    if (this.#running.has(connection)) return;
    const startedAt = this.#p.clock.now();
    const { promise, resolve } = Promise.withResolvers<void>();
    const running: Running = { startedAt, progress: { done: 0, of: 0 }, work: promise };
    this.#running.set(connection, running);
    this.#run(holder, connection, allowed, running)
      .catch((error: unknown) => this.#p.onError("directory sync", error))
      .finally(() => {
        this.#running.delete(connection);
        const due = this.#due.get(connection);
        if (due) due.at = this.#p.clock.now() + EVERY;
        resolve();
      });
  }

  async #run(holder: string, connection: string, allowed: number | null, running: Running): Promise<void> {
    const { connections } = this.#p;
    const row = await connections.find(holder, connection);
    if (row?.state !== "on") {
      this.#due.delete(connection);
      return;
    }
    try {
      const { plan, directory } = await this.#look(holder, connection);
      const counts = countsOf(plan);
      if (plan.brake !== null && plan.gone.length > (allowed ?? 0)) {
        await connections.noteProblem(row, `brake_${plan.brake}`, String(plan.gone.length));
        await this.#note(holder, connection, running, { state: "held", problem: `brake_${plan.brake}`, counts, gone: plan.gone, blocked: plan.blocked });
        return;
      }
      const done = await this.#carryOut(directory, plan, running);
      await this.#note(holder, connection, running, { state: "done", problem: null, blocked: plan.blocked, ...done });
    } catch (error) {
      const problem = faultOf(error);
      if (this.#isStopped) return;
      await connections.noteProblem(row, problem, "");
      await this.#note(holder, connection, running, { state: "failed", problem, counts: none, gone: [], blocked: [] });
    }
  }

  async #look(holder: string, connection: string): Promise<{ plan: Plan; directory: OpenDirectory }> {
    const directory = await this.#p.open(holder, connection);
    const { groups, newcomers } = directory.connection;
    const asked = groups.map(({ group }) => group);
    const members = await this.#p.talks.everybody(directory.settings, asked);
    const known = new Map<string, Known>();
    for await (const one of this.#p.records.all(DirectoryPerson, { connection })) known.set(one.entry, one);
    const plan = await settled(
      planOf(members, known, (member) => entryOf(this.#p.records, connection, member), { groups, newcomers }),
      {
        newcomer: (member) => this.#p.follower.prospect(directory, member),
        mayReturn: (known) => this.#p.follower.mayReturn(known),
        isLastAdministrator: (person) => this.#p.isLastAdministrator(holder, person),
      },
    );
    return { plan, directory };
  }

  /** Those who go first: they are why one waits. */
  async #carryOut(directory: OpenDirectory, plan: Plan, running: Running): Promise<{ counts: Counts; gone: readonly Known[] }> {
    const { follower } = this.#p;
    const counts: Counts = { ...none, found: plan.found, blocked: plan.blocked.length };
    const gone: Known[] = [];
    running.progress = { done: 0, of: plan.gone.length + plan.made.length + plan.back.length + plan.changed.length };
    const each = async <T>(list: readonly T[], kind: "gone" | "back" | "changed" | "made", work: (one: T) => Promise<boolean>, abreast = ABREAST) => {
      const left = [...list];
      const worker = async () => {
        for (let one = left.shift(); one !== undefined; one = left.shift()) {
          const isDone = await work(one).catch((error: unknown) => {
            if (!(error instanceof Refusal)) throw error;
            return false;
          });
          counts[isDone ? kind : "failed"]++;
          if (isDone && kind === "gone") gone.push(one as unknown as Known);
          running.progress.done++;
        }
      };
      await Promise.all(Array.from({ length: abreast }, worker));
    };
    await each(plan.gone, "gone", (known) => follower.takeOut(directory, known));
    await each(plan.back, "back", ({ member, known, role }) => follower.follow(directory, member, known, role));
    await each(plan.changed, "changed", ({ member, known, role }) => follower.follow(directory, member, known, role));
    await each(plan.made, "made", ({ member, role }) => follower.make(directory, member, role));
    return { counts, gone };
  }

  async #note(
    holder: string,
    connection: string,
    { startedAt }: Running,
    { state, problem, counts, gone, blocked }: Pick<Run, "state" | "problem" | "counts" | "blocked"> & { readonly gone: readonly Known[] },
  ): Promise<void> {
    const { records, clock } = this.#p;
    const version = (await records.find(DirectoryRun, { holder, connection }))?.version ?? 0;
    const people = gone.slice(0, MOST_SHOWN).map(({ person }) => person);
    const row = put(
      DirectoryRun,
      { holder, connection, state, startedAt, endedAt: clock.now(), problem, counts, gone: people, blocked: blocked.slice(0, MOST_SHOWN) },
      version + 1,
    );
    await records.merge([row]);
  }
}

export const countsOf = ({ found, made, changed, back, gone, blocked }: Plan): Counts => ({
  ...{ found, failed: 0 },
  ...{ made: made.length, changed: changed.length, back: back.length, gone: gone.length, blocked: blocked.length },
});

/** @throws what is no problem of the directory */
export function faultOf(error: unknown): LdapRefused["code"] | DirectoryProblem["code"] {
  if (error instanceof LdapRefused || error instanceof DirectoryProblem) return error.code;
  throw error;
}
