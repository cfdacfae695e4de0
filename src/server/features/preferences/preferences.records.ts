import { z } from "zod";
import { Preferences as Shape } from "../../../contract/index.ts";
import { defineRecord, id, ownerOf } from "../../platform/records/define.ts";

/** What a person likes, on all devices. */
export const Preferences = defineRecord("preferences", {
  scope: "company",
  root: "person",
  partition: { company: id(), person: id() },
  sort: {},
  clear: {},
  sealed: z.object({ preferences: Shape }),
  owners: (r) => [ownerOf.personContent(r.person)],
  learns: {
    en: "That a person changed settings, and how much they take. Not which.",
    fr: "Qu'une personne a changé des réglages, et leur taille. Pas lesquels.",
  },
});
