/** What the log stores. `company` is the installation in its own tree: the rows are sealed in the scope of that name. */
import { z } from "zod";
import { auditActions, auditResults } from "../../../contract/audit-actions.ts";
import { code, counter, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

const tree = { company: id("the company whose log it is, or the installation") };

/** One leaf of a tree: that something is about to be done, or what came of it. Never changed, never removed. */
export const AuditLeaf = defineRecord("auditLeaf", {
  scope: "company",
  root: "company",
  partition: tree,
  sort: { leaf: counter("its place in the tree, from 0") },
  bucket: { of: "leaf", size: 4096 },
  clear: {
    at: instant(),
    phase: code(["intent", "outcome"]),
    action: code(auditActions, "what was done, of a closed list"),
    entry: digest("names the action and the commit that carried it out"),
    intent: counter("for an outcome: the leaf that began it").optional(),
    actor: id("the person or account who did it").optional(),
    session: id().optional(),
    object: id("what it was done to").optional(),
    subject: id("whom it was done to").optional(),
    result: code(auditResults).optional(),
    actorDetails: digest("a salted hash of what is sealed beside the tree under the one who did it").optional(),
    subjectDetails: digest("a salted hash of what is sealed beside the tree under the one to whom it was done").optional(),
  },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That some person did something of a closed list of actions, when, and to which object. Not from where, nor any name.",
    fr: "Qu'une personne a fait une action d'une liste fermée, quand et sur quel objet. Ni d'où, ni aucun nom.",
  },
});

const detailOwners = {
  person: ownerOf.personProfile,
  account: ownerOf.account,
  company: ownerOf.company,
};

/** What a leaf says about one person, beside the tree: erased with the person, while the leaf's salted hash of it stays. */
export const AuditDetail = defineRecord("auditDetail", {
  scope: "company",
  root: "company",
  partition: { ...tree, person: id("the person or account that it is about; the whole where that is nobody") },
  sort: { leaf: counter("the leaf that it belongs to") },
  clear: { of: code(["person", "account", "company"], "what kind of owner it has") },
  sealed: z.object({ /** 32 bytes, base64url */ salt: z.string(), details: z.record(z.string(), z.string()) }),
  owners: (r) => [detailOwners[r.of](r.person)],
  learns: {
    en: "Which leaves of the log concern a person. Not what they say about it.",
    fr: "Quelles feuilles du journal concernent une personne. Pas ce qu'elles en disent.",
  },
});

/** The hash of a complete subtree of 256^level leaves, so that a proof reads a few hundred rows and not the log. */
export const AuditNode = defineRecord("auditNode", {
  scope: "company",
  root: "company",
  partition: { ...tree, level: counter("from 1") },
  sort: { node: counter("its place among those of its level") },
  clear: { hash: digest("of leaves that are hashes and ids themselves") },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "How long the log is.", fr: "La longueur du journal." },
});

/** Where the next leaf goes. Expected by every append, so that two nodes can't write the same place. */
export const AuditHead = defineRecord("auditHead", {
  scope: "company",
  root: "company",
  partition: tree,
  sort: {},
  clear: { size: counter("how many leaves there are"), lastAt: instant() },
  /** Peaks: hashes of the tree's complete subtrees, largest first. Open: intents without an outcome yet. */
  sealed: z.object({ peaks: z.array(z.string()), open: z.array(z.object({ entry: z.string(), leaf: z.number() })) }),
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "How long the log is, and when it last grew.", fr: "La longueur du journal, et quand il a grandi." },
});

/** What signs the tree heads of every log of the installation. */
export const AuditKey = defineRecord("auditKey", {
  scope: "installation",
  root: "installation",
  partition: { installation: id() },
  sort: {},
  clear: { createdAt: instant(), publicKey: digest("the public half, which everybody may know") },
  sealed: z.object({ secret: z.string() }),
  owners: () => [ownerOf.installation()],
  learns: { en: "The public key of the logs, and since when it is used.", fr: "La clé publique des journaux, et depuis quand elle sert." },
});

/** How long the details of a log are kept, where that is not for good. */
export const AuditKeep = defineRecord("auditKeep", {
  scope: "company",
  root: "company",
  partition: tree,
  sort: {},
  clear: {
    days: counter("after which details are destroyed; nothing: never").optional(),
    done: counter("leaves from the first on of which they are"),
  },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "For how many days addresses and devices are kept in the log.", fr: "Pendant combien de jours le journal garde adresses et appareils." },
});
