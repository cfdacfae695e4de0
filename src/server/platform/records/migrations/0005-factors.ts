import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 5,
  name: "factors",
  createTables: [
    {
      name: "factor",
      write: "commit",
      partition: [
        {
          name: "account",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "factor",
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
          codes: ["totp", "passkey"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["begun", "active", "removed"],
        },
        {
          name: "createdAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "usedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "last",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "recoveryCodes",
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
          name: "left",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "createdAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "spentChallenge",
      write: "claim",
      partition: [
        {
          name: "challenge",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
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
      name: "companySecurity",
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
          name: "secondFactor",
          kind: "code",
          optional: false,
          codes: ["nobody", "administrators", "everyone"],
        },
        {
          name: "since",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "idle",
          kind: "counter",
          optional: true,
          codes: [],
        },
        {
          name: "most",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [
    {
      table: "account",
      columns: [
        {
          name: "rotation",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
    {
      table: "session",
      columns: [
        {
          name: "by",
          kind: "code",
          optional: true,
          codes: ["password", "passkey", "oidc", "saml", "ldap"],
        },
        {
          name: "second",
          kind: "code",
          optional: true,
          codes: ["none", "totp", "passkey", "recovery"],
        },
        {
          name: "confirmedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "rotation",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [
    {
      table: "session",
      column: "state",
      codes: ["awaiting"],
    },
    {
      table: "auditLeaf",
      column: "action",
      codes: ["session.confirm", "factor.begin", "factor.add", "factor.remove", "recovery-codes.make", "company.security"],
    },
  ],
  oldestReader: 5,
  oldestWriter: 5,
};
