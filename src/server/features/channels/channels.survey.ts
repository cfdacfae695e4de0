import type { PersonActor } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { ChannelAccess } from "./channels.access.ts";
import type { ChannelRow } from "./channels.policy.ts";
import { Channel, Membership, PublicChannel } from "./channels.records.ts";
import { type ChannelView, mostChannels } from "./channels.view.ts";
import type { ChannelWriter } from "./channels.writer.ts";

export interface SurveyDeps {
  readonly records: SealedStore;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly view: Pick<ChannelView, "memberCount">;
  /** Whether it is the channel that whoever comes into the company is put into. */
  readonly isFirst: (company: string, channel: string) => boolean;
  /** Who is in the company and can sign in. */
  readonly active: (company: string) => Promise<readonly string[]>;
}

/** Rows asked for at once. */
const batch = 200;
/** Where they stand among the clear columns of a stored channel. */
const columns = Object.keys(Channel.clear);
const at = { kind: columns.indexOf("kind"), by: columns.indexOf("createdBy"), archivedAt: columns.indexOf("archivedAt") };

/** What administrators see of all channels: the public ones, and how many others there are. */
export function createSurvey(d: SurveyDeps) {
  async function open(company: string, active: ReadonlySet<string>) {
    const rows: ChannelRow[] = [];
    for await (const { channel } of d.records.all(PublicChannel, { company })) {
      const row = await d.access.channel(company, channel);
      if (row) rows.push(row);
    }
    const heads = await d.writer.heads(
      company,
      rows.map(({ channel }) => channel),
    );
    const channels = await Promise.all(
      rows.map(async (row, i) => ({
        id: row.channel,
        name: row.name,
        archived: row.archivedAt !== null,
        createdAt: row.createdAt,
        lastAt: heads[i]?.lastAt ?? null,
        members: await d.view.memberCount(company, row.channel),
        posts: heads[i]?.post ?? 0,
        team: row.team,
        by: row.createdBy,
        ownerless: !active.has(row.createdBy),
        stays: d.isFirst(company, row.channel),
      })),
    );
    return channels.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Counted by the clear columns of stored rows: none is opened. */
  async function closed(company: string, active: ReadonlySet<string>) {
    const { port } = d.records;
    const found = new Set<string>();
    for (const people of inBatches([...active])) {
      const lists = await Promise.all(people.map((person) => port.list(Membership.name, [company, person], { limit: mostChannels })));
      for (const { key, clear } of lists.flat()) if (clear[0] === "active") found.add(String(key[2]));
    }
    const counts = { private: 0, archived: 0, ownerless: 0, direct: 0 };
    for (const ids of inBatches([...found])) {
      for (const row of await port.getMany(ids.map((channel) => ({ table: Channel.name, key: [company, channel] })))) {
        const kind = row?.clear[at.kind];
        if (kind === "direct" || kind === "group") counts.direct++;
        if (!row || kind !== "private") continue;
        counts.private++;
        if (row.clear[at.archivedAt] !== null) counts.archived++;
        if (!active.has(String(row.clear[at.by]))) counts.ownerless++;
      }
    }
    return counts;
  }

  return async ({ company }: PersonActor) => {
    const active = new Set(await d.active(company));
    const [channels, counts] = await Promise.all([open(company, active), closed(company, active)]);
    return { channels, closed: counts };
  };
}

export type Survey = ReturnType<typeof createSurvey>;

function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += batch) yield all.slice(from, from + batch);
}
