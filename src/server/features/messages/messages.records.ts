import { z } from "zod";
import { MessageBody } from "../../../contract/index.ts";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

const clear = {
  author: id("who wrote it, so that rights and erasure work without opening"),
  sentAt: instant(),
  editedAt: instant().optional(),
  deletedAt: instant().optional(),
  kind: code(["message", "system"]),
  source: code(["live", "import"], "whether it was written here or came with an import"),
};
const sealed = z.object({
  /** null once deleted */
  body: MessageBody.nullable(),
  mentions: z.array(z.uuid()),
  teams: z.array(z.uuid()),
  /** ref of its twin: a reply that is shown in the channel too */
  alsoIn: z.string().nullable(),
  /** what came with it, each in the version with which it was sent; null: the newest */
  files: z.array(z.object({ id: z.uuid(), number: z.number().nullable() })),
  /** what identified an imported message where it came from, and the name that an app had chosen for it */
  imported: z.object({ ts: z.string(), shownAs: z.string().nullable() }).nullable(),
});
/** Content of before there were files, and of before their versions were told. */
const upcast = (content: Record<string, unknown>, from: number) =>
  from < 3 ? { ...content, files: from < 2 ? [] : (content["files"] as readonly string[]).map((id) => ({ id, number: null })) } : content;
const learns = {
  en: "Who wrote in which channel and when, and how long the text is. Not the text, whom it mentions, or the channel's name.",
  fr: "Qui a écrit dans quel canal et quand, et la longueur du texte. Ni le texte, ni qui il mentionne, ni le nom du canal.",
};
const post = () => counter("number of the top-level message in its channel");
const reply = () => counter("number of the reply in its thread, 0 for the message itself");

export const Message = defineRecord("message", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: post() },
  bucket: { of: "post", size: 4096 },
  clear,
  sealed,
  schema: 3,
  upcast,
  owners: (r) => [ownerOf.personContent(r.author), ownerOf.channel(r.channel)],
  learns,
});

export const Reply = defineRecord("reply", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), thread: counter("the post that the thread hangs on") },
  sort: { reply: reply() },
  clear,
  sealed,
  schema: 3,
  upcast,
  owners: (r) => [ownerOf.personContent(r.author), ownerOf.channel(r.channel)],
  learns,
});

export const ThreadHead = defineRecord("threadHead", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: post() },
  bucket: { of: "post", size: 4096 },
  clear: { replies: counter("number of the last reply"), lastAt: instant() },
  sealed: z.object({ people: z.array(z.uuid()) }),
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "That a message has this many replies, and when the last one came.", fr: "Qu'un message a tant de réponses, et quand la dernière est venue." },
});

/** An earlier text of an edited message. */
export const Revision = defineRecord("revision", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: post(), reply: reply(), revision: counter("the row version that it was") },
  bucket: { of: "post", size: 4096 },
  clear: { author: id(), at: instant() },
  sealed: z.object({ body: MessageBody }),
  owners: (r) => [ownerOf.personContent(r.author), ownerOf.channel(r.channel)],
  learns: { en: "That a message was edited, and when.", fr: "Qu'un message a été modifié, et quand." },
});

export const Reaction = defineRecord("reaction", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: post(), reply: reply(), token: digest("bound to the message, so that equal reactions elsewhere look different"), person: id() },
  bucket: { of: "post", size: 4096 },
  clear: { state: code(["on", "off"]), at: instant() },
  sealed: z.object({ emoji: z.string() }),
  owners: (r) => [ownerOf.personContent(r.person), ownerOf.channel(r.channel)],
  learns: { en: "That a person reacted to a message, and when. Not how.", fr: "Qu'une personne a réagi à un message, et quand. Pas comment." },
});

export const Pin = defineRecord("pin", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: post(), reply: reply() },
  clear: { state: code(["on", "off"]), by: id(), at: instant() },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "That a message is pinned, by whom and when.", fr: "Qu'un message est épinglé, par qui et quand." },
});

/**
 * One row per *addressed* person and subject, filled on reading under today's rights. A projection, but for who marked it.
 * Post 0 is the channel itself: somebody put the person into it.
 */
export const InboxRow = defineRecord("inboxRow", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id(), post: post(), reply: reply() },
  clear: { kind: code(["mention", "reply", "broadcast", "reminder", "reaction", "invitation"]), at: instant(), state: code(["new", "done"]) },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  derivedFrom: ["message", "reply", "reaction", "channelMember"],
  learns: {
    en: "That a message addresses a person, that others reacted to his own, or that he was put into a channel, and when.",
    fr: "Qu'un message s'adresse à une personne, que d'autres ont réagi au sien, ou qu'elle fut mise dans un canal, et quand.",
  },
});

/** A saved message that came back at its time: beside what else addresses the person by the same message. */
export const Reminder = defineRecord("reminder", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id(), post: post(), reply: reply() },
  clear: { at: instant(), state: code(["new", "done"]) },
  sealed: null,
  owners: (r) => [ownerOf.personContent(r.person)],
  derivedFrom: ["message", "reply"],
  learns: {
    en: "That a person was reminded of a message, and when. Nothing of what was written.",
    fr: "Qu'un message fut rappelé à une personne, et quand. Rien de ce qui fut écrit.",
  },
});

/** `@channel`, `@here` and teams of more than fifty write one row here instead of one per person. */
export const Broadcast = defineRecord("broadcast", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: post(), reply: reply() },
  clear: { author: id(), at: instant() },
  /** the teams that it is for; none: everybody in the channel */
  sealed: z.object({ teams: z.array(z.uuid()) }),
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: {
    en: "That a message addresses a whole channel or large teams in it, and when. Not which teams.",
    fr: "Qu'un message s'adresse à tout un canal ou à de grandes équipes, et quand. Pas lesquelles.",
  },
});
