import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 17,
  name: "previews",
  createTables: [
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
  ],
  addColumns: [],
  addCodes: [],
  oldestReader: 17,
  oldestWriter: 17,
};
