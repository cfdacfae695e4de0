import { z } from "zod";
import { Counter, Done, Id, Instant, isSeen, limits, plainText, queryCounter } from "./common.ts";
import { endpoint, guest, toRead, toWrite } from "./define.ts";

const company = z.object({ company: Id });
const channel = company.extend({ channel: Id });
const file = channel.extend({ file: Id });
const upload = company.extend({ upload: Id });

/** SHA-256 of the plain bytes: 32 bytes, base64url. */
export const Sha256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/**
 * What a file is called, as it came: any text of which something is seen. What would make it a path, turn its direction or end it early
 * is replaced when it leaves as a name of a file system.
 */
export const FileName = plainText(limits.fileName)
  .transform((name) => name.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, "").trim())
  .refine((name) => name.length > 0, "empty")
  .refine(isSeen, "invisible");

/** A folder of a channel: top: not in any · messages: what came with messages · trash: what was thrown away. */
export const FolderRef = z.union([Id, z.literal("top"), z.literal("messages"), z.literal("trash")]);

export const File = z.object({
  id: Id,
  channel: Id,
  kind: z.enum(["file", "folder"]),
  name: z.string(),
  /** Media type as its bytes say; empty for a folder. */
  type: z.string(),
  folder: FolderRef,
  /** Plain bytes; of a folder 0. */
  size: Counter,
  /** Number of its newest version; of a folder 0. */
  version: Counter,
  createdBy: Id,
  createdAt: Instant,
  changedBy: Id,
  changedAt: Instant,
  /** The post that it came with, or under which people talk of it. */
  thread: Counter.nullable(),
  state: z.enum(["live", "trashed"]),
  /** When it is destroyed, of what lies in the trash. */
  goesAt: Instant.nullable(),
  /** What the caller may do with it. Change: name it, and bring or restore versions; of what came with a message, who brought it and who manages the channel. */
  may: z.object({ change: z.boolean(), move: z.boolean(), remove: z.boolean() }),
});

export const FileVersion = z.object({ number: Counter, by: Id, at: Instant, size: Counter, sha256: Sha256, type: z.string() });

export const Upload = z.object({
  id: Id,
  /** Plain bytes that it is to have, and that are kept so far. */
  size: Counter,
  offset: Counter,
  state: z.enum(["open", "whole", "filed"]),
  /** Once it is whole. */
  sha256: Sha256.nullable(),
  expiresAt: Instant,
});

/** A file as a message shows it: called as it is today, but in the version with which it was sent. */
export const MessageFile = z.object({
  id: Id,
  name: z.string(),
  /** Of that version; empty and 0 where nothing of it is left. */
  type: z.string(),
  size: Counter,
  version: Counter,
  /** false: it was thrown away since, or that version is no longer kept. */
  here: z.boolean(),
  /** The newest version, where that has other bytes, and who brought it. */
  newer: z.object({ version: Counter, by: Id, at: Instant, type: z.string(), size: Counter }).nullable(),
});

/** Ids, one after the other, with commas between them. */
const someFiles = z
  .string()
  .regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,199}$/)
  .transform((ids) => ids.split(","))
  .pipe(z.array(Id));

/** Bytes that are there already, and what the caller knows of them: another SHA-256 than the server's is refused. */
const fromUpload = { upload: Id, sha256: Sha256.optional() };

/** A file that comes with a message. */
export const Attachment = z.object({ ...fromUpload, name: FileName });

