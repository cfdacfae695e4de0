import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

/** A link by which whoever has it reads one version of a file, as long as its maker may read it himself. */
export const ShareLink = defineRecord("shareLink", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), file: id() },
  sort: { share: id() },
  clear: {
    by: id("who made it, and whose rights it has"),
    state: code(["open", "revoked"]),
    createdAt: instant(),
    expiresAt: instant(),
    most: counter("how often it may be read").optional(),
    reads: counter("how often it was read"),
    token: digest("SHA-256 of a random token of 256 bits"),
    number: counter("of the version that it opens").optional(),
  },
  sealed: z.object({ /** Argon2id, as a PHC string */ phc: z.string().nullable() }),
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: {
    en: "That somebody shared a file by a link, until when, and how often it was read. Not the link, nor by whom it was read.",
    fr: "Que quelqu'un a partagé un fichier par un lien, jusqu'à quand, et combien de fois il fut lu. Ni le lien, ni par qui il fut lu.",
  },
});

/** Finds a share link by its token's hash. */
export const ShareToken = defineRecord("shareToken", {
  scope: "installation",
  write: "claim",
  root: "token",
  partition: { token: digest("SHA-256 of a random token of 256 bits") },
  sort: {},
  clear: { into: id("the company that it leads to"), channel: id(), file: id(), share: id() },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: { en: "That a share link exists.", fr: "Qu'un lien de partage existe." },
});

/** One reading of a share link. */
export const ShareRead = defineRecord("shareRead", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id(), share: id() },
  sort: { number: counter("from 1") },
  clear: { at: instant() },
  sealed: z.object({ address: z.string(), device: z.string() }),
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: {
    en: "That a share link was read, and when. Not from where.",
    fr: "Qu'un lien de partage fut lu, et quand. Pas d'où.",
  },
});
