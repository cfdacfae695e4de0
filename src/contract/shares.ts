import { z } from "zod";
import { Token } from "./accounts.ts";
import { Counter, Done, Id, Instant, limits, plainText } from "./common.ts";
import { anybody, endpoint, member } from "./define.ts";

const file = z.object({ company: Id, channel: Id, file: Id });
const share = file.extend({ share: Id });
const password = plainText(200).min(1);
const newPassword = password.refine((given) => given.length >= limits.password.least, "too_short");

/** A link by which whoever has it reads one version of a file. */
export const Share = z.object({
  id: Id,
  /** Null: the newest of the day, of a link that was made before versions were told. */
  version: Counter.nullable(),
  by: Id,
  createdAt: Instant,
  expiresAt: Instant,
  hasPassword: z.boolean(),
  /** How often it may be read; null: until it ends. */
  most: Counter.nullable(),
  reads: Counter,
  state: z.enum(["open", "expired", "used", "revoked"]),
  may: z.object({ revoke: z.boolean() }),
});

export const shares = {
  createShare: endpoint(
    "POST",
    "/api/companies/:company/channels/:channel/files/:file/shares",
    "Makes a share link of one version of a file. It is shown once.",
    member,
    {
      secret: true,
      params: file,
      body: z.object({
        /** The newest where nothing is said. Later ones are not shared by this link. */
        version: Counter.optional(),
        hours: z
          .number()
          .int()
          .min(1)
          .max(24 * 365)
          .default(24 * 7),
        password: newPassword.optional(),
        most: z.number().int().min(1).max(10_000).nullable().default(null),
      }),
      audit: { action: "file.share", object: "file", details: ["hours", "most"] },
      reply: Share.extend({ url: z.string() }),
    },
  ),
  listShares: endpoint("GET", "/api/companies/:company/channels/:channel/files/:file/shares", "The share links of a file, the newest first.", member, {
    params: file,
    reply: z.object({
      shares: z.array(Share),
      /** Number of the file's newest version. */
      newest: Counter,
    }),
  }),
  revokeShare: endpoint("DELETE", "/api/companies/:company/channels/:channel/files/:file/shares/:share", "Ends a share link at once.", member, {
    params: share,
    audit: { action: "file.unshare", object: "file" },
    reply: Done,
  }),
  listShareReads: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/files/:file/shares/:share/reads",
    "When and from where a share link was read, the newest first: told to who may end it.",
    member,
    { params: share, reply: z.object({ reads: z.array(z.object({ number: Counter, at: Instant, address: z.string(), device: z.string() })) }) },
  ),
  lookShare: endpoint(
    "POST",
    "/api/shares/look",
    "What a share link leads to; nothing of it while the password is missing.",
    anybody("the token of the link"),
    {
      secret: true,
      body: z.object({ token: Token, password: password.optional() }),
      reply: z.object({ file: z.object({ name: z.string(), type: z.string(), size: Counter }).nullable(), expiresAt: Instant }),
    },
  ),
  readShare: endpoint(
    "POST",
    "/api/shares/read",
    "The bytes behind a share link, whole or a range of them. Each time counts, unless the pass of the time before comes with it: the header `bastide-pass` of a reply, good for ten minutes where it was given. A form may ask, too: so a browser saves what is larger than its memory.",
    anybody("the token of the link"),
    {
      secret: true,
      stream: true,
      form: true,
      body: z.object({ token: Token, password: password.optional(), pass: z.string().max(100).optional() }),
      reply: z.undefined(),
    },
  ),
};
