import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 10,
  name: "directories",
  createTables: [
    {
      name: "directory",
      write: "commit",
      partition: [
        {
          name: "holder",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "connection",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "changedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "directoryRun",
      write: "merge",
      partition: [
        {
          name: "holder",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "connection",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["done", "failed", "held"],
        },
        {
          name: "startedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "endedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "directoryPerson",
      write: "commit",
      partition: [
        {
          name: "connection",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "entry",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "holder",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "account",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "person",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "gone"],
        },
        {
          name: "changedAt",
          kind: "instant",
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
      codes: ["directory.sync", "person.make", "person.change", "person.return"],
    },
  ],
  oldestReader: 10,
  oldestWriter: 10,
};
