import { z } from "zod";
import { Counter, Done, Id, Instant, limits, plainText, queryCounter, shortText, singleLine } from "./common.ts";
import { administrator, endpoint, guest, member, toRead, toWrite } from "./define.ts";

const company = z.object({ company: Id });
const channel = company.extend({ channel: Id });

/** Lower case letters, digits, `-`, `_`, `.` of any script: what people type after `#`. */
export const ChannelName = shortText(limits.name)
  .transform((name) => name.normalize("NFKC").toLowerCase().replace(/\s+/gu, "-"))
  .refine((name) => /^[\p{L}\p{M}\p{N}._-]+$/u.test(name), "channel_name");

/** managers: who made the channel, the managers of its team, and the company's administrators that are in it */
export const Who = z.enum(["everyone", "managers"]);

export const Channel = z.object({
  id: Id,
  kind: z.enum(["public", "private", "direct", "group"]),
  team: Id.nullable(),
  /** Empty for direct and group. */
  name: z.string(),
  topic: z.string(),
  /** Who writes top-level messages: an announcement channel is one where only managers do. Replies and reactions are everybody's. */
  whoPosts: Who,
  /** Who may address everybody in it. */
  whoAddressesAll: Who,
  /** Who reads in it stands in the log; absent: nobody does. */
  sensitive: z.boolean().optional(),
  /** files: a shared folder, which stands in the drive instead of in the side bar. */
  shows: z.enum(["messages", "files"]),
  archived: z.boolean(),
  /** server: sealed on this server · end-to-end comes with Matrix cryptography */
  protection: z.enum(["server", "end-to-end"]),
  createdAt: Instant,
  /** Gap-free numbers of the last event and the last top-level message. */
  seq: Counter,
  post: Counter,
  lastAt: Instant.nullable(),
});

export const noticeLevels = ["usual", "all", "mentions", "none"] as const;

/** A channel as one of its members sees it in the side bar. */
export const MyChannel = Channel.extend({
  /** The others in a direct or group direct. */
  people: z.array(Id),
  marker: Counter,
  /** One more with each time that the caller marked something as unread: a mark of an earlier turn comes late and changes nothing. */
  markerTurn: Counter,
  /** Somebody else's countable post stands after the marker, or the caller put the marker back. */
  unread: z.boolean(),
  /** Only for mentions, and for every post in direct and group. */
  count: Counter,
  muted: z.boolean(),
  starred: z.boolean(),
  /** Of what the caller is told; usual: as his preferences say. */
  notices: z.enum(noticeLevels),
  /** What the caller may do here, besides reading and replying; archive: and bring back; erase: for good. */
  may: z.object({ post: z.boolean(), addressAll: z.boolean(), manage: z.boolean(), archive: z.boolean(), erase: z.boolean() }),
  fromPost: Counter,
});

export const ChannelMember = z.object({ person: Id, since: Instant, fromPost: Counter });

/** Named channels that only their members see, and conversations: how many, never which. */
const Closed = z.object({ private: Counter, archived: Counter, ownerless: Counter, direct: Counter });

