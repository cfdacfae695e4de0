import { operationId, randomUUID } from "../../../crypto/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import type { BackupReport } from "./backup.ts";
import { BackupMade } from "./backups.records.ts";

/** Backups that are remembered. */
const most = 100;

/** Remembers when backups were made: the files themselves lie wherever the operator keeps them. */
export function createBackupLog({ records, clock }: { records: SealedStore; clock: Clock }) {
  const partition = { installation: records.installation };
  const newest = (limit: number) => records.list(BackupMade, partition, { reverse: true, limit });
  async function write({ createdAt, rows, bytes }: BackupReport): Promise<void> {
    const row = { ...partition, at: createdAt, backup: randomUUID(), took: Math.max(0, clock.now() - createdAt), rows, bytes };
    await records.commit(operationId(), [expect(BackupMade, row, 0)], [put(BackupMade, row)]);
    const known = await newest(2 * most);
    if (known.length > most) await records.erase(BackupMade, known.slice(most));
  }
  return {
    /** Not while the disk is full: that is when a backup is needed most, and its file is whole. */
    async note(report: BackupReport): Promise<void> {
      await write(report).catch((error: unknown) => {
        if (!(error instanceof StorageFull)) throw error;
      });
    },

    async last() {
      const [row] = await newest(1);
      return row ? { at: row.at, took: row.took, rows: row.rows, bytes: row.bytes } : null;
    },
  };
}
export type BackupLog = ReturnType<typeof createBackupLog>;
