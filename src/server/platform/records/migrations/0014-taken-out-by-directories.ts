import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 14,
  name: "taken-out-by-directories",
  createTables: [],
  addColumns: [
    {
      table: "directoryPerson",
      columns: [
        {
          name: "outSince",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [],
  oldestReader: 14,
  oldestWriter: 14,
};
