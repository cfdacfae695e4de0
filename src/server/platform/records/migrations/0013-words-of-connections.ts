import type { Migration } from "../migrations.ts";

/** Never changed once released: stores remember its checksum. */
export const migration: Migration = {
  number: 13,
  name: "words-of-connections",
  createTables: [],
  addColumns: [
    {
      table: "session",
      columns: [
        {
          name: "connection",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "connectionEpoch",
          kind: "counter",
          optional: true,
          codes: [],
        },
        {
          name: "voucher",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "voucherEpoch",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
    {
      table: "connection",
      columns: [
        {
          name: "epoch",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
    {
      table: "apiToken",
      columns: [
        {
          name: "holder",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "connection",
          kind: "id",
          optional: true,
          codes: [],
        },
        {
          name: "connectionEpoch",
          kind: "counter",
          optional: true,
          codes: [],
        },
      ],
    },
  ],
  addCodes: [
    {
      table: "apiToken",
      column: "shown",
      codes: ["provider"],
    },
  ],
  oldestReader: 13,
  oldestWriter: 13,
};
