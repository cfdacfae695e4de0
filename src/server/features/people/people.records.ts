import { z } from "zod";
import { code, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

export const Person = defineRecord("person", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { person: id() },
  clear: {
    kind: code(["person", "bot", "imported"]),
    role: code(["guest", "member", "administrator"]),
    state: code(["active", "disabled", "left"]),
    account: id("the account that speaks as this person, so that taking it out works without opening").optional(),
    createdAt: instant(),
    since: instant("when its state or role last changed: older invitations do not undo it"),
  },
  sealed: z.object({
    name: z.string(),
    handle: z.string(),
    title: z.string(),
    /** of an unclaimed import, so that its person can claim it */ email: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.personProfile(r.person)],
  learns: {
    en: "That a person belongs to the company, in which role, since when. Not the name, handle or title.",
    fr: "Qu'une personne appartient à l'entreprise, avec quel rôle, depuis quand. Ni le nom, ni l'identifiant, ni le titre.",
  },
});
