/**
 * The socket: one WebSocket per client at `/api/socket`, JSON text frames, session cookie, same Origin.
 * 1. the server sends `me` (whole, bounded) · 2. the client sends `sync` with its last seq per channel and company ·
 * 3. per channel `events` (in order, no gap, no duplicate) or `snapshot` (too far behind: load pages again).
 * Later changes come as `events`, `me.channel`, `me.gone`; every `me` heals what was missed.
 */
import { z } from "zod";
import { Account } from "./accounts.ts";
import { MyChannel } from "./channels.ts";
import { Counter, Id, Instant } from "./common.ts";
import { Message } from "./messages.ts";
import { Person } from "./people.ts";

export const eventKinds = ["posted", "replied", "edited", "deleted", "reacted", "pinned", "joined", "left", "changed", "imported", "filed"] as const;

/** What a person has for himself, on all devices. */
export const ownLists = ["drafts", "saved", "scheduled", "threads", "preferences"] as const;
export type OwnList = (typeof ownLists)[number];

/** Ids only; `message` is the row as it is now, under today's rights, or null when the event names none. */
export const ChannelEvent = z.object({
  seq: Counter,
  kind: z.enum(eventKinds),
  post: Counter,
  reply: Counter,
  person: Id.nullable(),
  at: Instant,
  message: Message.nullable(),
  /** Of a reply that is shown in the channel too: the post that shows it. */
  twin: Message.nullable().optional(),
});

export const MeCompany = z.object({
  id: Id,
  name: z.string(),
  person: Person,
  channels: z.array(MyChannel),
  /** Grows with every change of the people directory. */
  directory: Counter,
  inbox: Counter,
});

export const ServerFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("me"), account: Account, companies: z.array(MeCompany), at: Instant, build: z.string(), readOnly: z.boolean() }),
  z.object({ type: z.literal("events"), company: Id, channel: Id, seq: Counter, events: z.array(ChannelEvent) }),
  z.object({ type: z.literal("snapshot"), company: Id, channel: Id, seq: Counter, post: Counter }),
  z.object({ type: z.literal("me.channel"), company: Id, channel: MyChannel }),
  z.object({ type: z.literal("me.gone"), company: Id, channel: Id.nullable() }),
  z.object({ type: z.literal("me.people"), company: Id, directory: Counter, people: z.array(Person) }),
  z.object({ type: z.literal("me.inbox"), company: Id, count: Counter }),
  /** Something of the caller's own was changed on another device: he asks for that list again. */
  z.object({ type: z.literal("me.own"), company: Id, what: z.enum(ownLists) }),
  z.object({ type: z.literal("typing"), company: Id, channel: Id, person: Id }),
  /** here: came, or is active again; away: is connected, without input for ten minutes. whole: forget who was here before. */
  z.object({ type: z.literal("presence"), company: Id, here: z.array(Id), away: z.array(Id), gone: z.array(Id), whole: z.boolean().optional() }),
  z.object({ type: z.literal("job"), company: Id, job: Id }),
  /** The log has grown, at most twice a second; null: the installation's. To those who may read it. */
  z.object({ type: z.literal("log"), company: Id.nullable(), size: Counter }),
  z.object({ type: z.literal("state"), readOnly: z.boolean() }),
  /** The client was too slow: its queue was dropped; it sends `sync` again. */
  z.object({ type: z.literal("resync") }),
  z.object({ type: z.literal("reply"), id: Counter, status: Counter, body: z.unknown() }),
  z.object({ type: z.literal("bye"), reason: z.enum(["restart", "signed_out", "slow", "broken"]) }),
]);
export type ServerFrame = z.output<typeof ServerFrame>;

export const ClientFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("sync"), channels: z.array(z.object({ company: Id, channel: Id, seq: Counter })).max(5000) }),
  /** Any endpoint of the contract except uploads; `key` is its Idempotency-Key. */
  z.object({
    type: z.literal("call"),
    id: Counter,
    endpoint: z.string().max(60),
    params: z.record(z.string(), z.string()).default({}),
    query: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    key: z.string().min(8).max(100).optional(),
  }),
  z.object({ type: z.literal("typing"), company: Id, channel: Id }),
  /** Nobody is at this client, or somebody is again; a person is away when all of his clients are. */
  z.object({ type: z.literal("away"), away: z.boolean() }),
]);
export type ClientFrame = z.output<typeof ClientFrame>;
/** Close codes of our own. 4401: the session ended; 4408: too slow; 4500: restart. */
export const closeCodes = { signedOut: 4401, slow: 4408, restart: 4500, badFrame: 4400 } as const;
