import { operationId } from "../../../crypto/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import { type AnyRecord, ownerOf } from "../../platform/records/define.ts";
import { expect, put, RowUnreadable, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { ChannelMember, ErasedChannel } from "../channels/index.ts";
import { Upload } from "../files/index.ts";

type Erased = Stored<typeof ErasedChannel>;

export interface ErasuresDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  /** Resolves when all others that follow the journal have handled a commit and what was before it. */
  readonly passed: (shard: number, number: number, but: string) => Promise<void>;
  /** Takes what can be searched for out of the index. */
  readonly postings: (company: string, channel: string, isPublic: boolean) => Promise<void>;
  /** Deletes the bytes of files. */
  readonly bytes: (company: string, channel: string) => Promise<void>;
  /** Nothing of the channel is left in memory. */
  readonly forget: (channel: string) => void;
  /** Their lists are shorter now. */
  readonly onGone: (company: string, people: readonly string[]) => void;
}

const PAGE = 1000;
/** What names a channel and outlives it: that it was erased, and that a person brought bytes, whose row goes a month after them. */
const outliving: readonly AnyRecord[] = [ErasedChannel, Upload];

/**
 * What is left of an erased channel goes: postings by the exact tokens that its keys open, bytes of files, every row that names it,
 * then its keys, then what came meanwhile. Each step may be done twice, so that a process which dies goes on from the first.
 */
export function createErasures(d: ErasuresDeps): Consumer {
  const { records } = d;
  const name = "erasures";

  /** Rows of all types that have the channel in a column, content and references alike. @returns how many there were */
  async function eraseRows(company: string, channel: string): Promise<number> {
    let count = 0;
    for (const record of records.records) {
      const at = columnsOf(record).indexOf("channel");
      if (at < 0 || outliving.includes(record)) continue;
      for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
        const { rows, next } = await records.port.scan(record.name, after, PAGE);
        const own = rows.filter(({ key, clear }) => [...key, ...clear][at] === channel && (record.scope !== "company" || key[0] === company));
        if (own.length > 0) await records.eraseRows(own.map(({ table, key }) => ({ table, key })));
        count += own.length;
        after = next;
      }
    }
    return count;
  }

  async function erase(row: Erased): Promise<void> {
    const { company, channel } = row;
    const members = await records.port.list(ChannelMember.name, [company, channel], { limit: 100_000 });
    await d.postings(company, channel, row.kind === "public");
    await d.bytes(company, channel);
    await eraseRows(company, channel);
    await records.keys.erase(company, [ownerOf.channel(channel), { kind: "index", id: channel }]);
    // What was under way until nothing could be sealed any more.
    while ((await eraseRows(company, channel)) > 0);
    d.forget(channel);
    const done = { ...row, state: "done" as const, doneAt: d.clock.now() };
    await records.commit(operationId(), [expect(ErasedChannel, row, row.version)], [put(ErasedChannel, done, row.version + 1)]);
    d.onGone(
      company,
      members.map(({ key }) => String(key[2])),
    );
  }

  return {
    name,
    tables: [ErasedChannel.name],
    from: "durable",
    isSlow: true,
    async handle(changes) {
      for (const { shard, number, rows } of changes) {
        for (const { company, channel } of await Promise.all(rows.map((row) => records.open(ErasedChannel, row)))) {
          const row = await records.get(ErasedChannel, { company, channel });
          if (row?.state !== "begun") continue;
          await d.passed(shard, number, name);
          await erase(row).catch((error: unknown) => {
            // The feed passes over what does not open; this is never to be passed over.
            throw error instanceof RowUnreadable ? new Error("an erasure met a row that does not open", { cause: error }) : error;
          });
        }
      }
    },
  };
}

const columnsOf = (record: AnyRecord): string[] => [...Object.keys(record.partition), ...Object.keys(record.sort), ...Object.keys(record.clear)];
