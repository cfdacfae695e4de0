import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 18,
  name: "drive",
  createTables: [
    {
      name: "fileNews",
      write: "commit",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "channel",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "seq",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "file",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [
    {
      table: "file",
      columns: [
        {
          name: "talk",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [],
  oldestReader: 18,
  oldestWriter: 18,
};
