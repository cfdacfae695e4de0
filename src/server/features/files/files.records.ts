import { z } from "zod";
import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

const Segment = z.object({ bytes: z.number(), isEnded: z.boolean() });
const Part = z.object({ number: z.number(), bytes: z.number(), tag: z.string() });

/** Bytes that a person brings, and afterwards the memory of where they went: its objects lie under its own id. */
export const Upload = defineRecord("upload", {
  scope: "company",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { upload: id() },
  clear: {
    size: counter("plain bytes that it is to have"),
    startedAt: instant(),
    /** the last time that bytes came, or that it was taken or ended */
    movedAt: instant(),
    /** open: bytes are missing · whole: waits to become a file · filed: it is one · ended: expired or given up, its objects are gone */
    state: code(["open", "whole", "filed", "ended"]),
    channel: id("where it became a file").optional(),
    file: id("the file that it became a version of").optional(),
  },
  sealed: z.object({
    /** base64url, 32 bytes: this upload's own */
    fileKey: z.string(),
    segments: z.array(Segment).readonly(),
    growing: Segment.extend({ begun: z.string(), parts: z.array(Part).readonly() }).nullable(),
    /** what the client said of it, given back to it when it goes on */
    metadata: z.record(z.string(), z.string().nullable()),
    /** of the plain bytes, base64url, once it is whole */
    sha256: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: {
    en: "That a person uploads so many bytes, since when, and which file it became. Not its name, type or content.",
    fr: "Qu'une personne envoie tant d'octets, depuis quand, et quel fichier c'est devenu. Ni son nom, ni son type, ni son contenu.",
  },
});

/** A file or a folder. Its content is its versions'. */
export const File = defineRecord("file", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { file: id() },
  clear: {
    kind: code(["file", "folder"]),
    folder: id("the folder that it lies in, or lay in before the trash"),
    state: code(["live", "trashed", "purged"]),
    seq: counter("the channel's event by which it came: late members see what came after them"),
    place: counter("the channel's event by which it came into its folder: newest first without opening"),
    createdBy: id("who brought it, and under whose key it lies"),
    createdAt: instant(),
    changedBy: id("who changed it last"),
    changedAt: instant(),
    current: counter("number of its newest version, 0 for a folder"),
    size: counter("plain bytes of its newest version"),
    post: counter("the post that it came with").optional(),
    talk: counter("the post that shows it beside or in place of the one that it came with").optional(),
  },
  sealed: z.object({
    name: z.string(),
    /** media type as its bytes say, `application/octet-stream` where they say nothing */
    type: z.string(),
    /** the version that the post of `talk` shows; null: of before that was kept */
    talkOf: z.number().nullable(),
  }),
  schema: 2,
  upcast: (content, from) => (from < 2 ? { ...content, talkOf: null } : content),
  owners: (r) => [ownerOf.personContent(r.createdBy), ownerOf.channel(r.channel)],
  learns: {
    en: "That a file or folder of this size lies in a channel's folder, who brought it and when. Not its name, type or content.",
    fr: "Qu'un fichier ou dossier de cette taille se trouve dans un dossier d'un canal, qui l'a apporté et quand. Ni son nom, ni son type, ni son contenu.",
  },
});

/** What lies in a folder, in the order in which it came. */
export const FolderEntry = defineRecord("folderEntry", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), folder: id() },
  sort: { place: counter("the channel's event by which it came into the folder"), file: id() },
  clear: { state: code(["here", "gone"]) },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "That a file lies in a folder.", fr: "Qu'un fichier se trouve dans un dossier." },
});

/** Which files were brought or changed, in the order in which it happened. */
export const FileNews = defineRecord("fileNews", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { seq: counter("the channel's event by which it was brought or changed"), file: id() },
  clear: { at: instant() },
  sealed: null,
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "That a file was brought or changed, and when.", fr: "Qu'un fichier a été apporté ou changé, et quand." },
});

export const FileVersion = defineRecord("fileVersion", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), file: id() },
  sort: { number: counter("from 1") },
  clear: {
    by: id("who brought it, and under whose key it lies"),
    at: instant(),
    size: counter("plain bytes"),
    upload: id("names its objects"),
    state: code(["kept", "purged"]),
  },
  sealed: z.object({
    fileKey: z.string(),
    segments: z.array(Segment).readonly(),
    /** of the plain bytes, base64url */
    sha256: z.string(),
    type: z.string(),
  }),
  owners: (r) => [ownerOf.personContent(r.by), ownerOf.channel(r.channel)],
  learns: {
    en: "That a file has a version of this size, whose and when. Not what is in it.",
    fr: "Qu'un fichier a une version de cette taille, de qui et quand. Pas ce qu'elle contient.",
  },
});

/** What was drawn out of a version for search, and the memory of how far that came. */
export const FileText = defineRecord("fileText", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), file: id() },
  sort: { number: counter("of the version") },
  clear: {
    by: id("who brought the version, and under whose key this lies"),
    /** trying: it is being made; a process that dies of a file finds here that it did */
    state: code(["trying", "done", "purged"]),
  },
  sealed: z.object({
    /** its beginning; empty for what has none */
    text: z.string(),
  }),
  owners: (r) => [ownerOf.personContent(r.by), ownerOf.channel(r.channel)],
  derivedFrom: ["fileVersion"],
  learns: {
    en: "That a version was looked at for its text. Not the text, nor whether there is any but by the row's length.",
    fr: "Que le texte d'une version a été cherché. Ni le texte, ni s'il y en a, si ce n'est par la longueur de la ligne.",
  },
});

/** A version as a small picture. */
export const FilePreview = defineRecord("filePreview", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), file: id() },
  sort: { number: counter("of the version"), width: counter("pixels that it has at most, one of two") },
  clear: { by: id("who brought the version, and under whose key this lies"), state: code(["made", "purged"]) },
  sealed: z.object({
    /** WebP, base64 */
    image: z.string(),
    /** pixels of the version itself, the right way up */
    pixelsWide: z.number(),
    pixelsHigh: z.number(),
  }),
  owners: (r) => [ownerOf.personContent(r.by), ownerOf.channel(r.channel)],
  derivedFrom: ["fileVersion"],
  learns: {
    en: "That a version is an image, and how many bytes a small copy of it takes. Not what it shows.",
    fr: "Qu'une version est une image, et combien d'octets prend une petite copie. Pas ce qu'elle montre.",
  },
});
