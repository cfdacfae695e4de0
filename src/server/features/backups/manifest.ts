/** What a backup says about itself, at its beginning and at its end. */
import { z } from "zod";
import { blindToken, deriveKey, type SecretKey } from "../../../crypto/index.ts";
import type { RecordsPort, TableSpec } from "../../platform/records/port.ts";
import { BackedUpTable } from "./rows.ts";

/**
 * Facts of the store that come with it, in the order in which a restore writes them around the rows. Not the database part:
 * a backup opens nothing by itself. The fingerprints come first, so that a restore that was cut off is refused at a start for
 * its missing part; the kit comes last, so that no other way leads into half a store either.
 */
export const metaBeforeRows = ["part-fingerprints", "installation"] as const;
export const metaAfterRows = ["root-key-id", "recovery-kit"] as const;
const metaNames = [...metaBeforeRows, ...metaAfterRows] as const;
export type MetaName = (typeof metaNames)[number];
export type Meta = Readonly<Record<MetaName, string>>;

export const Header = z.strictObject({
  installation: z.uuid().lowercase(),
  /** Number of the store's last migration. */
  store: z.number().int().positive(),
  createdAt: z.number().int().nonnegative(),
  /** The program that wrote it. */
  version: z.string(),
  /** Name → text. */
  meta: z.strictObject(Object.fromEntries(metaNames.map((name) => [name, z.string()])) as Record<MetaName, z.ZodString>),
  tables: z.array(BackedUpTable),
  /** The last journal number of each shard before the moment of the snapshot. */
  heads: z.array(z.number().int().nonnegative()),
});
export type Header = z.output<typeof Header>;

export const Footer = z.strictObject({
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int().nonnegative()),
  /** References of journal entries that were not projected yet. */
  pending: z.number().int().nonnegative(),
  /** Absent in format 1. */
  objects: z.strictObject({ count: z.number().int().nonnegative(), bytes: z.number().int().nonnegative() }).optional(),
  /** `RowsDigest` over all rows. */
  digest: z.string(),
  seal: z.string(),
});
export type Footer = z.output<typeof Footer>;

/** @returns undefined when one is missing: no kit was made yet, or the store is none */
export async function readMeta(port: Pick<RecordsPort, "readMeta">): Promise<Meta | undefined> {
  const found: Partial<Record<MetaName, string>> = {};
  for (const name of metaNames) {
    const bytes = await port.readMeta(name);
    if (!bytes) return undefined;
    found[name] = Buffer.from(bytes).toString("utf8");
  }
  return found as Meta;
}

/**
 * Says that who held root wrote the file up to `digest`: digests alone can be made anew by whoever takes a row away.
 * @param digest of the file up to the footer
 */
export const sealOf = (root: SecretKey, digest: string): string => blindToken(deriveKey(root, "backup seal"), "backup", digest);

export const plainTables = (tables: readonly TableSpec[]): Header["tables"] =>
  tables.map((table) => ({
    ...table,
    partition: plainColumns(table.partition),
    sort: plainColumns(table.sort),
    clear: plainColumns(table.clear),
    bucket: table.bucket && { ...table.bucket },
  }));

const plainColumns = (columns: TableSpec["clear"]) => columns.map((column) => ({ ...column, codes: [...column.codes] }));
