import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 8,
  name: "tokens",
  createTables: [
    {
      name: "apiToken",
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
          name: "apiToken",
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
          codes: ["personal", "service"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "revoked"],
        },
        {
          name: "person",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "by",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "hash",
          kind: "digest",
          optional: false,
          codes: [],
        },
        {
          name: "createdAt",
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
          name: "shown",
          kind: "code",
          optional: false,
          codes: ["password", "more"],
        },
      ],
      bucket: null,
    },
    {
      name: "apiTokenHash",
      write: "claim",
      partition: [
        {
          name: "hash",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "into",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "apiToken",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "expiresAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "apiTokenUse",
      write: "merge",
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
          name: "apiToken",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "usedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "tokenPolicy",
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
          name: "mostDays",
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
      codes: ["token.make", "token.revoke", "token.policy"],
    },
    {
      table: "person",
      column: "kind",
      codes: ["service"],
    },
  ],
  oldestReader: 8,
  oldestWriter: 8,
};
