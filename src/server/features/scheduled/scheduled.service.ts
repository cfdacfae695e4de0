import { blindToken, operationId } from "../../../crypto/index.ts";
import { type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Agenda, Consumer, DueItem } from "../../platform/jobs/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { allow, type ChannelAccess } from "../channels/index.ts";
import type { Messages } from "../messages/index.ts";
import { ScheduledMessage } from "./scheduled.records.ts";

export interface ScheduledDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly messages: Pick<Messages, "post" | "openMessage">;
  readonly agenda: Agenda;
  /** The person with the rights that he has now; undefined when he can do nothing any more. */
  readonly actorOf: (company: string, person: string) => Promise<PersonActor | undefined>;
  readonly onChange: (company: string, person: string) => void;
}

/** Scheduled messages of one person at a time. */
const most = 200;
/** Nobody plans further: a year and a day, in milliseconds. */
const furthest = 366 * 86_400_000;
type Row = Stored<typeof ScheduledMessage>;

export type Scheduled = ReturnType<typeof createScheduled>;

export function createScheduled(d: ScheduledDeps) {
  const present = ({ scheduled, channel, thread, text, dueAt, state, reason, message }: Row) => ({
    id: scheduled,
    channel,
    thread,
    text,
    dueAt,
    state: state === "cancelled" ? ("failed" as const) : state,
    reason,
    message,
  });

  /** @throws Refusal when it is not in time */
  function requireInTime(dueAt: number): void {
    const now = d.clock.now();
    if (dueAt <= now || dueAt > now + furthest)
      throw new Refusal("invalid_request", { fields: [{ path: "body.dueAt", problem: dueAt <= now ? "past" : "too_far" }] });
  }

  /** The caller's own, not sent yet. Missing and somebody else's are the same. */
  async function openScheduled(actor: PersonActor, scheduled: string): Promise<Row> {
    const row = await d.records.get(ScheduledMessage, { company: actor.company, person: actor.person, scheduled });
    if (!row || (row.state !== "waiting" && row.state !== "failed")) throw new Refusal("message_not_found");
    return row;
  }

  async function change(row: Row, next: Partial<Pick<Row, "text" | "dueAt" | "state" | "reason" | "message">>): Promise<Row | undefined> {
    const changed = { ...row, ...next, version: row.version + 1 };
    const outcome = await d.records.commit(operationId(), [expect(ScheduledMessage, row, row.version)], [put(ScheduledMessage, changed, changed.version)]);
    if (outcome.status !== "applied") return undefined;
    d.onChange(row.company, row.person);
    return changed;
  }

  /**
   * Posts it under the author's present rights. The operation is named by the row, so that a crash between posting and
   * noting it, and a second try, make one message.
   */
  async function send({ company, person, item, at }: DueItem): Promise<void> {
    const row = await d.records.get(ScheduledMessage, { company, person, scheduled: item });
    if (row?.state !== "waiting" || row.dueAt !== at) return;
    const actor = await d.actorOf(company, person);
    try {
      if (!actor) throw new Refusal("person_not_found");
      const id = blindToken(d.records.keys.indexKey(company), "scheduled", item);
      const body = { text: row.text, alsoInChannel: false, ...(row.thread > 0 ? { thread: row.thread } : {}) };
      const { ref } = await d.messages.post(actor, row.channel, body, { id, digest: null });
      await change(row, { state: "sent", text: "", reason: null, message: ref });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === "storage_full" || error.code === "store_unavailable") throw error;
      await change(row, { state: "failed", reason: error.code });
    }
  }
  d.agenda.on("scheduled", send);

  return {
    consumer: {
      name: "scheduled",
      tables: [ScheduledMessage.name],
      from: "durable",
      async handle(changes) {
        const rows = await Promise.all(changes.flatMap((change) => change.rows).map((row) => d.records.open(ScheduledMessage, row)));
        const waiting = rows.filter(({ state }) => state === "waiting");
        await d.agenda.add(waiting.map(({ company, person, scheduled, dueAt }) => ({ company, person, item: scheduled, kind: "scheduled", at: dueAt })));
      },
    } satisfies Consumer as Consumer,

    async list(actor: PersonActor) {
      const rows = await d.records.list(ScheduledMessage, { company: actor.company, person: actor.person }, { limit: 5000 });
      const open = rows.filter(({ state }) => state === "waiting" || state === "failed");
      return { scheduled: open.sort((a, b) => a.dueAt - b.dueAt).map(present) };
    },

    async schedule(actor: PersonActor, body: { channel: string; thread: number; text: string; dueAt: number }, operation: Operation) {
      const { company, person } = actor;
      requireInTime(body.dueAt);
      allow(body.thread > 0 ? "reply" : "post", await d.access.openChannel(actor, body.channel));
      if (body.thread > 0) await d.messages.openMessage(actor, body.channel, { post: body.thread, reply: 0 });
      const { scheduled: standing } = await this.list(actor);
      if (standing.length >= most) throw new Refusal("invalid_request", { fields: [{ path: "body.dueAt", problem: "too_many" }] });
      const scheduled = derivedId(d.records.keys.indexKey(company), "scheduled", operation.id);
      const key = { company, person, scheduled };
      const row = { ...key, ...body, state: "waiting", reason: null, message: null } as const;
      refuseOtherRequest(await d.records.commit(operation.id, [expect(ScheduledMessage, key, 0)], [put(ScheduledMessage, row)], operation.digest), operation);
      d.onChange(company, person);
      const made = await d.records.get(ScheduledMessage, key);
      if (!made) throw new Refusal("message_not_found");
      return present(made);
    },

    async change(actor: PersonActor, scheduled: string, body: { text?: string | undefined; dueAt?: number | undefined }) {
      const row = await openScheduled(actor, scheduled);
      // What failed goes again only at a new time.
      const dueAt = body.dueAt ?? row.dueAt;
      if (body.dueAt !== undefined || row.state === "failed") requireInTime(dueAt);
      const changed = await change(row, { text: body.text ?? row.text, dueAt, state: "waiting", reason: null });
      if (!changed) throw new Refusal("conflict");
      return present(changed);
    },

    async cancel(actor: PersonActor, scheduled: string): Promise<void> {
      const row = await openScheduled(actor, scheduled);
      if (!(await change(row, { state: "cancelled", text: "", reason: null }))) throw new Refusal("conflict");
    },
  };
}
