import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 7,
  name: "connections",
  createTables: [
    {
      name: "egressPeer",
      write: "merge",
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
          name: "peer",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "connections",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "refused",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "lastAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "connection",
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
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["oidc", "saml", "ldap"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["draft", "on", "off", "removed"],
        },
        {
          name: "createdAt",
          kind: "instant",
          optional: false,
          codes: [],
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
    {
      name: "connectionProblems",
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
      name: "trustedDomain",
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
          name: "domain",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["pending", "verified", "removed"],
        },
        {
          name: "addedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "checkedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "domainHolder",
      write: "claim",
      partition: [
        {
          name: "domain",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "holder",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "since",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "identity",
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
          name: "identity",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "connection",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "holder",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "removed"],
        },
        {
          name: "linkedAt",
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
      ],
      bucket: null,
    },
    {
      name: "identityHolder",
      write: "claim",
      partition: [
        {
          name: "identity",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "account",
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
    {
      name: "spentState",
      write: "claim",
      partition: [
        {
          name: "state",
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
      name: "breakGlass",
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
          name: "person",
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
          codes: ["named", "none"],
        },
        {
          name: "since",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
  ],
  addColumns: [
    {
      table: "session",
      columns: [
        {
          name: "reach",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "vouched",
          kind: "id",
          optional: true,
          codes: [],
        },
      ],
    },
    {
      table: "companySecurity",
      columns: [
        {
          name: "comeBy",
          kind: "code",
          optional: true,
          codes: ["anything", "connection"],
        },
      ],
    },
  ],
  addCodes: [
    {
      table: "session",
      column: "second",
      codes: ["provider"],
    },
    {
      table: "auditLeaf",
      column: "action",
      codes: [
        "connection.create",
        "connection.change",
        "connection.remove",
        "domain.add",
        "domain.verify",
        "domain.remove",
        "identity.link",
        "identity.unlink",
      ],
    },
  ],
  oldestReader: 7,
  oldestWriter: 7,
};
