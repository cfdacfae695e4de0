import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 6,
  name: "audit-keep",
  createTables: [
    {
      name: "auditKeep",
      write: "commit",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "days",
          kind: "counter",
          optional: true,
          codes: [],
        },
        {
          name: "done",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [],
  addCodes: [
    {
      table: "auditLeaf",
      column: "action",
      codes: ["audit.export", "audit.retention", "channel.read"],
    },
  ],
  oldestReader: 6,
  oldestWriter: 6,
};
