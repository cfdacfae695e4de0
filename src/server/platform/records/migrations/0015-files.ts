import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 15,
  name: "files",
  createTables: [
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
      codes: ["file.trash", "file.purge"],
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
