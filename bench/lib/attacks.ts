/**
 * Attacks on an index of deterministic tokens, as its thief would run them: he has which documents share a token, how often it stands
 * in each, when each was written, and which tokens a vocabulary calls words. Nothing here knows a key.
 */

/** What lies in the stolen file. */
export interface Stolen {
  /** Of each document its time, and its tokens as often as they stand there. */
  readonly documents: readonly { readonly at: number; readonly tokens: readonly string[] }[];
  /** Tokens that the vocabulary has: words as they stand; all others are stems and filters. */
  readonly words: ReadonlySet<string>;
}

/** A message that the attacker knows, with what it is searched for by. */
export interface KnownMessage {
  readonly at: number;
  readonly terms: readonly string[];
}

/** Which term the attacker takes each token for, and how sure he may be: one of so many that he can't tell apart. */
export type Guesses = ReadonlyMap<string, { readonly term: string; readonly among: number }>;

const isWord = (term: string): boolean => term.startsWith("=");

function counted(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

const shapeOf = (counts: ReadonlyMap<string, number>): string => [...counts.values()].sort((a, b) => b - a).join();

/**
 * Documents that are known, with their times: each is found in the index by its millisecond and by how often its words stand in it.
 * A token and a term are the same where they stand, equally often, in exactly the same known documents.
 */
export function byKnownDocuments(stolen: Stolen, known: readonly KnownMessage[]): { readonly matched: number; readonly guesses: Guesses } {
  const atTime = Map.groupBy(
    stolen.documents.map(({ at, tokens }) => ({ at, counts: counted(tokens) })),
    ({ at }) => at,
  );
  const taken = new Set<object>();
  const [ofTokens, ofTerms] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const note = (places: Map<string, string[]>, counts: ReadonlyMap<string, number>, document: number): void => {
    for (const [one, times] of counts) {
      const list = places.get(one);
      if (list) list.push(`${document}x${times}`);
      else places.set(one, [`${document}x${times}`]);
    }
  };
  for (const [document, { at, terms }] of known.entries()) {
    const counts = counted(terms);
    const here = (atTime.get(at) ?? []).filter((one) => !taken.has(one) && shapeOf(one.counts) === shapeOf(counts));
    const [only] = here;
    if (here.length !== 1 || !only) continue;
    taken.add(only);
    note(ofTokens, only.counts, document);
    note(ofTerms, counts, document);
  }
  const alike = (places: Map<string, string[]>, isKnownWord: (one: string) => boolean) =>
    Map.groupBy(places.keys(), (one) => `${isKnownWord(one)} ${(places.get(one) ?? []).join(" ")}`);
  const termsAlike = alike(ofTerms, isWord);
  const guesses = new Map<string, { term: string; among: number }>();
  for (const [where, tokens] of alike(ofTokens, (token) => stolen.words.has(token))) {
    const terms = termsAlike.get(where) ?? [];
    for (const [i, token] of tokens.entries()) {
      const term = terms[i];
      if (term !== undefined) guesses.set(token, { term, among: terms.length });
    }
  }
  return { matched: taken.size, guesses };
}

/** How many of the most frequent words the statistical attacks try: of rarer ones the sample says next to nothing. */
const TRIED = 5000;
/** The company of a word is that of so many frequent ones. */
const FREQUENT = 800;

interface Statistics {
  readonly names: readonly string[];
  readonly documents: number;
  /** How many documents have it. */
  readonly counts: Float64Array;
  /** Logarithm of the share of documents that have both it and a frequent one, row by row. */
  readonly together: Float32Array;
}

function statisticsOf(documents: readonly ReadonlySet<string>[], names: readonly string[]): Statistics {
  const place = new Map(names.map((name, i) => [name, i]));
  const counts = new Float64Array(names.length);
  const pairs = new Float32Array(names.length * FREQUENT);
  for (const document of documents) {
    const here = [...document].map((one) => place.get(one)).filter((one) => one !== undefined);
    for (const a of here) {
      counts[a] = (counts[a] ?? 0) + 1;
      for (const b of here) if (b < FREQUENT) pairs[a * FREQUENT + b] = (pairs[a * FREQUENT + b] ?? 0) + 1;
    }
  }
  return { names, documents: documents.length, counts, together: pairs.map((pair) => Math.log((pair + 0.5) / documents.length)) };
}

function mostFrequent(documents: readonly ReadonlySet<string>[]): string[] {
  const counts = new Map<string, number>();
  for (const document of documents) for (const one of document) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TRIED)
    .map(([one]) => one);
}

