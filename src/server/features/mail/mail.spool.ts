/** Letters on their way: written down before the reply that promises them, handed over by a job, tried again with growing pauses. */
import type { MailLanguage, MailProblem, MailTemplate } from "../../../contract/mail.ts";
import { operationId } from "../../../crypto/index.ts";
import type { Cancel, Clock } from "../../platform/clock/index.ts";
import type { Mailer, SmtpOutcome } from "../../platform/mail/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, type Fields, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { SpooledMail } from "./mail.records.ts";
import { render } from "./render.ts";
import type { MailValues } from "./templates.ts";

type Row = Stored<typeof SpooledMail>;

export interface Wanted {
  /** What it tells of: the same is written once. */
  readonly source: string;
  readonly template: MailTemplate;
  readonly to: string;
  readonly language: MailLanguage;
  readonly values: MailValues;
  readonly of: { readonly kind: "installation" | "account" | "company"; readonly id: string };
  /** The person of the company who is named in it. */
  readonly by?: string;
  /** Asked for by a stranger: whom it is for is found out by the job, so that the answer shows nothing. */
  readonly isAsked?: boolean;
  /** After this it tells nothing that is true, in milliseconds since the epoch. */
  readonly until?: number;
}

/** A letter that was asked for, as it was written down. */
export type Asked = Pick<Wanted, "template" | "to" | "of" | "language" | "values"> & { readonly mail: string };

/** Whom it is for, and what it says; undefined for nobody. */
export type Answer = Pick<Wanted, "to" | "language" | "values" | "of" | "until"> | undefined;

export interface SpoolDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  /** Undefined: this server sends no mail. */
  readonly mailer: Mailer | undefined;
  /** Makes a letter of one that was asked for. Called again for the same one when its answer was not written down. */
  readonly answer: (asked: Asked) => Promise<Answer>;
  readonly onError: (where: string, error: unknown) => void;
}

const minute = 60_000;
const day = 1440 * minute;
/** Content waits no longer. */
const longest = 3 * day;
/** The empty row stays so long, in milliseconds. */
const remembered = 7 * day;
const pauseAfter = (tries: number): number => Math.min(minute * 2 ** tries, 360 * minute);
const tick = 1000;
/** Letters that one owner of content may have waiting. */
const page = 5000;

export class Spool {
  readonly #d: SpoolDeps;
  readonly #waiting = new Map<string, { company: string; mail: string; dueAt: number }>();
  #stopTicking: Cancel = () => undefined;
  #running: Promise<void> | undefined;
  /** Nothing gets through before: the server itself did not answer as it must. */
  #pausedUntil = 0;
  #misses = 0;
  last: (SmtpOutcome & { at: number }) | undefined;

  constructor(deps: SpoolDeps) {
    this.#d = deps;
  }

  get isOn(): boolean {
    return this.#d.mailer !== undefined;
  }

  /** Writes it down; durable when it resolves. Without a mail server nothing is written. @returns whether it will be sent */
  async post(wanted: Wanted): Promise<boolean> {
    if (!this.isOn) return false;
    const { records, clock } = this.#d;
    const { source, template, to, language, values, of, by, isAsked = false, until } = wanted;
    const company = of.kind === "company" ? of.id : records.installation;
    const mail = derivedId(records.keys.indexKey(company), "mail", template, source);
    const now = clock.now();
    const row: Fields<typeof SpooledMail> = {
      company,
      mail,
      template,
      state: isAsked ? "asked" : "waiting",
      of: of.kind,
      owner: of.id,
      by: by ?? null,
      createdAt: now,
      expiresAt: Math.min(now + longest, until ?? Number.POSITIVE_INFINITY),
      dueAt: now,
      tries: 0,
      to,
      language,
      values: { ...values },
      problem: null,
      reply: null,
    };
    const outcome = await records.commit(operationId(), [expect(SpooledMail, row, 0)], [put(SpooledMail, row)]);
    if (outcome.status === "applied") this.#waiting.set(mail, { company, mail, dueAt: now });
    return true;
  }

