/** The newest files of all channels that a person is in. */
import type { PersonActor } from "../../http/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Door, Shown } from "./files.door.ts";
import { FileNews } from "./files.records.ts";

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

/** Channels of one round, and milliseconds after which no further round begins. */
const ROUND = 64;
const PATIENCE = 150;

export function createRecent({ records, clock, door, channelsOf }: RecentDeps) {
  return async function recent(actor: PersonActor, limit: number): Promise<{ files: Shown[]; covered: { scopes: number; of: number } }> {
    const { company } = actor;
    // Of folders that are shared nobody says when they were active last: they come first.
    const activeAt = ({ shows, lastAt }: FilesChannel) => (shows === "files" ? Number.MAX_SAFE_INTEGER : (lastAt ?? 0));
    const channels = (await channelsOf(actor)).toSorted((a, b) => activeAt(b) - activeAt(a));
    const until = clock.monotonic() + PATIENCE;
    const found: { channel: string; file: string; at: number }[] = [];
    let scopes = 0;
    while (scopes < channels.length && (scopes === 0 || clock.monotonic() < until)) {
      const round = channels.slice(scopes, scopes + ROUND);
      // Each change of a file is a row: twice as many, so that one that was changed often does not hide the others.
      const lists = await Promise.all(round.map(({ id }) => records.list(FileNews, { company, channel: id }, { reverse: true, limit: limit * 2 })));
      found.push(...lists.flat());
      scopes += round.length;
    }
    const files: Shown[] = [];
    const told = new Set<string>();
    for (const { channel, file } of found.sort((a, b) => b.at - a.at)) {
      if (files.length >= limit) break;
      if (told.has(file)) continue;
      told.add(file);
      const shown = await shownOf(actor, channel, file);
      if (shown?.state === "live") files.push(shown);
    }
    return { files, covered: { scopes, of: channels.length } };
  };

  async function shownOf(actor: PersonActor, channel: string, file: string): Promise<Shown | undefined> {
    try {
      const { open, row } = await door.openFile(actor, channel, file);
      return (await door.above(open, row)) ? door.present(open, row) : undefined;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}
