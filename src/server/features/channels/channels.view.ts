import type { noticeLevels } from "../../../contract/index.ts";
import type { PersonActor } from "../../http/index.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import type { ChannelAccess } from "./channels.access.ts";
import { createChannelMarkers, isPutBack, turnOf } from "./channels.markers.ts";
import { type ChannelRow, isAllowed } from "./channels.policy.ts";
import { ChannelMember, ChannelPreference, Marker, Membership } from "./channels.records.ts";
import type { ChannelWriter, Head } from "./channels.writer.ts";

/** At most so many rows in a side bar. */
export const mostChannels = 5000;

export const presentChannel = (row: ChannelRow, head: Head) => ({
  id: row.channel,
  kind: row.kind,
  team: row.team,
  name: row.name,
  topic: row.topic,
  whoPosts: row.whoPosts,
  whoAddressesAll: row.whoAddressesAll,
  ...(row.sensitive ? { sensitive: true } : {}),
  shows: row.shows ?? "messages",
  archived: row.archivedAt !== null,
  protection: row.protection,
  createdAt: row.createdAt,
  seq: head.seq,
  post: head.post,
  lastAt: head.lastAt,
});

/** What a person wants of a channel for himself; what is left out stays. */
export interface Wish {
  readonly muted?: boolean | undefined;
  readonly starred?: boolean | undefined;
  readonly notices?: (typeof noticeLevels)[number] | undefined;
}
const yesNo = (is: boolean) => (is ? "yes" : "no");

export interface ViewDeps {
  readonly records: SealedStore;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  /** Whether it is the channel that whoever comes into the company is put into. */
  readonly isFirst: (company: string, channel: string) => boolean;
  /** Mentions of the person that are not done, as channel → posts. */
  readonly mentions: (company: string, person: string) => Promise<ReadonlyMap<string, readonly number[]>>;
}

export type ChannelView = ReturnType<typeof createChannelView>;

/** The side bar of a person: his own partitions, joined in memory with the heads, each channel passed through the door. */
export function createChannelView(d: ViewDeps) {
  async function markersOf(company: string, person: string) {
    const rows = await d.records.list(Marker, { company, person }, { limit: mostChannels });
    return new Map(rows.map((row) => [row.channel, row]));
  }

  async function preferencesOf(company: string, person: string) {
    const rows = await d.records.list(ChannelPreference, { company, person }, { limit: mostChannels });
    return new Map(rows.map((row) => [row.channel, row]));
  }

  async function membersOf(company: string, channel: string, limit = 100_000): Promise<string[]> {
    const people: string[] = [];
    for await (const row of d.records.all(ChannelMember, { company, channel })) {
      if (row.state === "active") people.push(row.person);
      if (people.length >= limit) break;
    }
    return people;
  }

  const counts = new Map<string, { seq: number; count: number }>();
  const isActive = (row: { clear: readonly unknown[] }) => row.clear[0] === "active";

  /** How many are in, counted anew when something happened in the channel. Counts rows without opening them. */
  async function memberCount(company: string, channel: string): Promise<number> {
    const { seq } = await d.writer.head(company, channel);
    const known = counts.get(channel);
    if (known?.seq === seq) return known.count;
    const rows = await d.records.port.list(ChannelMember.name, [company, channel], { limit: 1_000_000 });
    const count = rows.filter(isActive).length;
    if (counts.size > 20_000) counts.clear();
    counts.set(channel, { seq, count });
    return count;
  }

  async function present(actor: PersonActor, ids: readonly string[]) {
    const { company, person } = actor;
    const [markers, preferences, mentions, heads] = await Promise.all([
      markersOf(company, person),
      preferencesOf(company, person),
      d.mentions(company, person),
      d.writer.heads(company, ids),
    ]);
    const views = await Promise.all(
      ids.map(async (id, i) => {
        const [row, member] = await Promise.all([d.access.channel(company, id), d.access.member(company, id, person)]);
        const open = row && (await d.access.openAsMember(actor, row, member));
        if (!open || !member) return undefined;
        const preference = preferences.get(id);
        const head = heads[i] as Head;
        const isDirect = row.kind === "direct" || row.kind === "group";
        const standing = markers.get(id);
        const marker = Math.max(standing?.post ?? 0, member.fromPost > 0 ? member.fromPost - 1 : 0);
        const news = Math.max(0, head.countable - marker);
        return {
          ...presentChannel(row, head),
          people: isDirect ? (await membersOf(company, id, 20)).filter((p) => p !== person) : [],
          marker,
          markerTurn: turnOf(standing),
          unread: news > 0 || (isPutBack(standing) && head.post > marker),
          count: isDirect ? news : (mentions.get(id) ?? []).filter((post) => post > marker).length,
          muted: preference?.muted === "yes",
          starred: preference?.starred === "yes",
          notices: preference?.notices ?? "usual",
          may: {
            post: isAllowed("post", open),
            addressAll: isAllowed("addressAll", open),
            manage: isAllowed("configure", open),
            archive: isAllowed("archive", open),
            erase: isAllowed("erase", open) && !d.isFirst(company, id),
          },
          fromPost: member.fromPost,
        };
      }),
    );
    return views.filter((view) => view !== undefined);
  }

  /** The channels of a person, as the projection knows them: each one passes the door before anything of it is shown. */
  async function idsOf(company: string, person: string): Promise<string[]> {
    const rows = await d.records.list(Membership, { company, person }, { limit: mostChannels });
    return rows.filter((row) => row.state === "active").map((row) => row.channel);
  }

  return {
    membersOf,
    memberCount,
    idsOf,

    mine: async (actor: PersonActor) => present(actor, await idsOf(actor.company, actor.person)),

    async one(actor: PersonActor, channel: string) {
      return (await present(actor, [channel]))[0];
    },

    markers: createChannelMarkers(d.records),

    async prefer(actor: PersonActor, channel: string, wish: Wish): Promise<void> {
      const key = { company: actor.company, person: actor.person, channel };
      const standing = await d.records.get(ChannelPreference, key);
      const row = {
        ...key,
        muted: wish.muted === undefined ? (standing?.muted ?? "no") : yesNo(wish.muted),
        starred: wish.starred === undefined ? (standing?.starred ?? "no") : yesNo(wish.starred),
        notices: wish.notices ?? standing?.notices ?? "usual",
      };
      await d.records.merge([put(ChannelPreference, row, (standing?.version ?? 0) + 1)]);
    },
  };
}
