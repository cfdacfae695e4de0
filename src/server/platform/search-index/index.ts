// The search index: opaque tokens and which documents hold them. The port, its SQLite FTS5 adapter, one shared suite.
// Not here: words, keys, rights, what a document is; features/search makes tokens and asks who may see what they find.
// Start at `SearchIndex` in port.ts.
export {
  type Change,
  type CountedWord,
  type DocumentNumber,
  type Hit,
  type IndexColumn,
  type IndexedDocument,
  numberAt,
  type Place,
  type Query,
  type Removal,
  type SearchIndex,
  type Standing,
  type Token,
  timeOf,
  type Word,
} from "./port.ts";
export { openSqliteFts } from "./sqlite-fts/index.ts";
