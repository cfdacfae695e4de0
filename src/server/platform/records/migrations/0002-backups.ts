import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 2,
  name: "backups",
  createTables: [
    {
      name: "backupMade",
      write: "commit",
      partition: [
        {
          name: "installation",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "backup",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "took",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "rows",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "bytes",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [],
  addCodes: [],
  oldestReader: 2,
  oldestWriter: 2,
};
