import { type FileHandle, open } from "node:fs/promises";
import { expect, it } from "vitest";
import { openArchive, readMessages, scan } from "./index.ts";

/** A large export of a public community, where one is at hand: the freeCodeCamp chats in Slack's format. */
const path = process.env.BASTIDE_REAL_EXPORT;

it.runIf(path)("a real export is read whole, in bounded memory", async () => {
  const file: FileHandle = await open(path ?? "");
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const started = performance.now();
    const archive = await openArchive({ size, read });
    const inventory = await scan(archive);
    const scanned = performance.now();
    let mentions = 0;
    let peak = 0;
    for (const channel of inventory.channels) {
      for await (const item of readMessages(archive, inventory, channel, { personToken: (id) => `@{${id}}`, channelToken: (id) => `#{${id}}` })) {
        mentions += item.mentions.length;
        if (item.text.length % 64 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      }
    }
    const counts = inventory.tally.counts();
    expect(counts.channels).toEqual({ found: 240, imported: 240, leftOut: {} });
    expect(counts.people).toEqual({ found: 7214, imported: 7214, leftOut: {} });
    expect(counts.messages).toEqual({ found: 210_833, imported: 209_678, leftOut: { empty: 1155 } });
    expect(inventory.dialect).toBe("markdown");
    const rate = (from: number, to: number): number => Math.round(inventory.messages / ((to - from) / 1000));
    console.log(`scan ${rate(started, scanned)}/s, read ${rate(scanned, performance.now())}/s, ${mentions} mentions, ${peak >> 20} MB at most`);
  } finally {
    await file.close();
  }
});
