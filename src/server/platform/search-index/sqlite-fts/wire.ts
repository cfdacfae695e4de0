/** What travels between the calling thread and the index's worker. */
import type { DocumentNumber, IndexedDocument, Place, Query, Removal, Token, Word } from "../port.ts";

/** A change with its tokens as the one text that FTS5 is given: a text crosses between threads far cheaper than a list. */
export type WiredChange =
  | { readonly learn: Word }
  | { readonly put: Omit<IndexedDocument, "tokens"> & { readonly text: string } }
  | { readonly remove: Omit<Removal, "tokens"> & { readonly text: string } };

export type IndexRequest =
  | readonly ["change", company: string, changes: readonly WiredChange[]]
  | readonly ["query", company: string, query: Query]
  | readonly ["standing", company: string, places: readonly Place[]]
  | readonly ["walk", company: string, after: DocumentNumber, limit: number]
  | readonly ["words", company: string, scope: string, after: Token | undefined, limit: number]
  | readonly ["unknown", company: string, vocabulary: string, tokens: string]
  | readonly ["columns", company: string]
  | readonly ["mark", company: string]
  | readonly ["count", company: string]
  | readonly ["drop", company: string]
  | readonly ["close"];

export interface ToIndex {
  readonly id: number;
  readonly request: IndexRequest;
}

/** full: no room · failed: the index does not answer · lost: the company whose index was damaged and begins anew */
export type FromIndex = { readonly id: number; readonly lost?: string } & (
  | { readonly answer: unknown }
  | { readonly error: "full" | "failed" | "type"; readonly detail: string }
);
