import { checkDocs } from "../docs-index.ts";
import { defineClaim } from "./define.ts";

export const indexForMachines = defineClaim({
  id: "C54",
  group: "how-is-it-built",
  source: "practices",
  sentence: {
    en: "The documentation has an index for machines that lists every page, and every link in it leads somewhere.",
    fr: "La documentation a un index pour les machines qui cite chaque page, et chaque lien y mène quelque part.",
  },
  clauses: [
    {
      id: "C54a",
      sentence: "llms.txt is what the pages make it, each page has a title and a first paragraph, and no link between them is dead.",
      where: "instance",
      async check({ premises }) {
        const { pages, links, faults } = await checkDocs(premises.program);
        // An installed package brings the index but no folder of pages: there is nothing that it could be compared with.
        if (pages <= 1) return { looked: 0, ok: true, evidence: "This installation does not carry the documentation's pages." };
        return {
          looked: pages + links,
          ok: faults.length === 0,
          evidence: `${pages} pages, ${links} links between them; ${faults.length === 0 ? "no fault" : faults.slice(0, 5).join("; ")}.`,
        };
      },
    },
  ],
});
