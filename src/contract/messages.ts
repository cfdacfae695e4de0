import { z } from "zod";
import { Counter, Done, Id, Instant, limits, plainText, queryCounter } from "./common.ts";
import { endpoint, guest, toRead, toWrite } from "./define.ts";
import { isReaction, sameEmoji } from "./emoji.ts";
import { Attachment, MessageFile } from "./files.ts";

const company = z.object({ company: Id });
const channel = company.extend({ channel: Id });

/** Names a message inside its channel: `12` is post 12, `12.3` the third reply in its thread. */
export const MessageRef = z.string().regex(/^[1-9]\d{0,14}(\.[1-9]\d{0,14})?$/);
const message = channel.extend({ message: MessageRef });

/** What an inbox row is about: a message, or the channel itself that somebody put the caller into. */
export const InboxRef = z.union([MessageRef, z.literal("channel")]);

/**
 * mention, reply, broadcast (to all of the channel): the message addresses the caller · reminder: of one that he saved ·
 * reaction: others reacted to his own, one item per message · invitation: somebody put him into a public or private channel
 */
export const inboxKinds = ["mention", "reply", "broadcast", "reminder", "reaction", "invitation"] as const;

/** A body is a union of both kinds from the first day, so that end-to-end arrives without moving a wall. */
export const MessageBody = z.discriminatedUnion("kind", [
  /** Markdown. A person or a team is addressed as `@{its id}`, a channel named as `#{channel id}`; `@channel` and `@here` address all. */
  z.object({ kind: z.literal("markdown"), text: z.string().max(limits.message) }),
  /** Sealed by the sender's device. */
  z.object({ kind: z.literal("ciphertext"), algorithm: z.string().max(100), content: z.string().max(limits.message * 2) }),
]);

/** The same for every reader: whether one of them is mine, the client sees by its own id. */
export const Reaction = z.object({ emoji: z.string(), count: Counter, people: z.array(Id) });

export const Message = z.object({
  channel: Id,
  /** `12` or `12.3` */
  ref: MessageRef,
  post: Counter,
  /** 0 for a top-level message. */
  reply: Counter,
  author: Id,
  /** message, or a line that the system wrote (joined, topic …) */
  kind: z.enum(["message", "system"]),
  /** Null once deleted, or changed outside. */
  body: MessageBody.nullable(),
  /**
   * Its stored row was changed by something else than Bastide: nothing of it is believed, so author, times and text are
   * empty. It keeps its place in the numbers.
   */
  changedOutside: z.boolean(),
  /** People by name, and those in the channel of each team of at most fifty there. */
  mentions: z.array(Id),
  /** Teams that it addresses. */
  teams: z.array(Id),
  sentAt: Instant,
  editedAt: Instant.nullable(),
  deletedAt: Instant.nullable(),
  version: Counter,
  pinned: z.boolean(),
  imported: z.boolean(),
  /** The name that an app had chosen for an imported message, where it isn't the author's. */
  shownAs: z.string().nullable(),
  /** A reply that is shown in the channel too, or the other way round: the ref of its twin. */
  alsoIn: MessageRef.nullable(),
  reactions: z.array(Reaction),
  /** What came with it. */
  files: z.array(MessageFile),
  /** Of a top-level message with replies. */
  thread: z.object({ replies: Counter, lastAt: Instant, people: z.array(Id) }).nullable(),
});

export const Revision = z.object({ version: Counter, body: MessageBody, at: Instant });

/** One emoji, or the short code of an imported one. */
const Emoji = z.string().max(80).transform(sameEmoji).refine(isReaction, "emoji");

