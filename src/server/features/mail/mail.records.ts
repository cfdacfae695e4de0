import { z } from "zod";
import { mailTemplates } from "../../../contract/mail.ts";
import { code, counter, defineRecord, id, instant, type Owner, ownerOf } from "../../platform/records/define.ts";

const ownersOf: Readonly<Record<"installation" | "account" | "company", (id: string) => Owner>> = {
  // In the scope of that name, as its log is.
  installation: ownerOf.company,
  account: ownerOf.account,
  company: ownerOf.company,
};

/**
 * A letter until it is handed over. `company` is the installation for what concerns accounts. What stands in it goes when it
 * was sent or is given up, at most three days after; the empty row stays a few days more, so that nothing is sent twice.
 */
export const SpooledMail = defineRecord("spooledMail", {
  scope: "company",
  root: "company",
  partition: { company: id("the company that it is of, or the installation") },
  sort: { mail: id("made from what it tells of, so that the same is sent once") },
  clear: {
    template: code(mailTemplates, "which kind of letter it is, of a closed list"),
    state: code(["asked", "waiting", "sent", "failed"]),
    of: code(["installation", "account", "company"], "what kind of owner it has"),
    owner: id("whose keys it is sealed under"),
    by: id("the person named in it").optional(),
    createdAt: instant(),
    expiresAt: instant("after this it tells nothing that is true"),
    dueAt: instant("when it is tried next"),
    tries: counter("how often it was tried, so that pauses grow"),
  },
  sealed: z.object({
    to: z.string(),
    language: z.enum(["en", "fr"]),
    values: z.record(z.string(), z.string()),
    problem: z.string().nullable(),
    reply: z.number().nullable(),
  }),
  owners: (r) => [ownersOf[r.of](r.owner), ...(r.by === null ? [] : [ownerOf.personProfile(r.by)])],
  learns: {
    en: "That a letter of some kind was written for an account or a company, when, and whether it was sent. Not to whom, nor what it says.",
    fr: "Qu'un courrier d'une certaine sorte a été écrit pour un compte ou une entreprise, quand, et s'il est parti. Ni à qui, ni ce qu'il dit.",
  },
});
