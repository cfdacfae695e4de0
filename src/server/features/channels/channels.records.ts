import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

export const Channel = defineRecord("channel", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: {},
  clear: {
    kind: code(["public", "private", "direct", "group"]),
    protection: code(["server", "end-to-end"]),
    team: id("the team that owns it").optional(),
    createdBy: id(),
    createdAt: instant(),
    archivedAt: instant().optional(),
  },
  sealed: z.object({
    name: z.string(),
    topic: z.string(),
    /** who writes top-level messages, and who may address everybody */
    whoPosts: z.enum(["everyone", "managers"]),
    whoAddressesAll: z.enum(["everyone", "managers"]),
    /** who reads in it stands in the log */
    sensitive: z.boolean().optional(),
    /** files: people use it as a shared folder; absent: as a conversation */
    shows: z.enum(["messages", "files"]).optional(),
  }),
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: {
    en: "That a channel of this kind exists, who made it and when. Not its name or topic.",
    fr: "Qu'un canal de ce type existe, qui l'a fait et quand. Ni son nom ni son sujet.",
  },
});

/** Lists a company's public channels; stands in the same commit as its channel. */
export const PublicChannel = defineRecord("publicChannel", {
  scope: "company",
  root: "channel",
  partition: { company: id() },
  sort: { channel: id() },
  clear: { state: code(["open", "archived"]) },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "That a channel is open to the company's members.", fr: "Qu'un canal est ouvert aux membres de l'entreprise." },
});

/**
 * That a channel was erased: stands in the commit that shuts it, outlives its rows and keys, and keeps its id from ever opening again.
 * What is left of it is taken away while it says "begun".
 */
export const ErasedChannel = defineRecord("erasedChannel", {
  scope: "company",
  root: "channel",
  partition: { company: id() },
  sort: { channel: id() },
  clear: {
    kind: code(["public", "private"]),
    by: id("who erased it"),
    at: instant(),
    state: code(["begun", "done"]),
    doneAt: instant("when nothing of it was left").optional(),
  },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That a channel was erased, by whom and when. Not what it was called, nor what was in it.",
    fr: "Qu'un canal fut effacé, par qui et quand. Ni son nom, ni ce qu'il contenait.",
  },
});

/** Keeps names of public channels unique. Private ones are left out: a refusal would tell that one exists. */
export const ChannelName = defineRecord("channelName", {
  scope: "company",
  write: "claim",
  root: "company",
  partition: { company: id(), name: digest() },
  sort: {},
  clear: { channel: id(), claimedAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "That a name is taken by a channel. Not the name.", fr: "Qu'un nom est pris par un canal. Pas le nom." },
});

/** The channel's gap-free numbers, moved in every commit of the channel. */
export const ChannelHead = defineRecord("channelHead", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: {},
  clear: {
    seq: counter("number of the last event"),
    post: counter("number of the last top-level message"),
    countable: counter("last post that counts as news"),
    lastAt: instant().optional(),
  },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "How many messages a channel has, and when the last one came.", fr: "Le nombre de messages d'un canal, et quand le dernier est venu." },
});

/** The one row that grants access to a channel. */
export const ChannelMember = defineRecord("channelMember", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { person: id() },
  clear: {
    state: code(["active", "removed"]),
    fromPost: counter("the first post that the member may read"),
    since: instant(),
    by: id("who put the person in, where somebody else did").optional(),
    fromSeq: counter("the channel's event after which files are the member's to see; absent: all").optional(),
  },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: {
    en: "That a person is a member of a channel, since when, and who put him there.",
    fr: "Qu'une personne est membre d'un canal, depuis quand, et qui l'y a mise.",
  },
});

/** "My channels": a projection of the member rows. Grants nothing. */
export const Membership = defineRecord("membership", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id() },
  clear: { state: code(["active", "removed"]), since: instant() },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  derivedFrom: ["channelMember"],
  learns: { en: "That a person is a member of a channel, since when.", fr: "Qu'une personne est membre d'un canal, depuis quand." },
});

/** How far a person has read. Last writer by turn and post, see channels.markers.ts. */
export const Marker = defineRecord("marker", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id() },
  clear: { post: counter("the last post read").loose() },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: { en: "How far a person has read in a channel.", fr: "Jusqu'où une personne a lu dans un canal." },
});

export const ChannelPreference = defineRecord("channelPreference", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id() },
  clear: { muted: code(["no", "yes"]), starred: code(["no", "yes"]), notices: code(["usual", "all", "mentions", "none"]) },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: { en: "Whether a person muted or starred a channel.", fr: "Si une personne a mis un canal en sourdine ou en favori." },
});

/** What happened in a channel, in order: ids only, never content. Kept 30 days. */
export const ChannelEvent = defineRecord("channelEvent", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { seq: counter("number of the event in its channel") },
  bucket: { of: "seq", size: 4096 },
  clear: {
    kind: code(["posted", "replied", "edited", "deleted", "reacted", "pinned", "joined", "left", "changed", "imported", "filed"]),
    post: counter("the message that it is about, 0 for none"),
    reply: counter("the reply that it is about, 0 for none"),
    person: id("who did it, or whom it is about").optional(),
    at: instant(),
  },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: {
    en: "That somebody did something in a channel, and when. Nothing of what was written.",
    fr: "Que quelqu'un a fait quelque chose dans un canal, et quand. Rien de ce qui fut écrit.",
  },
});
