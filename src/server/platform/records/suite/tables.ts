/** The record types of the shared suite: one per write mode and shape of key. */
import { z } from "zod";
import { code, counter, defineRecord, digest, id, instant, ownerOf, tableSpec } from "../define.ts";
import type { Migration } from "../migrations.ts";

const learns = { en: "nothing: a test's record", fr: "rien : un enregistrement de test" };

/** Bucketed, by counter: a channel's messages. */
export const Note = defineRecord("note", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { post: counter() },
  clear: { author: id(), sentAt: instant(), editedAt: instant().optional(), state: code(["fresh", "edited", "deleted"]) },
  bucket: { of: "post", size: 16 },
  sealed: z.object({ body: z.string() }),
  owners: (row) => [ownerOf.channel(row.channel)],
  learns,
});

/** A key of several kinds, no bucket, nothing in clear. */
export const Mark = defineRecord("mark", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: { number: counter(), person: id(), kind: code(["eye", "heart", "flag"]), token: digest() },
  clear: {},
  sealed: null,
  owners: (row) => [ownerOf.channel(row.channel)],
  learns,
});

/** A single row per partition: a channel's head. */
export const Head = defineRecord("head", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: {},
  clear: { posts: counter() },
  sealed: null,
  owners: (row) => [ownerOf.channel(row.channel)],
  learns,
});

export const Name = defineRecord("name", {
  scope: "installation",
  write: "claim",
  root: "token",
  partition: { token: digest() },
  sort: {},
  clear: { holder: id(), since: instant() },
  sealed: null,
  owners: (row) => [ownerOf.account(row.holder)],
  learns,
});

export const Seen = defineRecord("seen", {
  scope: "company",
  write: "merge",
  root: "person",
  partition: { company: id(), person: id() },
  sort: { channel: id() },
  clear: { upTo: counter() },
  sealed: null,
  owners: (row) => [ownerOf.personProfile(row.person)],
  learns,
});

export const suiteRecords = [Note, Mark, Head, Name, Seen];

export const suiteMigrations: readonly Migration[] = [
  {
    number: 1,
    name: "suite",
    createTables: suiteRecords.map(tableSpec),
    addColumns: [],
    addCodes: [],
    oldestReader: 1,
    oldestWriter: 1,
  },
];