export const files = {
  listUploads: endpoint("GET", "/api/companies/:company/uploads", "The caller's uploads that are not a file yet, the newest first.", guest, {
    params: company,
    reply: z.object({ uploads: z.array(Upload) }),
  }),
  startUpload: endpoint(
    "POST",
    "/api/companies/:company/uploads",
    "Starts an upload (tus 1.0: creation, creation-with-upload, expiration, termination).",
    guest,
    {
      params: company,
      token: toWrite("files"),
      tus: true,
      reply: z.undefined(),
    },
  ),
  askUpload: endpoint("HEAD", "/api/companies/:company/uploads/:upload", "How many bytes of an upload are kept (tus 1.0).", guest, {
    params: upload,
    token: toWrite("files"),
    tus: true,
    reply: z.undefined(),
  }),
  goOnWithUpload: endpoint("PATCH", "/api/companies/:company/uploads/:upload", "Brings more bytes of an upload (tus 1.0).", guest, {
    params: upload,
    token: toWrite("files"),
    tus: true,
    reply: z.undefined(),
  }),
  endUpload: endpoint("DELETE", "/api/companies/:company/uploads/:upload", "Gives an upload up; its bytes are destroyed (tus 1.0).", guest, {
    params: upload,
    token: toWrite("files"),
    tus: true,
    reply: z.undefined(),
  }),

  createFile: endpoint("POST", "/api/companies/:company/channels/:channel/files", "Makes a file of an upload that is whole.", guest, {
    params: channel,
    token: toWrite("files"),
    body: z.object({ ...fromUpload, name: FileName, folder: z.union([Id, z.literal("top")]).default("top") }),
    reply: File,
  }),
  createFolder: endpoint("POST", "/api/companies/:company/channels/:channel/folders", "Makes a folder.", guest, {
    params: channel,
    token: toWrite("files"),
    body: z.object({ name: FileName, folder: z.union([Id, z.literal("top")]).default("top") }),
    reply: File,
  }),
  listFiles: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/files",
    "What lies in a folder: all of it by name, folders first; of messages and trash the newest first, page by page.",
    guest,
    {
      params: channel,
      token: toRead("files"),
      query: z.object({
        folder: FolderRef.default("top"),
        /** Where the page before ended. */
        next: z.string().max(limits.filesPlace).optional(),
        limit: queryCounter.min(1).max(limits.page.most).default(limits.page.usual),
      }),
      reply: z.object({
        files: z.array(File),
        /** From the top to the folder itself. */
        path: z.array(z.object({ id: Id, name: z.string() })),
        /** Where the next page begins; null at the end. A page has fewer than were asked for where the caller may not see thousands. */
        next: z.string().nullable(),
        may: z.object({ add: z.boolean() }),
      }),
    },
  ),
  getFile: endpoint("GET", "/api/companies/:company/channels/:channel/files/:file", "One file or folder.", guest, {
    params: file,
    token: toRead("files"),
    reply: File,
  }),
  changeFile: endpoint("PATCH", "/api/companies/:company/channels/:channel/files/:file", "Renames or moves a file or folder inside its channel.", guest, {
    params: file,
    token: toWrite("files"),
    body: z.object({ name: FileName.optional(), folder: z.union([Id, z.literal("top")]).optional() }),
    reply: File,
  }),
  addVersion: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/files/:file/versions",
    "Makes an upload the file's newest version. The 200 newest are kept.",
    guest,
    {
      params: file,
      token: toWrite("files"),
      body: z.object(fromUpload),
      reply: File,
    },
  ),
  listVersions: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/files/:file/versions",
    "The versions of a file that are kept, the newest first.",
    guest,
    {
      params: file,
      token: toRead("files"),
      reply: z.object({ versions: z.array(FileVersion) }),
    },
  ),
  restoreVersion: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/files/:file/versions/:number/restore",
    "Makes an earlier version the newest again, unless its bytes are that already.",
    guest,
    { params: file.extend({ number: queryCounter }), token: toWrite("files"), reply: File },
  ),
  trashFiles: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/trash",
    "Throws files and folders away, all of them or none; they can be brought back for 30 days. not_allowed, too, where others' files lie in a folder.",
    guest,
    {
      params: channel,
      token: toWrite("files"),
      body: z.object({ files: z.array(Id).min(1).max(200) }),
      audit: { action: "file.trash", object: "channel", details: ["files"] },
      reply: Done,
    },
  ),
  untrashFiles: endpoint("POST", "/api/companies/:company/channels/:channel/trash/restore", "Brings back what was thrown away, to where it was.", guest, {
    params: channel,
    token: toWrite("files"),
    body: z.object({ files: z.array(Id).min(1).max(200) }),
    reply: Done,
  }),
  purgeFiles: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/trash/purge",
    "Destroys what was thrown away, with all versions, for good. What others put into a folder comes back to the top.",
    guest,
    {
      params: channel,
      token: toWrite("files"),
      body: z.object({ files: z.array(Id).min(1).max(200) }),
      audit: { action: "file.purge", object: "channel", details: ["files"] },
      reply: Done,
    },
  ),
  readFile: endpoint("GET", "/api/companies/:company/channels/:channel/files/:file/content", "The bytes of a file, whole or a range of them.", guest, {
    params: file,
    token: toRead("files"),
    stream: true,
    query: z.object({ version: queryCounter.optional() }),
    reply: z.undefined(),
  }),
  readZip: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/zip",
    "Files and folders with all that lies in them, as one zip that is made while it is read; what ends meanwhile is left out.",
    guest,
    {
      params: channel,
      token: toRead("files"),
      stream: true,
      query: z.object({ files: someFiles }),
      reply: z.undefined(),
    },
  ),
  copyFile: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/files/:file/copy",
    "Copies the newest version of a file into a folder of this or another channel. It is sealed anew, and counts as brought by the caller.",
    guest,
    {
      params: file,
      token: toWrite("files"),
      body: z.object({ to: Id, folder: z.union([Id, z.literal("top")]).default("top"), name: FileName.optional() }),
      reply: File,
    },
  ),
  listRecentFiles: endpoint(
    "GET",
    "/api/companies/:company/files/recent",
    "The files that were brought or changed last, of all channels that the caller is in; the newest active channels are looked through first.",
    guest,
    {
      params: company,
      token: toRead("files"),
      query: z.object({ limit: queryCounter.min(1).max(limits.page.most).default(limits.page.usual) }),
      reply: z.object({ files: z.array(File), covered: z.object({ scopes: Counter, of: Counter }) }),
    },
  ),
  discussFile: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/files/:file/thread",
    "The post under which people talk of a file. Where there is none yet, one is made that shows the file.",
    guest,
    {
      params: file,
      token: toWrite("messages"),
      body: z.object({ text: plainText(limits.message).default("") }),
      reply: z.object({ thread: Counter }),
    },
  ),
  showPreview: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/files/:file/preview",
    "A small picture of a file that is an image: the smallest that is as wide as asked, or the widest. Without one: invalid_request, no_preview.",
    guest,
    {
      params: file,
      token: toRead("files"),
      stream: true,
      query: z.object({ version: queryCounter.optional(), width: queryCounter.min(1).max(10_000).default(320) }),
      reply: z.undefined(),
    },
  ),
};
