import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 15,
  name: "files",
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
    {
      name: "file",
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
          name: "file",
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
          codes: ["file", "folder"],
        },
        {
          name: "folder",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["live", "trashed", "purged"],
        },
        {
          name: "seq",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "place",
          kind: "counter",
          optional: false,
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
          name: "changedBy",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "changedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "current",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "size",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "post",
          kind: "counter",
          optional: true,
          codes: [],
        },
        {
          name: "talk",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
    {
      name: "fileNews",
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
        {
          name: "file",
          kind: "id",
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
      name: "filePreview",
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
          name: "number",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "width",
          kind: "counter",
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
          codes: ["made", "purged"],
        },
      ],
      bucket: null,
    },
    {
      name: "fileText",
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
          name: "number",
          kind: "counter",
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
          codes: ["trying", "done", "purged"],
        },
      ],
      bucket: null,
    },
    {
      name: "fileVersion",
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
          name: "number",
          kind: "counter",
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
          name: "size",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "upload",
          kind: "id",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["kept", "purged"],
        },
      ],
      bucket: null,
    },
    {
      name: "folderEntry",
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
          name: "folder",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      sort: [
        {
          name: "place",
          kind: "counter",
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
      clear: [
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["here", "gone"],
        },
      ],
      bucket: null,
    },
    {
      name: "upload",
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
          name: "upload",
          kind: "id",
          optional: false,
          codes: [],
        },
      ],
      clear: [
        {
          name: "size",
          kind: "counter",
          optional: false,
          codes: [],
        },
        {
          name: "startedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "movedAt",
          kind: "instant",
          optional: false,
          codes: [],
        },
        {
          name: "state",
          kind: "code",
          optional: false,
          codes: ["open", "whole", "filed", "ended"],
        },
        {
          name: "channel",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "file",
          kind: "id",
          optional: true,
          codes: [],
        },
      ],
      bucket: null,
    },
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
        {
          name: "number",
          kind: "counter",
          optional: true,
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
  addColumns: [
    {
      table: "channelMember",
      columns: [
        {
          name: "fromSeq",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [
    {
      table: "auditLeaf",
      column: "action",
      codes: ["file.trash", "file.purge", "file.share", "file.unshare", "channel.erase"],
    },
    {
      table: "channelEvent",
      column: "kind",
      codes: ["filed"],
    },
  ],
  oldestReader: 15,
  oldestWriter: 15,
};
