import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 9,
  name: "mail",
  createTables: [
    {
      name: "emailLink",
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
          name: "expiresAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "knownPlace",
      write: "merge",
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
          name: "place",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "firstAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "spooledMail",
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
          name: "mail",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "template",
          kind: "code",
          optional: false,
          codes: ["invitation", "reset", "reset_by_owner", "sign_in", "email_confirm", "email_changed", "email_taken", "test"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["asked", "waiting", "sent", "failed"],
        },
        {
          name: "of",
          kind: "code",
          optional: false,
          codes: ["installation", "account", "company"],
        },
        {
          name: "owner",
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
          name: "dueAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "tries",
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
      codes: ["mail.test", "reset-link.ask", "email.ask", "email.remove", "email.confirm", "account.import"],
    },
  ],
  oldestReader: 9,
  oldestWriter: 9,
};
