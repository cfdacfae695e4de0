/** The newest files of all channels that a person is in. */
import type { PersonActor } from "../../http/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Cell, Row } from "../../platform/records/port.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { foldersAbove } from "./below.ts";
import type { Door, Shown } from "./files.door.ts";
import { File, FileNews } from "./files.records.ts";

/** A channel of the caller's, as far as this needs it. */
export interface FilesChannel {
  readonly id: string;
  readonly shows: "messages" | "files";
  readonly lastAt: number | null;
}
export interface RecentDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly door: Door;
  /** The channels that the caller is in. */
  readonly channelsOf: (actor: PersonActor) => Promise<readonly FilesChannel[]>;
}

type News = Stored<typeof FileNews>;

/** Channels of one round, and milliseconds after which no further round begins. */
const ROUND = 64;
const PATIENCE = 150;
/** Rows of one channel that are read for one answer, and files that are looked at: one that is changed all the time has many rows until the sweep. */
const MOST_READ = 5000;

export function createRecent({ records, clock, door, channelsOf }: RecentDeps) {
  return async function recent(actor: PersonActor, limit: number): Promise<{ files: Shown[]; covered: { scopes: number; of: number } }> {
    const { company } = actor;
    // Of folders that are shared nobody says when they were active last: they come first.
    const activeAt = ({ shows, lastAt }: FilesChannel) => (shows === "files" ? Number.MAX_SAFE_INTEGER : (lastAt ?? 0));
    const channels = (await channelsOf(actor)).toSorted((a, b) => activeAt(b) - activeAt(a));
    const until = clock.monotonic() + PATIENCE;
    const heads: { news: News; others: AsyncGenerator<News, undefined> }[] = [];
    const bringOn = async (others: AsyncGenerator<News, undefined>) => {
      const { value } = await others.next();
      if (value) heads.push({ news: value, others });
    };
    let scopes = 0;
    while (scopes < channels.length && (scopes === 0 || clock.monotonic() < until)) {
      const round = channels.slice(scopes, scopes + ROUND);
      await Promise.all(round.map(({ id }) => bringOn(newsOf(company, id, limit * 2))));
      scopes += round.length;
    }
    const files: Shown[] = [];
    for (let looked = 0; files.length < limit && looked < MOST_READ; looked++) {
      const [newest] = heads.sort((a, b) => b.news.at - a.news.at).splice(0, 1);
      if (!newest) break;
      const shown = await shownOf(actor, newest.news.channel, newest.news.file);
      if (shown?.state === "live") files.push(shown);
      await bringOn(newest.others);
    }
    return { files, covered: { scopes, of: channels.length } };
  };

  /** Each file of a channel once, where it was changed last. */
  async function* newsOf(company: string, channel: string, page: number): AsyncGenerator<News, undefined> {
    const told = new Set<string>();
    let read = 0;
    for await (const news of records.all(FileNews, { company, channel }, { reverse: true, page })) {
      if (!told.has(news.file)) yield news;
      told.add(news.file);
      if (++read >= MOST_READ) return;
    }
  }

  async function shownOf(actor: PersonActor, channel: string, file: string): Promise<Shown | undefined> {
    try {
      const { open, row } = await door.openFile(actor, channel, file);
      return (await foldersAbove(records, row)) ? door.present(open, row) : undefined;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}

const stateAt = Object.keys(File.clear).indexOf("state");

/** Of each file the last row stays; of one that was destroyed none. */
export async function sweepNews(records: SealedStore): Promise<void> {
  const last = new Map<Cell, Row>();
  let within: Cell | undefined;
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const { rows, next } = await records.port.scan(FileNews.name, after, 500);
    const files = await records.port.getMany(
      rows.map(({ key: [company, channel, , file] }) => ({ table: File.name, key: [company, channel, file] as Cell[] })),
    );
    const gone: Row[] = [];
    for (const [i, row] of rows.entries()) {
      const [, channel, seq, file] = row.key as [Cell, Cell, number, Cell];
      // Rows of one channel stand together.
      if (channel !== within) last.clear();
      within = channel;
      const other = last.get(file);
      const isOvertaken = other !== undefined && seq < (other.key[2] as number);
      if (files[i]?.clear[stateAt] === "purged" || isOvertaken) gone.push(row);
      else last.set(file, row);
      if (other && !isOvertaken) gone.push(other);
    }
    if (gone.length > 0) await records.eraseRows(gone);
    after = next;
  }
}
