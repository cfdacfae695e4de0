/**
 * `defineRecord`: a record type is declared once; tables, inventory, canaries, erasure map and export come from it.
 * Default is sealed. Only `id | instant | counter | digest | code` type-check as clear columns.
 */
import type { z } from "zod";
import type { Cell, ClearKind, ColumnSpec, TableSpec } from "./port.ts";

declare const valueType: unique symbol;

/** A clear column. Made only by `id`, `instant`, `counter`, `digest` and `code`. */
export interface Column<Value> {
  readonly [valueType]: Value;
  readonly kind: ClearKind;
  readonly codes: readonly string[];
  readonly isOptional: boolean;
  /** Outside the AAD: what may arrive late and grants nothing (read marker, last seen). */
  readonly isLoose: boolean;
  /** Why it stands in clear: shown by the inspector and the inventory. */
  readonly why: string;
  optional(): Column<Value | null>;
  loose(): Column<Value>;
}

function column<Value>(kind: ClearKind, why: string, codes: readonly string[] = [], isOptional = false, isLoose = false): Column<Value> {
  return {
    kind,
    codes,
    isOptional,
    isLoose,
    why,
    optional: () => column<Value | null>(kind, why, codes, true, isLoose),
    loose: () => column<Value>(kind, why, codes, isOptional, true),
  } as Column<Value>;
}

/** A uuid: names a thing, says nothing about it. */
export const id = (why = "names the thing, says nothing about it"): Column<string> => column("id", why);
/** Milliseconds since the epoch. */
export const instant = (why = "a date, so that time limits and order work without opening the row"): Column<number> => column("instant", why);
/** A safe integer ≥ 0. */
export const counter = (why = "a number in a row of numbers, so that pages and gaps are found without opening the row"): Column<number> =>
  column("counter", why);
/** 32 bytes as base64url: a keyed hash (blind index) or the hash of a random token. */
export const digest = (why = "a keyed hash: found again only by who holds the index key"): Column<string> => column("digest", why);
/** One of a closed list of codes. */
export const code = <const C extends readonly [string, ...string[]]>(codes: C, why = "one of a closed list of states"): Column<C[number]> =>
  column("code", why, codes);

export type Columns = Readonly<Record<string, Column<unknown>>>;
export type ValuesOf<C extends Columns> = { -readonly [K in keyof C]: C[K][typeof valueType] };

/** Whose keys a record is sealed under, in order. Each owner has data keys of its own in the company's (or installation's) scope. */
export interface Owner {
  readonly kind: "installation" | "account" | "company" | "channel" | "person.profile" | "person.content";
  readonly id: string;
}
export const ownerOf = {
  /** The installation itself; its id is filled in by the sealed store. */
  installation: (): Owner => ({ kind: "installation", id: "" }),
  account: (account: string): Owner => ({ kind: "account", id: account }),
  company: (company: string): Owner => ({ kind: "company", id: company }),
  channel: (channel: string): Owner => ({ kind: "channel", id: channel }),
  personProfile: (person: string): Owner => ({ kind: "person.profile", id: person }),
  personContent: (person: string): Owner => ({ kind: "person.content", id: person }),
};

export interface RecordDefinition<
  P extends Columns = Columns,
  S extends Columns = Columns,
  C extends Columns = Columns,
  Z extends z.ZodObject | null = z.ZodObject | null,
> {
  readonly name: string;
  /** Two scopes of DESIGN §4. A company record has a partition column `company`. */
  readonly scope: "installation" | "company";
  readonly write: "commit" | "claim" | "merge";
  /** The key column whose value chooses the shard (channel, person, company, account). */
  readonly root: (keyof P | keyof S) & string;
  readonly partition: P;
  readonly sort: S;
  readonly clear: C;
  /** null: an envelope over the empty text, which still binds the key, version and clear columns. */
  readonly sealed: Z;
  readonly bucket: { readonly of: keyof S & string; readonly size: number } | null;
  /** Version of the sealed content's shape; older content is upcast on reading. */
  readonly schema: number;
  readonly upcast: (content: Record<string, unknown>, from: number) => Record<string, unknown>;
  readonly owners: (row: ValuesOf<P> & ValuesOf<S> & ValuesOf<C>) => readonly Owner[];
  /** Record types whose content this one repeats; the erasure map follows it. */
  readonly derivedFrom: readonly string[];
  /** What the database's operator learns from a row: one sentence per language, for the inspector. */
  readonly learns: { readonly en: string; readonly fr: string };
}

type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Declares a record type. @throws TypeError when a company record lacks its `company` column, the root is no key column, or a name stands twice */
export function defineRecord<P extends Columns, S extends Columns, C extends Columns, Z extends z.ZodObject | null>(
  name: string,
  d: Optional<Omit<RecordDefinition<P, S, C, Z>, "name">, "write" | "bucket" | "schema" | "upcast" | "derivedFrom">,
): RecordDefinition<P, S, C, Z> {
  if (d.scope === "company" && !("company" in d.partition)) throw new TypeError(`${name}: a company record is partitioned by "company"`);
  if (!(d.root in d.partition) && !(d.root in d.sort)) throw new TypeError(`${name}: root "${d.root}" is no key column`);
  const names = [...Object.keys(d.partition), ...Object.keys(d.sort), ...Object.keys(d.clear), ...Object.keys(d.sealed?.shape ?? {}), "version"];
  if (new Set(names).size !== names.length) throw new TypeError(`${name}: a field stands twice`);
  return { name, write: "commit", bucket: null, schema: 1, upcast: (content) => content, derivedFrom: [], ...d };
}

export type KeyOf<D> = D extends { partition: infer P extends Columns; sort: infer S extends Columns } ? ValuesOf<P> & ValuesOf<S> : never;
export type PartitionOf<D> = D extends { partition: infer P extends Columns } ? ValuesOf<P> : never;
export type SortOf<D> = D extends { sort: infer S extends Columns } ? ValuesOf<S> : never;
export type ClearOf<D> = D extends { clear: infer C extends Columns } ? ValuesOf<C> : never;
export type SealedOf<D> = D extends { sealed: infer Z } ? (Z extends z.ZodObject ? z.output<Z> : unknown) : never;
// biome-ignore lint/suspicious/noExplicitAny: variance: a list of definitions of every shape
export type AnyRecord = RecordDefinition<any, any, any, any>;

const specs = (columns: Columns): ColumnSpec[] => Object.entries(columns).map(([name, c]) => ({ name, kind: c.kind, optional: c.isOptional, codes: c.codes }));

/** The stored table of a record type. */
export function tableSpec(d: AnyRecord): TableSpec {
  return { name: d.name, write: d.write, partition: specs(d.partition), sort: specs(d.sort), clear: specs(d.clear), bucket: d.bucket };
}

export const cellsOf = (columns: Columns, values: Record<string, unknown>): Cell[] => Object.keys(columns).map((name) => (values[name] ?? null) as Cell);

/** What the envelope binds: names and kinds of key and clear columns, loose ones left out. */
export function shapeOf(d: AnyRecord): { type: string; key: { name: string; kind: ClearKind }[]; clear: { name: string; kind: ClearKind }[] } {
  const bound = (columns: Columns) => Object.entries(columns).flatMap(([name, c]) => (c.isLoose ? [] : [{ name, kind: c.kind }]));
  return { type: d.name, key: [...bound(d.partition), ...bound(d.sort)], clear: bound(d.clear) };
}
