import { createDigest } from "../../../crypto/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { Message, Reaction, Reply, ThreadHead } from "../messages/index.ts";

export interface DigestOptions {
  readonly records: SealedStore;
  readonly company: string;
  /** Our channels with the export's ids. */
  readonly channels: readonly { readonly channel: string; readonly exportId: string }[];
  /** The export's id of one of our persons or channels. */
  readonly exportIdOf: (id: string) => string;
  readonly signal: AbortSignal;
}

/**
 * SHA-256 over what an import brought, read back from the store: channel, ts, author, text, parent and reactions of each
 * message, in the export's ids. The same export gives the same digest in every company, however often it was cut off.
 */
export async function importDigest(o: DigestOptions): Promise<string> {
  const digest = createDigest();
  for (const { channel, exportId } of [...o.channels].sort((a, b) => (a.exportId < b.exportId ? -1 : 1))) {
    o.signal.throwIfAborted();
    const lines = await linesOf(o, channel, exportId);
    for (const line of lines.sort()) digest.update(`${line}\n`);
  }
  return digest.digestHex();
}

const page = 1000;

async function linesOf(o: DigestOptions, channel: string, exportId: string): Promise<string[]> {
  const { records, company } = o;
  const lines: string[] = [];
  for (let from = 1; ; from += page) {
    const range = { from: { post: from }, to: { post: from + page - 1 }, limit: page };
    const posts = await records.list(Message, { company, channel }, range);
    if (posts.length === 0) return lines;
    const [reactions, heads] = await Promise.all([
      records.list(Reaction, { company, channel }, { ...range, limit: 1_000_000 }),
      records.list(ThreadHead, { company, channel }, range),
    ]);
    const tsOf = new Map(posts.map((row) => [row.post, row.imported?.ts ?? ""]));
    const line = (row: { author: string; body: { kind: string; text?: string } | null; imported: { ts: string } | null }, post: number, reply: number) => {
      const given = reactions.filter((r) => r.post === post && r.reply === reply && r.state === "on").map((r) => `${r.emoji} ${o.exportIdOf(r.person)}`);
      const text = (row.body?.text ?? "").replace(/([@#])\{([0-9a-f-]{36})\}/g, (_all, sign: string, id: string) => `${sign}{${o.exportIdOf(id)}}`);
      return JSON.stringify([exportId, row.imported?.ts, o.exportIdOf(row.author), text, reply === 0 ? null : (tsOf.get(post) ?? null), given.sort()]);
    };
    // A twin repeats a reply; the reply itself is counted.
    for (const row of posts) if (row.imported && row.alsoIn === null) lines.push(line(row, row.post, 0));
    for (const head of heads) {
      for await (const row of records.all(Reply, { company, channel, thread: head.post })) if (row.imported) lines.push(line(row, row.thread, row.reply));
    }
  }
}
