import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 12,
  name: "watched-domains",
  createTables: [],
  addColumns: [
    {
      table: "knownPlace",
      columns: [
        {
          name: "usedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
    },
    {
      table: "trustedDomain",
      columns: [
        {
          name: "lostAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [
    {
      table: "spooledMail",
      column: "template",
      codes: ["domain_lost"],
    },
  ],
  oldestReader: 12,
  oldestWriter: 12,
};
