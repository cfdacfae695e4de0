import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 1,
  name: "initial",
  createTables: [
    {
      name: "dataKey",
      write: "claim",
      partition: [
        {
          name: "scope",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "slot",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "owner",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["installation", "account", "company", "channel", "person.profile", "person.content", "index"],
        },
        {
          name: "generation",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["pre-active", "active", "decrypt-only", "retired", "erased", "closing"],
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
      name: "keySet",
      write: "claim",
      partition: [
        {
          name: "scope",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "slot",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "keyId",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
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
      name: "wrappingKey",
      write: "claim",
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
          name: "scope",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "generation",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "keyId",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["pre-active", "active", "decrypt-only", "retired", "erased", "closing"],
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
      name: "consumerCursor",
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
          name: "consumer",
          kind: "digest",
          optional: false,
          codes: [],
        },
        {
          name: "shard",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "number",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "due",
      write: "merge",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "day",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "item",
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
          codes: ["reminder", "scheduled"],
        },
        {
          name: "person",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "dueMark",
      write: "merge",
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
          name: "day",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "account",
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
          codes: ["active", "disabled"],
        },
        {
          name: "epoch",
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
      name: "signInName",
      write: "claim",
      partition: [
        {
          name: "name",
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
      name: "credential",
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
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["password"],
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
      name: "session",
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
          name: "session",
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
          codes: ["active", "ended"],
        },
        {
          name: "tokenHash",
          kind: "digest",
          optional: false,
          codes: [],
        },
        {
          name: "epoch",
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
      name: "sessionToken",
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
          name: "account",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "session",
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
      name: "sessionSeen",
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
          name: "session",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "seenAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "installationRole",
      write: "commit",
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
          name: "account",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "role",
          kind: "code",
          optional: false,
          codes: ["owner", "none"],
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
    {
      name: "ownersHead",
      write: "commit",
      partition: [
        {
          name: "installation",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "owners",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "setupLink",
      write: "commit",
      partition: [
        {
          name: "installation",
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
        {
          name: "account",
          kind: "id",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "resetLink",
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
      name: "resetToken",
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
          name: "account",
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
      name: "guess",
      write: "merge",
      partition: [
        {
          name: "installation",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "subject",
          kind: "digest",
          optional: false,
          codes: [],
        },
        {
          name: "hour",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "guess",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [],
      bucket: null,
    },
    {
      name: "company",
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
          name: "createdAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "administrators",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "companyEntry",
      write: "commit",
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
          name: "entry",
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
          codes: ["workspace", "probe"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "shredding"],
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
      name: "invite",
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
          name: "invite",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "role",
          kind: "code",
          optional: false,
          codes: ["guest", "member", "administrator"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["open", "used", "revoked"],
        },
        {
          name: "usesLeft",
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
        {
          name: "expiresAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "by",
          kind: "id",
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
      name: "inviteToken",
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
          name: "invite",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "link",
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
          name: "joined",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
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
          codes: ["active", "ended"],
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
    {
      name: "person",
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
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["person", "bot", "imported"],
        },
        {
          name: "role",
          kind: "code",
          optional: false,
          codes: ["guest", "member", "administrator"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "disabled", "left"],
        },
        {
          name: "account",
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
          name: "since",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
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
    {
      name: "preferences",
      write: "commit",
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
      sort: [],
      clear: [],
      bucket: null,
    },
    {
      name: "team",
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
          name: "team",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "createdAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "administrators",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "teamMember",
      write: "commit",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "team",
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
          name: "role",
          kind: "code",
          optional: false,
          codes: ["member", "manager", "administrator"],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "removed"],
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
    {
      name: "channel",
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
      ],
      sort: [],
      clear: [
        {
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["public", "private", "direct", "group"],
        },
        {
          name: "protection",
          kind: "code",
          optional: false,
          codes: ["server", "end-to-end"],
        },
        {
          name: "team",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "createdBy",
          kind: "id",
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
          name: "archivedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "channelEvent",
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
      ],
      sort: [
        {
          name: "seq",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["posted", "replied", "edited", "deleted", "reacted", "pinned", "joined", "left", "changed", "imported"],
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
        {
          name: "person",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: {
        of: "seq",
        size: 4096,
      },
    },
    {
      name: "channelHead",
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
      ],
      sort: [],
      clear: [
        {
          name: "seq",
          kind: "counter",
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
          name: "countable",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "lastAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "channelMember",
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
          codes: ["active", "removed"],
        },
        {
          name: "fromPost",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "since",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "by",
          kind: "id",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "channelName",
      write: "claim",
      partition: [
        {
          name: "company",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "name",
          kind: "digest",
          optional: false,
          codes: [],
        },
      ],
      sort: [],
      clear: [
        {
          name: "channel",
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
      name: "channelPreference",
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
      ],
      clear: [
        {
          name: "muted",
          kind: "code",
          optional: false,
          codes: ["no", "yes"],
        },
        {
          name: "starred",
          kind: "code",
          optional: false,
          codes: ["no", "yes"],
        },
        {
          name: "notices",
          kind: "code",
          optional: false,
          codes: ["usual", "all", "mentions", "none"],
        },
      ],
      bucket: null,
    },
    {
      name: "marker",
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
      ],
      clear: [
        {
          name: "post",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "membership",
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
      ],
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["active", "removed"],
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
    {
      name: "publicChannel",
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
          name: "state",
          kind: "code",
          optional: false,
          codes: ["open", "archived"],
        },
      ],
      bucket: null,
    },
    {
      name: "broadcast",
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
      ],
      sort: [
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
          name: "author",
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
      ],
      bucket: null,
    },
    {
      name: "inboxRow",
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
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["mention", "reply", "broadcast", "reminder", "reaction", "invitation"],
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
          codes: ["new", "done"],
        },
      ],
      bucket: null,
    },
    {
      name: "message",
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
      ],
      sort: [
        {
          name: "post",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "author",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "sentAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "editedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "deletedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["message", "system"],
        },
        {
          name: "source",
          kind: "code",
          optional: false,
          codes: ["live", "import"],
        },
      ],
      bucket: {
        of: "post",
        size: 4096,
      },
    },
    {
      name: "pin",
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
      ],
      sort: [
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
          name: "state",
          kind: "code",
          optional: false,
          codes: ["on", "off"],
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
      ],
      bucket: null,
    },
    {
      name: "reaction",
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
      ],
      sort: [
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
        {
          name: "token",
          kind: "digest",
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
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["on", "off"],
        },
        {
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
      ],
      bucket: {
        of: "post",
        size: 4096,
      },
    },
    {
      name: "reply",
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
          name: "thread",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "reply",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "author",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "sentAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "editedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "deletedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "kind",
          kind: "code",
          optional: false,
          codes: ["message", "system"],
        },
        {
          name: "source",
          kind: "code",
          optional: false,
          codes: ["live", "import"],
        },
      ],
      bucket: null,
    },
    {
      name: "revision",
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
      ],
      sort: [
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
        {
          name: "revision",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "author",
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
      ],
      bucket: {
        of: "post",
        size: 4096,
      },
    },
    {
      name: "threadHead",
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
      ],
      sort: [
        {
          name: "post",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "replies",
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
      bucket: {
        of: "post",
        size: 4096,
      },
    },
    {
      name: "threadFollow",
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
      ],
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["on", "off"],
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
    {
      name: "threadMarker",
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
      ],
      clear: [
        {
          name: "reply",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "draft",
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
          name: "thread",
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
      name: "saved",
      write: "commit",
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
          name: "item",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
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
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["on", "off"],
        },
        {
          name: "savedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "remindAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "scheduledMessage",
      write: "commit",
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
          name: "scheduled",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "channel",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "thread",
          kind: "counter",
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
          name: "state",
          kind: "code",
          optional: false,
          codes: ["waiting", "sent", "failed", "cancelled"],
        },
      ],
      bucket: null,
    },
    {
      name: "report",
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
          name: "report",
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
          name: "at",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["open", "settled"],
        },
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
      bucket: null,
    },
    {
      name: "importJob",
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
          name: "job",
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
          codes: ["receiving", "scanning", "people", "channels", "messages", "checking", "done", "failed", "cancelled"],
        },
        {
          name: "startedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "updatedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "done",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "total",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "by",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "importMark",
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
      ],
      sort: [],
      clear: [
        {
          name: "items",
          kind: "counter",
          optional: false,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "claimRun",
      write: "commit",
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
          name: "startedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "run",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "endedAt",
          kind: "instant",
          optional: true,
          codes: [],
        },
        {
          name: "total",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "done",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "proven",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "failing",
          kind: "counter",
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
