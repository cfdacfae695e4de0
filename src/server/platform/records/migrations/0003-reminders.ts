import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 3,
  name: "reminders",
  createTables: [
    {
      name: "reminder",
      write: "merge",
      partition: [
        {
          name: "company",
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
      ],
      sort: [
        {
          name: "channel",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "post",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "reply",
          kind: "counter",
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
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["new", "done"],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [],
  addCodes: [],
  oldestReader: 3,
  oldestWriter: 3,
};
