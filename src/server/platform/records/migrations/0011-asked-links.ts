import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 11,
  name: "asked-links",
  createTables: [
    {
      name: "askedResetLink",
      write: "commit",
      partition: [
        {
          name: "account",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["open", "used"],
        },
        {
          name: "tokenHash",
          kind: "digest",
          optional: false,
          codes: [],
        },
        {
          name: "madeAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "expiresAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "letter",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [],
  addCodes: [],
  oldestReader: 11,
  oldestWriter: 11,
};