  /** @param companies and the installation's letters beside theirs */
  async start(companies: readonly string[]): Promise<void> {
    for (const company of [this.#d.records.installation, ...companies]) {
      for await (const { mail, dueAt, state } of this.#all(company)) if (isOpen(state)) this.#waiting.set(mail, { company, mail, dueAt });
    }
    this.#stopTicking = this.#d.clock.every(tick, () => this.wake());
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopTicking();
    await this.#running;
  }

  wake(): void {
    this.#running ??= this.#round()
      .catch((error: unknown) => this.#d.onError("mail", error))
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Resolves when what is due now was tried. */
  async idle(): Promise<void> {
    await this.#running;
    this.wake();
    await this.#running;
  }

  async standing(companies: readonly string[]) {
    const rows = (await Promise.all([this.#d.records.installation, ...companies].map((company) => this.#rows(company)))).flat();
    const waiting = rows.filter(({ state }) => isOpen(state));
    const oldest = waiting.map(({ createdAt }) => createdAt).sort((a, b) => a - b)[0] ?? null;
    const dueAt = waiting.map((row) => Math.max(row.dueAt, this.#pausedUntil)).sort((a, b) => a - b)[0] ?? null;
    const problems = rows
      .filter(({ state, problem }) => problem !== null && state !== "sent")
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(0, 50)
      .map(({ template, state, problem, reply, tries, createdAt }) => ({
        template,
        state: state === "failed" ? ("failed" as const) : ("waiting" as const),
        problem: problem as MailProblem,
        reply,
        tries,
        createdAt,
      }));
    const failed = rows.filter(({ state }) => state === "failed").length;
    return { queue: { waiting: waiting.length, failed, oldest, nextAt: dueAt }, problems };
  }

  #all(company: string): AsyncIterable<Row> {
    return this.#d.records.all(SpooledMail, { company });
  }

  /** What the owners' page counts: no more than a page of a company. */
  #rows(company: string): Promise<Row[]> {
    return this.#d.records.list(SpooledMail, { company }, { limit: page });
  }

  async #round(): Promise<void> {
    const { clock, mailer } = this.#d;
    if (!mailer) return;
    for (const [name, held] of this.#waiting) {
      if (clock.now() < this.#pausedUntil) return;
      if (held.dueAt > clock.now()) continue;
      const row = await this.#d.records.find(SpooledMail, { company: held.company, mail: held.mail });
      const next = row && isOpen(row.state) ? await this.#try(mailer, row) : undefined;
      if (next) held.dueAt = next;
      else this.#waiting.delete(name);
    }
  }

  /** @returns when it is tried again; undefined for never */
  async #try(mailer: Mailer, asked: Row): Promise<number | undefined> {
    const { clock } = this.#d;
    const row = asked.state === "asked" ? await this.#answered(asked) : asked;
    if (!row) return undefined;
    if (clock.now() >= row.expiresAt) return this.#end(row, "failed", "expired", null);
    const rendered = render(row.template, row.language, row.values);
    const outcome = await mailer.send({ id: row.mail, to: row.to, language: row.language, writtenAt: row.createdAt, ...rendered });
    this.last = { ...outcome, at: clock.now() };
    const isServersFault = outcome.state === "later" && outcome.step !== "hand_over";
    this.#misses = isServersFault ? this.#misses + 1 : 0;
    if (isServersFault) this.#pausedUntil = clock.now() + pauseAfter(this.#misses - 1);
    if (outcome.state === "sent") return this.#end(row, "sent", null, outcome.reply);
    if (outcome.state === "never") return this.#end(row, "failed", outcome.problem, outcome.reply);
    const dueAt = clock.now() + pauseAfter(row.tries);
    await this.#change(row, { dueAt, tries: row.tries + 1, problem: outcome.problem, reply: outcome.reply });
    return dueAt;
  }

  /** Whom it is for. Written down before it is sent, so that a second try says the same. */
  async #answered(row: Row): Promise<Row | undefined> {
    const answer = this.#d.clock.now() < row.expiresAt ? await this.#d.answer({ ...row, of: { kind: row.of, id: row.owner } }) : undefined;
    if (!answer) {
      await this.#end(row, "sent", null, null);
      return undefined;
    }
    const { to, language, values, of, until } = answer;
    const expiresAt = Math.min(row.expiresAt, until ?? Number.POSITIVE_INFINITY);
    return this.#change(row, { state: "waiting", of: of.kind, owner: of.id, to, language, values: { ...values }, expiresAt });
  }

  /** Takes out what it said. */
  async #end(row: Row, state: "sent" | "failed", problem: MailProblem | null, reply: number | null): Promise<undefined> {
    await this.#change(row, { state, to: "", values: {}, problem, reply, tries: row.tries + 1 });
  }

  async #change(row: Row, changes: Partial<Row>): Promise<Row | undefined> {
    const changed = { ...row, ...changes, version: row.version + 1 };
    const outcome = await this.#d.records.commit(operationId(), [expect(SpooledMail, row, row.version)], [put(SpooledMail, changed, changed.version)]);
    return outcome.status === "applied" ? changed : undefined;
  }

  /** Empties what waited too long while nothing could be sent, and removes what is over. @returns how many rows went */
  async sweep(companies: readonly string[]): Promise<number> {
    const now = this.#d.clock.now();
    let gone = 0;
    for (const company of [this.#d.records.installation, ...companies]) {
      const over: Row[] = [];
      for await (const row of this.#all(company)) {
        if (isOpen(row.state) && now >= row.expiresAt) await this.#end(row, "failed", "expired", null);
        if (now >= row.createdAt + remembered) over.push(row);
      }
      if (over.length > 0) await this.#d.records.erase(SpooledMail, over);
      gone += over.length;
    }
    return gone;
  }
}

const isOpen = (state: Row["state"]): boolean => state === "asked" || state === "waiting";
