import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 20,
  name: "erased-channels",
  createTables: [
    {
      name: "erasedChannel",
      write: "commit",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "channel",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["public", "private"],
        },
        {
          name: "by",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["begun", "done"],
        },
        {
          name: "doneAt",
          kind: "instant",
          optional: true,
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
      codes: ["channel.erase"],
    },
  ],
  oldestReader: 20,
  oldestWriter: 20,
};
