import { createDigest } from "../../../crypto/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { ChannelHead } from "../channels/index.ts";
import { Message, Reaction, Reply, ThreadHead } from "../messages/index.ts";
import { severalAtOnce } from "./several-at-once.ts";

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
  const channels = [...o.channels].sort((a, b) => (a.exportId < b.exportId ? -1 : 1));
  // While one channel's lines are digested, those of the next ones are read.
  const begin = (one: (typeof channels)[number]) => {
    const lines = linesOf(o, one.channel, one.exportId);
    // Waited for in its turn; until then it may fail unheard.
    lines.catch(() => undefined);
    return lines;
  };
  const reading = channels.slice(0, ahead).map(begin);
  for (let next = ahead; ; next++) {
    const lines = await reading.shift();
    if (!lines) return digest.digestHex();
    o.signal.throwIfAborted();
    const following = channels[next];
    if (following) reading.push(begin(following));
    for (const line of lines.sort()) digest.update(`${line}\n`);
  }
}

const page = 250;
const ahead = 1;
const pagesAtOnce = 2;
const threadsAtOnce = 8;

interface Said {
  readonly author: string;
  readonly body: { readonly kind: string; readonly text?: string } | null;
  readonly imported: { readonly ts: string } | null;
}

async function linesOf(o: DigestOptions, channel: string, exportId: string): Promise<string[]> {
  const { records, company } = o;
  const head = await records.get(ChannelHead, { company, channel });
  const pages = Array.from({ length: Math.ceil((head?.post ?? 0) / page) }, (_, i) => 1 + i * page);
  const lines: string[] = [];
  await severalAtOnce(pages, pagesAtOnce, async (from) => {
    o.signal.throwIfAborted();
    const range = { from: { post: from }, to: { post: from + page - 1 }, limit: page };
    const [posts, reactions, heads] = await Promise.all([
      records.list(Message, { company, channel }, range),
      records.list(Reaction, { company, channel }, { ...range, limit: 1_000_000 }),
      records.list(ThreadHead, { company, channel }, range),
    ]);
    const given = new Map<string, string[]>();
    for (const { post, reply, state, emoji, person } of reactions) {
      const name = `${post} ${reply}`;
      if (state === "on") given.set(name, [...(given.get(name) ?? []), `${emoji} ${o.exportIdOf(person)}`]);
    }
    const tsOf = new Map(posts.map((row) => [row.post, row.imported?.ts ?? ""]));
    const line = (row: Said, post: number, reply: number) => {
      const written = row.body?.text ?? "";
      const text = !written.includes("{")
        ? written
        : written.replace(/([@#])\{([0-9a-f-]{36})\}/g, (_all, sign: string, id: string) => `${sign}{${o.exportIdOf(id)}}`);
      const reacted = given.size === 0 ? [] : (given.get(`${post} ${reply}`) ?? []);
      return JSON.stringify([exportId, row.imported?.ts, o.exportIdOf(row.author), text, reply === 0 ? null : (tsOf.get(post) ?? null), reacted.sort()]);
    };
    // A twin repeats a reply; the reply itself is counted.
    for (const row of posts) if (row.imported && row.alsoIn === null) lines.push(line(row, row.post, 0));
    await severalAtOnce(heads, threadsAtOnce, async ({ post }) => {
      for await (const row of records.all(Reply, { company, channel, thread: post })) if (row.imported) lines.push(line(row, row.thread, row.reply));
    });
  });
  return lines;
}
