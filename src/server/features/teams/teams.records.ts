import { z } from "zod";
import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

export const Team = defineRecord("team", {
  scope: "company",
  root: "team",
  partition: { company: id() },
  sort: { team: id() },
  clear: { createdAt: instant(), administrators: counter("so that the last administrator can't be removed") },
  sealed: z.object({ name: z.string() }),
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "That the company has a team, since when. Not its name.", fr: "Que l'entreprise a une équipe, depuis quand. Pas son nom." },
});

export const TeamMember = defineRecord("teamMember", {
  scope: "company",
  root: "team",
  partition: { company: id(), team: id() },
  sort: { person: id() },
  clear: { role: code(["member", "manager", "administrator"]), state: code(["active", "removed"]), since: instant() },
  sealed: null,
  owners: (r) => [ownerOf.company(r.company)],
  learns: { en: "That a person is in a team, in which role.", fr: "Qu'une personne est dans une équipe, avec quel rôle." },
});
