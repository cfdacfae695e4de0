import type { z } from "zod";
import type { ImportReport } from "../../../contract/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Channels, ChannelWriter } from "../channels/index.ts";
import type { Handles } from "../people/index.ts";
import { type ChannelImport, freeName, importChannel, importMessages } from "./import-channel.ts";
import type { ImportTarget } from "./import-company.ts";
import { importDigest } from "./import-digest.ts";
import { importPeople } from "./import-people.ts";
import { severalAtOnce, Turns } from "./several-at-once.ts";
import { type ImportedChannel, type Inventory, openArchive, type RandomAccess, readMessages, scan, TALLY_KINDS, Tally } from "./slack/index.ts";
import { withTightHeap } from "./tight-heap.ts";

export type Report = z.output<typeof ImportReport>;
export type Stage = "scanning" | "people" | "channels" | "messages" | "checking";

export interface ImportProgress {
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
  /** What it works on. */
  readonly now: string;
}

export interface RunDeps {
  readonly records: SealedStore;
  readonly handles: Handles;
  readonly channels: Channels;
  readonly writer: ChannelWriter;
  readonly now: () => number;
}

export interface ImportRun {
  /** Asked when the whole export was read and found good: a broken one leaves no company behind. */
  readonly into: () => Promise<ImportTarget>;
  readonly source: RandomAccess;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
}

/** Milliseconds. */
const scanNoteEvery = 50;
/** Channels made, and channels filled, side by side: their commits share flushes of the store. */
const channelsAtOnce = 8;
const filledAtOnce = 3;

/**
 * Imports a Slack export into a company. All ids come from the export's, so that a run after a crash, or a second import of
 * the same file, meets what is there and goes on behind it.
 * @throws ImportError before anything is written when the export is broken
 */
export function runImport(d: RunDeps, run: ImportRun): Promise<Report> {
  return withTightHeap(() => d.records.withSealers(() => runStages(d, run)));
}

async function runStages(d: RunDeps, run: ImportRun): Promise<Report> {
  const { records } = d;
  const { signal, onProgress } = run;
  const archive = await openArchive(run.source);
  let told = Number.NEGATIVE_INFINITY;
  const inventory = await scan(archive, ({ files, filesTotal }) => {
    signal.throwIfAborted();
    // Thousands of small files pass in a second.
    if (d.now() - told < scanNoteEvery && files < filesTotal) return;
    told = d.now();
    onProgress({ stage: "scanning", done: files, total: filesTotal, now: "" });
  });
  const { company, importer } = await run.into();
  await records.keys.load(company);
  const indexKey = records.keys.indexKey(company);
  const exportIds = new Map<string, string>();
  const idOf = (kind: "slack-person" | "slack-channel") => {
    const memo = new Map<string, string>();
    return (exportId: string) => {
      const known = memo.get(exportId);
      if (known) return known;
      const made = derivedId(indexKey, kind, exportId);
      memo.set(exportId, made);
      exportIds.set(made, exportId);
      return made;
    };
  };
  const personOf = idOf("slack-person");
  const channelOf = idOf("slack-channel");

  onProgress({ stage: "people", done: 0, total: inventory.people.people.size, now: "" });
  const kept = await withoutErased(d, company, inventory, channelOf);
  await importPeople({ records, handles: d.handles, company, inventory, personOf, now: d.now, signal });
  const c: ChannelImport = { records, channels: d.channels, writer: d.writer, company, personOf, importer: importer ?? personOf("nobody"), now: d.now, signal };
  await importChannels(c, kept, channelOf, onProgress);
  const tally = await importAllMessages({ ...c, inventory: kept, channelOf, archive, onProgress });
  for (const channel of kept.channels) {
    if (channel.archived) await d.channels.archiveAs(company, channelOf(channel.id));
  }
  onProgress({ stage: "checking", done: 0, total: kept.channels.length, now: "" });
  const channels = kept.channels.map(({ id }) => ({ channel: channelOf(id), exportId: id }));
  const digest = await importDigest({ records, company, channels, exportIdOf: (id) => exportIds.get(id) ?? id, signal });
  return { ...tally, digest };
}

/** What was erased here stays erased, though an export brings it once more. */
async function withoutErased({ channels }: RunDeps, company: string, inventory: Inventory, channelOf: (exportId: string) => string): Promise<Inventory> {
  const kept: ImportedChannel[] = [];
  let { messages } = inventory;
  for (const channel of inventory.channels) {
    if (!(await channels.isErased(company, channelOf(channel.id)))) {
      kept.push(channel);
      continue;
    }
    messages -= channel.messages;
    inventory.tally.imported("channels", -1);
    inventory.tally.leftOut("channels", "erased_here");
    inventory.tally.leftOut("messages", "erased_here", channel.messages);
  }
  return { ...inventory, channels: kept, messages };
}

type AllMessages = ChannelImport & {
  readonly inventory: Inventory;
  readonly channelOf: (exportId: string) => string;
  readonly archive: Awaited<ReturnType<typeof openArchive>>;
  readonly onProgress: ImportRun["onProgress"];
};

async function importChannels(
  c: ChannelImport,
  inventory: Inventory,
  channelOf: (exportId: string) => string,
  onProgress: ImportRun["onProgress"],
): Promise<void> {
  const taken = new Set<string>();
  const named = new Map<ImportedChannel, string>();
  // One after the other, so that a repeated import gives equal names to the same channels.
  for (const channel of inventory.channels) named.set(channel, await freeName(c, channelOf(channel.id), channel, taken));
  await severalAtOnce([...named.entries()], channelsAtOnce, async ([channel, name], i) => {
    c.signal.throwIfAborted();
    onProgress({ stage: "channels", done: i, total: named.size, now: channel.name ?? "" });
    await importChannel(c, channelOf(channel.id), name, channel);
  });
}

async function importAllMessages(a: AllMessages): Promise<Omit<Report, "digest">> {
  const { inventory } = a;
  let done = 0;
  // The archive keeps the block that it reads in: channels are read one after the other, while others are still written.
  const turns = new Turns();
  await severalAtOnce(inventory.channels, filledAtOnce, async (channel) => {
    let tally = new Tally();
    const read = () => {
      tally = new Tally();
      const tokens = { personToken: (id: string) => `@{${a.personOf(id)}}`, channelToken: (id: string) => `#{${a.channelOf(id)}}` };
      return turns.take(readMessages(a.archive, inventory, channel, { ...tokens, tally }));
    };
    let own = 0;
    const missing = await importMessages(a, a.channelOf(channel.id), read, (items) => {
      done += items - own;
      own = items;
      a.onProgress({ stage: "messages", done, total: inventory.messages, now: channel.name ?? "" });
    });
    tally.imported("messages", -missing);
    tally.leftOut("messages", "behind_earlier_import", missing);
    addTo(inventory.tally, tally);
  });
  const { channels, people, messages, reactions } = inventory.tally.counts();
  return { channels: plain(channels), people: plain(people), messages: plain(messages), reactions: plain(reactions) };
}

function addTo(sum: Tally, part: Tally): void {
  for (const kind of TALLY_KINDS) {
    const { imported, leftOut } = part.count(kind);
    sum.imported(kind, imported);
    for (const [reason, n] of Object.entries(leftOut)) sum.leftOut(kind, reason as Parameters<Tally["leftOut"]>[1], n);
  }
}

const plain = (count: ReturnType<Tally["count"]>) => ({
  found: count.found,
  imported: count.imported,
  leftOut: { ...count.leftOut } as Record<string, number>,
});
