/** What directories store, beside their connection: in the installation's scope, as that is. */
import { z } from "zod";
import { directoryObstacles } from "../../../contract/index.ts";
import { code, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

const holder = () => id("the company that it belongs to");

/** How a directory is spoken to. */
export const Directory = defineRecord("directory", {
  scope: "installation",
  root: "holder",
  partition: { holder: holder() },
  sort: { connection: id() },
  clear: { changedAt: instant() },
  sealed: z.object({
    product: z.enum(["active_directory", "openldap"]),
    host: z.string(),
    port: z.number(),
    security: z.enum(["tls", "starttls"]),
    authorities: z.string().nullable(),
    bindDn: z.string(),
    bindPassword: z.string(),
    base: z.string(),
    filter: z.string(),
    loginAttributes: z.array(z.string()),
    groupRule: z.enum(["member_of", "nested", "listed"]),
    disabledFilter: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.company(r.holder)],
  learns: {
    en: "That a company has a directory, and since when as it is. Not which.",
    fr: "Qu'une entreprise a un annuaire, et depuis quand tel quel. Pas lequel.",
  },
});

const counts = z.object({
  found: z.number(),
  made: z.number(),
  changed: z.number(),
  back: z.number(),
  gone: z.number(),
  blocked: z.number(),
  failed: z.number(),
});
const blocked = z.object({ name: z.string(), login: z.string(), obstacle: z.enum(directoryObstacles) });

/** How the last sync ended. */
export const DirectoryRun = defineRecord("directoryRun", {
  scope: "installation",
  write: "merge",
  root: "holder",
  partition: { holder: holder() },
  sort: { connection: id() },
  clear: {
    /** held: it would have taken out many people, and waits to be told */
    state: code(["done", "failed", "held"]),
    startedAt: instant(),
    endedAt: instant().optional(),
  },
  sealed: z.object({ problem: z.string().nullable(), counts, gone: z.array(z.string()), blocked: z.array(blocked) }),
  owners: (r) => [ownerOf.company(r.holder)],
  learns: {
    en: "When a company's directory was last asked, and whether that went well. Not who is in it.",
    fr: "Quand l'annuaire d'une entreprise a été interrogé, et si cela a réussi. Pas qui y figure.",
  },
});

/** Who came of a directory. Says what the last sync saw, and grants nothing. */
export const DirectoryPerson = defineRecord("directoryPerson", {
  scope: "installation",
  root: "connection",
  partition: { connection: id("the directory") },
  sort: { entry: digest("a keyed hash of the entry's own number there") },
  clear: {
    holder: holder(),
    account: id(),
    person: id(),
    /** gone: taken out by the sync, and let in again by it */
    state: code(["active", "gone"]),
    changedAt: instant(),
    outSince: instant("when the sync itself took the person out: whom others took out it does not let in again").optional(),
  },
  sealed: z.object({ name: z.string(), login: z.string(), role: z.enum(["guest", "member"]) }),
  owners: (r) => [ownerOf.account(r.account)],
  learns: {
    en: "How many people a directory brought, and when one was taken out. Not who.",
    fr: "Combien de personnes un annuaire a amenées, et quand l'une est sortie. Pas qui.",
  },
});

export const directoryRecords = [Directory, DirectoryRun, DirectoryPerson];
