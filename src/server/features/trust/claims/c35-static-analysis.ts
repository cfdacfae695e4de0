import { defineClaim } from "./define.ts";

export const staticAnalysis = defineClaim({
  id: "C35",
  group: "how-is-it-built",
  source: "practices",
  sentence: {
    en: "Every change is scanned for security defects before it is taken in.",
    fr: "Chaque changement est analysé quant aux défauts de sécurité avant d'être intégré.",
  },
  clauses: [
    { id: "C35a", sentence: "At least twelve seeded security defects are all found by the scan, and nothing in the sound code beside them.", where: "lab" },
  ],
});
