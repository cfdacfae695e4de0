import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 19,
  name: "share-versions",
  createTables: [],
  addColumns: [
    {
      table: "shareLink",
      columns: [
        {
          name: "number",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [],
  oldestReader: 19,
  oldestWriter: 19,
};
