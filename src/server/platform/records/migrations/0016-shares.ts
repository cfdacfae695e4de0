import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 16,
  name: "shares",
  createTables: [
    {
      name: "shareLink",
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
        {
          name: "file",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "share",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "by",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["open", "revoked"],
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
          name: "most",
          kind: "counter",
          optional: true,
          codes: [],
        },
        {
          name: "reads",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "token",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "shareRead",
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
        {
          name: "share",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "number",
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
      ],
      bucket: null,
    },
    {
      name: "shareToken",
      write: "claim",
      partition: [
        {
          name: "token",
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
          name: "channel",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "file",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "share",
          kind: "id",
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
      codes: ["file.share", "file.unshare"],
    },
  ],
  oldestReader: 16,
  oldestWriter: 16,
};
