/** Wires search: the index behind the journal, and questions in front of it. */
import type { Reads } from "./features/audit/index.ts";
import type { ChannelAccess, ChannelView } from "./features/channels/index.ts";
import type { Files } from "./features/files/index.ts";
import type { MessageReader } from "./features/messages/index.ts";
import {
  createIndexer,
  createRefill,
  createScopes,
  createSearch,
  createSearchPlaces,
  createStoredPostings,
  createVocabularies,
  searchRoutes,
} from "./features/search/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";
import type { SearchIndex } from "./platform/search-index/index.ts";

export interface SearchComposition {
  readonly records: SealedStore;
  readonly index: SearchIndex;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly view: ChannelView;
  readonly reader: MessageReader;
  readonly reads: Reads;
  readonly files: Files;
  readonly companies: () => Promise<readonly string[]>;
  readonly onError: (where: string, error: unknown) => void;
}

export function composeSearch({ records, index, clock, access, view, reader, reads, files, companies, onError }: SearchComposition) {
  const scopeOf = createScopes(records);
  const vocabularies = createVocabularies(records, index);
  const indexer = createIndexer({ records, index, access, scopeOf, vocabularies });
  const search = createSearch({
    ...{ records, index, clock, access, reader, reads, files, scopeOf, vocabularies, places: createSearchPlaces(records) },
    onDamage: (company, document) => indexer.letGo(company, [document]),
    readsAllPublic: ({ role, token }) => role !== "guest" && (!token || token.teams === null),
    channelsOf: async (actor) => {
      const mine = await view.mine(actor);
      return Promise.all(
        mine.map(async ({ id, kind, fromPost, lastAt }) => {
          const member = await access.member(actor.company, id, actor.person);
          // There may have been files before there was a post.
          const fromSeq = member?.fromSeq ?? 0;
          const isLate = fromPost > 1 || fromSeq > 0;
          return { id, kind, fromPost, fromSeq, lastAt, since: isLate ? (member?.since ?? 0) : 0 };
        }),
      );
    },
  });
  const postings = createStoredPostings({ records, index, access, scopeOf });
  const refill = createRefill({ records, index, indexer, companies, clock, onError });
  return { indexer, postings, refill, consumers: [indexer.consumer], routes: searchRoutes(search) };
}