export const messages = {
  listMessages: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/messages",
    "Top-level messages in order: those before, after or around a post, or around the first one sent at a time or later; the newest without any.",
    guest,
    {
      token: toRead("messages"),
      params: channel,
      query: z.object({
        before: queryCounter.optional(),
        after: queryCounter.optional(),
        around: queryCounter.optional(),
        /** Milliseconds since the epoch. `found` is the post; where all are older, the last one. */
        at: queryCounter.optional(),
        limit: queryCounter.max(limits.page.most).default(limits.page.usual),
      }),
      reply: z.object({ messages: z.array(Message), first: Counter, last: Counter, seq: Counter, found: Counter.optional() }),
    },
  ),
  listReplies: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/messages/:message/replies",
    "Replies of a thread in order, after a reply number.",
    guest,
    {
      token: toRead("messages"),
      params: message,
      query: z.object({ after: queryCounter.default(0), limit: queryCounter.max(limits.page.most).default(limits.page.usual) }),
      reply: z.object({ root: Message, messages: z.array(Message), last: Counter }),
    },
  ),
  getMessage: endpoint("GET", "/api/companies/:company/channels/:channel/messages/:message", "One message.", guest, {
    token: toRead("messages"),
    params: message,
    reply: Message,
  }),
  postMessage: endpoint("POST", "/api/companies/:company/channels/:channel/messages", "Posts a message, or a reply when `thread` names a post.", guest, {
    token: toWrite("messages"),
    params: channel,
    body: z
      .object({
        text: plainText(limits.message).trim(),
        thread: Counter.optional(),
        alsoInChannel: z.boolean().default(false),
        /** Uploads that are whole: they become files of the channel together with the message. */
        files: z
          .array(Attachment)
          .max(limits.filesPerMessage)
          .refine((files) => new Set(files.map(({ upload }) => upload)).size === files.length, "twice")
          .default([]),
      })
      .refine(({ text, files }) => text !== "" || files.length > 0, { path: ["text"], message: "too_small" }),
    reply: Message,
  }),
  editMessage: endpoint(
    "PATCH",
    "/api/companies/:company/channels/:channel/messages/:message",
    "Edits one's own message; the earlier text stays in its history.",
    guest,
    {
      token: toWrite("messages"),
      params: message,
      body: z.object({ text: plainText(limits.message).trim(), version: Counter.optional() }),
      reply: Message,
    },
  ),
  deleteMessage: endpoint(
    "DELETE",
    "/api/companies/:company/channels/:channel/messages/:message",
    "Deletes a message; an empty row stays as its trace.",
    guest,
    { token: toWrite("messages"), params: message, audit: { action: "message.delete", object: "channel" }, reply: Message },
  ),
  listRevisions: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/messages/:message/revisions",
    "Earlier texts of an edited message, newest first.",
    guest,
    {
      token: toRead("messages"),
      params: message,
      reply: z.object({ revisions: z.array(Revision) }),
    },
  ),
  react: endpoint("PUT", "/api/companies/:company/channels/:channel/messages/:message/reactions", "Adds or takes back the caller's reaction.", guest, {
    token: toWrite("messages"),
    params: message,
    body: z.object({ emoji: Emoji, on: z.boolean() }),
    reply: Message,
  }),
  pinMessage: endpoint("PUT", "/api/companies/:company/channels/:channel/messages/:message/pin", "Pins or unpins a message.", guest, {
    token: toWrite("messages"),
    params: message,
    body: z.object({ pinned: z.boolean() }),
    reply: Message,
  }),
  listPins: endpoint("GET", "/api/companies/:company/channels/:channel/pins", "Pinned messages, newest first.", guest, {
    token: toRead("messages"),
    params: channel,
    reply: z.object({ messages: z.array(Message) }),
  }),
  listInbox: endpoint(
    "GET",
    "/api/companies/:company/inbox",
    "What addresses the caller, newest first: mentions, replies, calls to all, reactions, invitations, reminders.",
    guest,
    {
      params: company,
      query: z.object({ limit: queryCounter.max(limits.page.most).default(limits.page.usual) }),
      reply: z.object({
        items: z.array(
          z.object({
            kind: z.enum(inboxKinds),
            at: Instant,
            done: z.boolean(),
            channel: Id,
            /** Who reacted, who invited, else the author. */
            people: z.array(Id),
            /** Null for an invitation. */
            message: Message.nullable(),
          }),
        ),
      }),
    },
  ),
  markInboxDone: endpoint(
    "PUT",
    "/api/companies/:company/inbox/:channel/:message",
    "Marks an inbox row as done, or open again; an invitation by `channel` in place of a message.",
    guest,
    {
      params: channel.extend({ message: InboxRef }),
      /** `reminder`: that the message was recalled; else what addresses the caller by it. */
      body: z.object({ done: z.boolean(), kind: z.enum(inboxKinds).optional() }),
      reply: Done,
    },
  ),
};
