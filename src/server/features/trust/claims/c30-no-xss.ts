import { defineClaim } from "./define.ts";

export const noXss = defineClaim({
  id: "C30",
  group: "how-is-it-built",
  source: "privacy",
  sentence: {
    en: "What people write can't run as script in somebody else's browser.",
    fr: "Ce que les gens écrivent ne peut pas s'exécuter dans le navigateur d'autrui.",
  },
  clauses: [
    {
      id: "C30a",
      sentence:
        "Hostile texts in every sealed text field, on every screen that shows it in a real browser: none runs, and the policy is never asked to stop one.",
      where: "lab",
    },
  ],
});
