import { type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { type Messages, parseRef, type Rendered, showRef } from "../messages/index.ts";
import { Report } from "./reports.records.ts";

export interface ReportsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly messages: Pick<Messages, "openMessage" | "get">;
}

export type Reports = ReturnType<typeof createReports>;

export function createReports(d: ReportsDeps) {
  /** No role opens a private channel or direct message that it isn't in: of those the report says who, when and why. */
  async function messageFor(actor: PersonActor, row: Stored<typeof Report>): Promise<Rendered | null> {
    try {
      return await d.messages.get(actor, row.channel, showRef(row));
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  return {
    async report(actor: PersonActor, channel: string, message: string, reason: string, operation: Operation): Promise<void> {
      const { company, person } = actor;
      const ref = parseRef(message);
      const { row } = await d.messages.openMessage(actor, channel, ref);
      if (row.deletedAt !== null) throw new Refusal("message_not_found");
      const report = derivedId(d.records.keys.indexKey(company), "report", person, channel, message);
      const standing = await d.records.get(Report, { company, report });
      const next = { company, report, by: person, at: d.clock.now(), state: "open", channel, ...ref, reason } as const;
      const version = standing?.version ?? 0;
      const outcome = await d.records.commit(operation.id, [expect(Report, { company, report }, version)], [put(Report, next, version + 1)], operation.digest);
      refuseOtherRequest(outcome, operation);
      if (outcome.status === "refused") throw new Refusal("conflict");
    },

    async list(actor: PersonActor) {
      const rows: Stored<typeof Report>[] = [];
      for await (const row of d.records.all(Report, { company: actor.company })) rows.push(row);
      const order = rows.sort((a, b) => a.state.localeCompare(b.state) || b.at - a.at).slice(0, 500);
      const messages = await Promise.all(order.map((row) => messageFor(actor, row)));
      return {
        reports: order.map((row, i) => ({
          id: row.report,
          by: row.by,
          at: row.at,
          reason: row.reason,
          state: row.state,
          channel: row.channel,
          ref: showRef(row),
          message: messages[i] ?? null,
        })),
      };
    },

    async settle(actor: PersonActor, report: string, state: "open" | "settled", operation: Operation): Promise<void> {
      const key = { company: actor.company, report };
      const row = await d.records.get(Report, key);
      if (!row) throw new Refusal("not_found");
      if (row.state === state) return;
      const outcome = await d.records.commit(operation.id, [expect(Report, key, row.version)], [put(Report, { ...row, state }, row.version + 1)]);
      if (outcome.status !== "applied") throw new Refusal("conflict");
    },
  };
}
