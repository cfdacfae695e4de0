import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Agenda, Consumer, DueItem } from "../../platform/jobs/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type Messages, parseRef, type Ref, type Rendered, showRef } from "../messages/index.ts";
import { Saved } from "./saved.records.ts";

export interface SavedDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly messages: Pick<Messages, "openMessage" | "get">;
  readonly agenda: Agenda;
  /** Brings a message into a person's inbox. */
  readonly remind: (company: string, person: string, channel: string, ref: Ref, at: number) => Promise<void>;
  readonly onChange: (company: string, person: string) => void;
}

const most = 5000;

export type SavedMessages = ReturnType<typeof createSaved>;

export function createSaved(d: SavedDeps) {
  const itemOf = (company: string, person: string, channel: string, message: string) =>
    derivedId(d.records.keys.indexKey(company), "saved", person, channel, message);

  /** A reminder whose time was changed or taken off since does nothing. */
  async function remind({ company, person, item, at }: DueItem): Promise<void> {
    const row = await d.records.get(Saved, { company, person, item });
    if (row?.state !== "on" || row.remindAt !== at) return;
    await d.remind(company, person, row.channel, row, at);
    const outcome = await d.records.commit(operationId(), [expect(Saved, row, row.version)], [put(Saved, { ...row, remindAt: null }, row.version + 1)]);
    if (outcome.status !== "refused") d.onChange(company, person);
  }
  d.agenda.on("reminder", remind);

  return {
    /** Puts reminders on the agenda. */
    consumer: {
      name: "saved",
      tables: [Saved.name],
      from: "durable",
      async handle(changes) {
        const rows = await Promise.all(changes.flatMap((change) => change.rows).map((row) => d.records.open(Saved, row)));
        await d.agenda.add(
          rows.flatMap(({ company, person, item, state, remindAt }) =>
            state === "on" && remindAt !== null ? [{ company, person, item, kind: "reminder", at: remindAt } as const] : [],
          ),
        );
      },
    } satisfies Consumer as Consumer,

    async list(actor: PersonActor) {
      const rows = await d.records.list(Saved, { company: actor.company, person: actor.person }, { limit: most });
      const standing = rows.filter((row) => row.state === "on").sort((a, b) => b.savedAt - a.savedAt);
      const messages = await Promise.all(standing.map((row) => d.messages.get(actor, row.channel, showRef(row)).catch(missing)));
      return {
        items: standing.flatMap(({ savedAt, remindAt }, i) => {
          const message = messages[i];
          return message && message.deletedAt === null ? [{ savedAt, remindAt, message }] : [];
        }),
      };
    },

    async save(actor: PersonActor, channel: string, message: string, body: { saved: boolean; remindAt: number | null }): Promise<void> {
      const ref = parseRef(message);
      const { company, person } = actor;
      const { row: saved } = await d.messages.openMessage(actor, channel, ref);
      const key = { company, person, item: itemOf(company, person, channel, message) };
      if (body.saved && saved.deletedAt !== null) throw new Refusal("message_not_found");
      if (body.remindAt !== null && body.remindAt <= d.clock.now())
        throw new Refusal("invalid_request", { fields: [{ path: "body.remindAt", problem: "past" }] });
      await decideAgain(async () => {
        const standing = await d.records.get(Saved, key);
        if (!standing && !body.saved) return true;
        const state = body.saved ? "on" : "off";
        const savedAt = standing?.state === "on" ? standing.savedAt : d.clock.now();
        const row = { ...key, channel, ...ref, state, savedAt, remindAt: body.saved ? body.remindAt : null } as const;
        const version = standing?.version ?? 0;
        const outcome = await d.records.commit(operationId(), [expect(Saved, key, version)], [put(Saved, row, version + 1)]);
        if (outcome.status === "refused") return false;
        d.onChange(company, person);
        return true;
      });
    },
  };
}

/** Today's rights: what may not be read any more, or is gone, is left out. */
function missing(error: unknown): Rendered | undefined {
  if (error instanceof Refusal) return undefined;
  throw error;
}
