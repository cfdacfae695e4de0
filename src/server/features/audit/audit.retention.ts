/** How long addresses, devices and what was asked for are kept. Leaves stay for good: without salt and details their hashes say nothing. */
import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { AuditDetail, AuditKeep, AuditLeaf } from "./audit.records.ts";
import type { AuditWriter } from "./audit.writer.ts";

export interface RetentionDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly writer: AuditWriter;
}

export type AuditRetention = ReturnType<typeof createRetention>;

const DAY = 86_400_000;
const CHUNK = 256;
/** Leaves of one tree whose details are destroyed in one go: the rest has its turn an hour later. */
const MOST = 50_000;

export function createRetention(d: RetentionDeps) {
  const read = (company: string) => d.records.get(AuditKeep, { company });

  const write = (company: string, change: (before: { days: number | null; done: number }) => { days: number | null; done: number }, operation?: Operation) =>
    decideAgain(async () => {
      const row = await read(company);
      const next = change({ days: row?.days ?? null, done: row?.done ?? 0 });
      const version = row?.version ?? 0;
      const { id, digest } = operation ?? { id: operationId(), digest: null };
      const outcome = await d.records.commit(id, [expect(AuditKeep, { company }, version)], [put(AuditKeep, { company, ...next }, version + 1)], digest);
      if (operation) refuseOtherRequest(outcome, operation);
      return outcome.status !== "refused";
    });

  return {
    async get(company: string) {
      const row = await read(company);
      return { days: row?.days ?? null, done: row?.done ?? 0 };
    },

    async set(company: string, days: number | null, operation: Operation) {
      await d.records.keys.load(company);
      await write(company, ({ done }) => ({ days, done }), operation);
      return this.get(company);
    },

    /** Destroys what is older than the tree's own limit. @returns how many leaves it went over */
    async sweep(company: string): Promise<number> {
      const { days, done } = await this.get(company);
      if (days === null) return 0;
      const before = d.clock.now() - days * DAY;
      const { size } = await d.writer.head(company);
      let at = done;
      while (at < size && at - done < MOST) {
        const leaves = await d.records.list(AuditLeaf, { company }, { from: { leaf: at }, to: { leaf: Math.min(at + CHUNK, size) - 1 }, limit: CHUNK });
        const old = leaves.filter((leaf) => leaf.at < before);
        await d.records.erase(
          AuditDetail,
          old
            .filter(({ actorDetails, subjectDetails }) => actorDetails !== null || subjectDetails !== null)
            .flatMap(({ leaf, actor, subject }) =>
              [...new Set([actor, subject, company])].flatMap((person) => (person === null ? [] : [{ company, person, leaf }])),
            ),
        );
        const last = old.at(-1);
        if (last) at = last.leaf + 1;
        if (!last || old.length < leaves.length) break;
      }
      if (at > done) await write(company, (now) => ({ ...now, done: Math.max(now.done, at) }));
      return at - done;
    },
  };
}