export const channels = {
  listMyChannels: endpoint("GET", "/api/companies/:company/channels", "The caller's channels, with their unread state.", guest, {
    token: toRead("channels"),
    params: company,
    reply: z.object({ channels: z.array(MyChannel) }),
  }),
  browseChannels: endpoint("POST", "/api/companies/:company/channels/browse", "Public channels of the company, by name: open ones, or archived ones.", member, {
    token: toRead("channels"),
    params: company,
    body: z.object({
      words: plainText(100).default(""),
      archived: z.boolean().default(false),
      after: plainText(200).optional(),
      limit: z.number().int().min(1).max(limits.page.most).default(limits.page.usual),
    }),
    reply: z.object({ channels: z.array(Channel.extend({ joined: z.boolean(), members: Counter })), more: z.boolean() }),
  }),
  surveyChannels: endpoint(
    "GET",
    "/api/companies/:company/channels/survey",
    "Every public channel with who looks after it; of private ones and conversations only how many somebody who can sign in is in.",
    administrator,
    {
      params: company,
      reply: z.object({
        channels: z.array(
          z.object({
            id: Id,
            name: z.string(),
            archived: z.boolean(),
            createdAt: Instant,
            lastAt: Instant.nullable(),
            members: Counter,
            posts: Counter,
            team: Id.nullable(),
            /** Who looks after it; `ownerless` when that one is not here any more. */
            by: Id,
            ownerless: z.boolean(),
            /** Whoever comes in is put into it: it can't be erased. */
            stays: z.boolean(),
          }),
        ),
        closed: Closed,
      }),
    },
  ),
  createChannel: endpoint("POST", "/api/companies/:company/channels", "Makes a public or private channel; the caller is its first member.", member, {
    token: toWrite("channels"),
    params: company,
    body: z.object({
      name: ChannelName,
      kind: z.enum(["public", "private"]),
      team: Id.nullable().default(null),
      topic: singleLine(limits.topic).default(""),
      whoPosts: Who.default("everyone"),
      /** files: a shared folder; only a private channel is one. */
      shows: z.enum(["messages", "files"]).default("messages"),
    }),
    audit: { action: "channel.create", details: ["kind", "team", "whoPosts", "shows"] },
    reply: MyChannel,
  }),
  openDirect: endpoint(
    "POST",
    "/api/companies/:company/directs",
    "Opens the direct or group direct with exactly these people (the caller is one of them).",
    guest,
    {
      token: toWrite("directs"),
      params: company,
      body: z.object({
        people: z
          .array(Id)
          .min(1)
          .max(limits.groupDirect - 1),
      }),
      reply: MyChannel,
    },
  ),
  getChannel: endpoint("GET", "/api/companies/:company/channels/:channel", "One channel that the caller may open.", guest, {
    token: toRead("channels"),
    params: channel,
    reply: Channel.extend({ joined: z.boolean(), members: Counter }),
  }),
  updateChannel: endpoint("PATCH", "/api/companies/:company/channels/:channel", "Changes name, topic, archive state, or who may do what.", member, {
    token: toWrite("channels"),
    params: channel,
    body: z.object({
      name: ChannelName.optional(),
      topic: singleLine(limits.topic).optional(),
      archived: z.boolean().optional(),
      whoPosts: Who.optional(),
      whoAddressesAll: Who.optional(),
      sensitive: z.boolean().optional(),
    }),
    audit: { action: "channel.change", object: "channel", details: ["archived", "whoPosts", "whoAddressesAll", "sensitive"] },
    reply: Channel,
  }),
  eraseChannel: endpoint(
    "DELETE",
    "/api/companies/:company/channels/:channel",
    "Erases a public or private channel for good, with its messages, its files and its keys. The answer comes when nobody opens it any more.",
    member,
    {
      params: channel,
      /** As it is called now, so that nobody erases another one by a slip. */
      body: z.object({ name: singleLine(limits.name) }),
      confirmed: true,
      audit: { action: "channel.erase", object: "channel" },
      reply: Done,
    },
  ),
  joinChannel: endpoint("POST", "/api/companies/:company/channels/:channel/join", "Joins a public channel.", member, {
    token: toWrite("channels"),
    params: channel,
    body: z.object({}).default({}),
    audit: { action: "channel.join", object: "channel" },
    reply: MyChannel,
  }),
  leaveChannel: endpoint("DELETE", "/api/companies/:company/channels/:channel/members/me", "Leaves the channel.", guest, {
    token: toWrite("channels"),
    params: channel,
    audit: { action: "channel.leave", object: "channel" },
    reply: Done,
  }),
  listChannelMembers: endpoint("GET", "/api/companies/:company/channels/:channel/members", "Who is in the channel.", guest, {
    token: toRead("channels"),
    params: channel,
    query: z.object({ after: Id.optional(), limit: queryCounter.max(500).default(200) }),
    reply: z.object({ members: z.array(ChannelMember), more: z.boolean() }),
  }),
  listChannelsInCommon: endpoint(
    "GET",
    "/api/companies/:company/people/:person/channels",
    "Public and private channels in which both the caller and the person are.",
    guest,
    { params: company.extend({ person: Id }), reply: z.object({ channels: z.array(Id) }) },
  ),
  addChannelMember: endpoint(
    "PUT",
    "/api/companies/:company/channels/:channel/members/:person",
    "Adds a person; `history: false` shows him only what comes from now on.",
    member,
    {
      token: toWrite("channels"),
      params: channel.extend({ person: Id }),
      body: z.object({ history: z.boolean().default(true) }),
      audit: { action: "channel.member.add", object: "channel", subject: "person", details: ["history"] },
      reply: Done,
    },
  ),
  removeChannelMember: endpoint("DELETE", "/api/companies/:company/channels/:channel/members/:person", "Takes a person out of the channel.", member, {
    token: toWrite("channels"),
    params: channel.extend({ person: Id }),
    audit: { action: "channel.member.remove", object: "channel", subject: "person" },
    reply: Done,
  }),
  setChannelPreference: endpoint(
    "PUT",
    "/api/companies/:company/channels/:channel/preference",
    "Mutes or stars the channel for the caller, or sets of what he is told.",
    guest,
    {
      params: channel,
      body: z.object({ muted: z.boolean().optional(), starred: z.boolean().optional(), notices: z.enum(noticeLevels).optional() }),
      reply: Done,
    },
  ),
  markRead: endpoint("PUT", "/api/companies/:company/channels/:channel/marker", "Moves the caller's read marker forward to a post.", guest, {
    params: channel,
    body: z.object({ post: Counter, turn: Counter.optional() }),
    reply: Done,
  }),
  markUnread: endpoint("PUT", "/api/companies/:company/channels/:channel/unread", "Moves the caller's read marker back, before a post.", guest, {
    params: channel,
    body: z.object({ post: Counter, turn: Counter }),
    reply: Done,
  }),
};
