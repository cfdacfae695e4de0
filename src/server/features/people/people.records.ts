import { z } from "zod";
import { code, defineRecord, digest, id, instant, ownerOf } from "../../platform/records/define.ts";

export const Person = defineRecord("person", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { person: id() },
  clear: {
    kind: code(["person", "bot", "imported", "service"]),
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
    /** a name of the time zone database */
    zone: z.string().nullable(),
    status: z.object({ emoji: z.string(), text: z.string(), until: z.number().nullable() }).nullable(),
    /** of an unclaimed import, so that its person can claim it */ email: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.personProfile(r.person)],
  learns: {
    en: "That a person belongs to the company, in which role, since when. Not the name, handle or title.",
    fr: "Qu'une personne appartient à l'entreprise, avec quel rôle, depuis quand. Ni le nom, ni l'identifiant, ni le titre.",
  },
});

/** Keeps handles unique in a company, whoever bears them and whatever became of him: a handle says who speaks. */
export const PersonHandle = defineRecord("personHandle", {
  scope: "company",
  write: "claim",
  root: "company",
  partition: { company: id(), handle: digest("a keyed hash of the handle as it is compared") },
  sort: {},
  clear: { person: id(), claimedAt: instant() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "That a person has a handle. Not which.", fr: "Qu'une personne a un identifiant. Pas lequel." },
});
