/** Whether what a connection said still counts: asked at every request of who came by it, so it is kept in memory. */
import type { Word } from "../../http/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { Connection } from "./connections.records.ts";
import type { ConnectionRow } from "./oidc.ts";

export function createWords(records: SealedStore): (word: Word) => Promise<boolean> {
  const rows = new RowCache(records, Connection);
  return async ({ holder, connection, epoch }) => {
    const row = await rows.get({ holder, connection });
    return row?.state === "on" && (row.epoch ?? 0) === epoch;
  };
}

export const wordOf = ({ holder, connection, epoch }: ConnectionRow): Word => ({ holder, connection, epoch: epoch ?? 0 });