const wordsOnly = (some: readonly string[], isOne: (one: string) => boolean): ReadonlySet<string> => new Set(some.filter(isOne));

/** What both statistical attacks know: how often words stand in texts like these, and which stand together. */
export function statistics(stolen: Stolen, sample: readonly (readonly string[])[]): { readonly tokens: Statistics; readonly terms: Statistics } {
  const encrypted = stolen.documents.map(({ tokens }) => wordsOnly(tokens, (token) => stolen.words.has(token)));
  const plain = sample.map((terms) => wordsOnly(terms, isWord));
  return { tokens: statisticsOf(encrypted, mostFrequent(encrypted)), terms: statisticsOf(plain, mostFrequent(plain)) };
}

/** Frequency analysis: the most frequent token is taken for the most frequent word, the second for the second. */
export function byFrequency({ tokens, terms }: ReturnType<typeof statistics>): Guesses {
  return new Map(tokens.names.map((token, i) => [token, { term: terms.names[i] ?? "", among: 1 }]));
}

/** Guesses that are believed at first, what is added to them by each round, and how many are believed in the end. */
const [SEEDS, STEP, MOST] = [12, 25, 400];

/**
 * The refined score attack (Damie, Hahn, Peter, USENIX Security 2021) without known queries: seeded with the most frequent words by
 * rank, each further token is taken for the word whose company with those believed so far is most alike; the surest are believed
 * next. In the end all are tried with the company of what is believed.
 */
export function byCompany({ tokens, terms }: ReturnType<typeof statistics>): Guesses {
  const frequent = Math.min(FREQUENT, tokens.names.length, terms.names.length);
  let believed = Array.from({ length: Math.min(SEEDS, frequent) }, (_, i) => [i, i] as const);
  for (let size = believed.length + STEP; size <= Math.min(MOST, frequent); size += STEP) {
    believed = Array.from({ length: frequent }, (_, token) => ({ token, ...mostAlike(tokens, terms, token, believed) }))
      .filter(({ term }) => term >= 0 && term < frequent)
      .sort((a, b) => b.sureness - a.sureness)
      .slice(0, size)
      .map(({ token, term }) => [token, term] as const);
  }
  return new Map(tokens.names.map((name, token) => [name, { term: terms.names[mostAlike(tokens, terms, token, believed).term] ?? "", among: 1 }]));
}

/** Shares that differ by more than so many standard deviations are not those of one word. */
const FAR = 4;

function mostAlike(tokens: Statistics, terms: Statistics, token: number, believed: readonly (readonly [token: number, term: number])[]) {
  let [best, second, term] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1];
  const count = tokens.counts[token] ?? 0;
  const share = Math.log(count / tokens.documents);
  for (let candidate = 0; candidate < terms.names.length; candidate++) {
    const other = terms.counts[candidate] ?? 0;
    const own = (share - Math.log(other / terms.documents)) / Math.sqrt(1 / count + 1 / other);
    if (Math.abs(own) > FAR) continue;
    let distance = own * own;
    for (const [a, b] of believed) {
      const difference = (tokens.together[token * FREQUENT + a] ?? 0) - (terms.together[candidate * FREQUENT + b] ?? 0);
      distance += difference * difference;
      if (distance > second) break;
    }
    if (distance < best) [second, best, term] = [best, distance, candidate];
    else if (distance < second) second = distance;
  }
  return { term, sureness: Math.sqrt(second) - Math.sqrt(best) };
}
