import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 2,
  name: "person-handles",
  createTables: [
    {
      name: "personHandle",
      write: "claim",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "handle",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "person",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "claimedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [],
  addCodes: [],
  oldestReader: 1,
  oldestWriter: 1,
};
