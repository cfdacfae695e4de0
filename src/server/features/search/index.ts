// Search: words become tokens, the journal is followed into the index, questions are answered under today's rights.
// Not here: the engine, which sees tokens only (platform/search-index).
// Start at search.service.ts (a question), indexer.ts (what is written), words.ts (what a word is); docs/decisions/search.md says why.
export { entriesOf } from "./entries.ts";
export { createIndexer, type Indexer } from "./indexer.ts";
export { createSearchPlaces } from "./places.ts";
export { createRefill, type Filling } from "./refill.ts";
export { Reindex } from "./reindex.operation.ts";
export { createScopes } from "./scopes.ts";
export { searchRoutes } from "./search.routes.ts";
export { createSearch, type OwnChannel } from "./search.service.ts";
export { createStoredPostings, type FoundPostings } from "./stored.ts";
export { createVocabularies } from "./vocabulary.ts";
