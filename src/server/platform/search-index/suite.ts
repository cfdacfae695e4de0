/** The shared suite of the search index port: what `port.ts` says, as tests. Every adapter passes it. It knows no engine. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomBytes, randomUUID } from "../../../crypto/index.ts";
import { type Change, type Hit, type IndexedDocument, numberAt, type Query, type SearchIndex, type Token } from "./port.ts";

export interface Subject {
  readonly index: SearchIndex;
  /** Closes it properly and opens it again. */
  reopen(): Promise<SearchIndex>;
  /** All bytes that it has on the disk; undefined where they can't be had. */
  bytes(): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

export const newToken = (): Token => randomBytes(8).toString("hex");
const newSource = () => randomBytes(32).toString("base64url");
const none = newSource();
const START = Date.UTC(2026, 0, 1);
/** Which document of a test it is: they stand a second apart. */
const timeOf = (n: number) => START + n * 1000;
const nOf = (number: number) => Math.round((number - numberAt(START)) / (numberAt(START + 1000) - numberAt(START)));
const usual = { none: [], by: "newest", limit: 100 } as const;

export function searchIndexSuite(name: string, open: () => Promise<Subject>): void {
  describe(`search index port: ${name}`, () => {
    let subject: Subject;
    let index: SearchIndex;
    beforeAll(async () => {
      subject = await open();
      index = subject.index;
    }, 120_000);
    afterAll(() => subject?.close());

    const put = (company: string, ...documents: IndexedDocument[]) =>
      index.change(
        company,
        documents.map((document) => ({ put: document })),
      );
    const removals = async (company: string, documents: readonly IndexedDocument[], vocabulary = none, words: Token[] = []): Promise<Change[]> => {
      const standing = await index.standing(company, documents);
      return documents.map(({ source, tokens }, i) => ({ remove: { number: standing[i]?.number ?? 1, source, tokens, vocabulary, words } }));
    };
    const remove = async (company: string, document: IndexedDocument, vocabulary?: string, words?: Token[]) =>
      index.change(company, await removals(company, [document], vocabulary, words));
    const found = async (company: string, query: Partial<Query> & Pick<Query, "all">) =>
      (await index.query(company, { ...usual, ...query })).map(({ number }) => nOf(number));
    const within = (from: number, to: number) => ({ from: numberAt(timeOf(from)), to: numberAt(timeOf(to) + 1) - 1 });
    const document = (n: number, ...tokens: Token[]): IndexedDocument => ({
      at: timeOf(n),
      source: newSource(),
      tokens,
      beside: randomBytes(20),
    });

    it("finds what has one of each group and none of the others, the newest first, as a plain list would", async () => {
      const vocabulary = Array.from({ length: 8 }, newToken);
      const words = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 10 });
      const groups = fc.array(fc.uniqueArray(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
      const query = fc.record({
        all: groups,
        none: fc.uniqueArray(fc.constantFrom(...vocabulary), { maxLength: 2 }),
        bounds: fc.tuple(fc.nat(60), fc.nat(60)),
        limit: fc.integer({ min: 1, max: 20 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(words, fc.boolean()), { minLength: 1, maxLength: 40 }),
          fc.array(query, { minLength: 1, maxLength: 5 }),
          async (made, queries) => {
            const company = randomUUID();
            const documents = made.map(([tokens], i) => document(i + 1, ...tokens));
            await put(company, ...documents);
            const left = documents.filter((_, i) => !made[i]?.[1]);
            for (const [i, one] of documents.entries()) if (made[i]?.[1]) await remove(company, one);
            for (const { all, none, bounds, limit } of queries) {
              const [from, to] = bounds.toSorted((a, b) => a - b) as [number, number];
              const expected = left
                .filter(({ at }) => at >= timeOf(from) && at <= timeOf(to))
                .filter(({ tokens }) => all.every((group) => group.some((token) => tokens.includes(token))) && !none.some((token) => tokens.includes(token)))
                .map(({ at }) => (at - START) / 1000)
                .sort((a, b) => b - a);
              expect(await found(company, { all, none, ...within(from, to), limit })).toEqual(expected.slice(0, limit));
              expect((await found(company, { all, none, ...within(from, to), by: "relevance", limit: 100 })).toSorted((a, b) => b - a)).toEqual(expected);
            }
            expect(await index.count(company)).toBe(left.length);
            await index.drop(company);
          },
        ),
        { numRuns: 25 },
      );
    });

    it("hands back what lies beside, and knows a document by its source", async () => {
      const company = randomUUID();
      const token = newToken();
      const [a, b] = [document(1, token), document(2, token)];
      await put(company, a, b);
      const [first] = await index.query(company, { ...usual, all: [[token]], ...within(0, 1) });
      expect(Buffer.from(first?.beside ?? []).equals(a.beside)).toBe(true);
      const standing = await index.standing(company, [b, document(1), a]);
      expect(standing.map((one) => one && nOf(one.number))).toEqual([2, undefined, 1]);
      expect((await index.walk(company, 0, 10)).map(({ number }) => nOf(number))).toEqual([1, 2]);
      expect((await index.walk(company, standing[2]?.number ?? 0, 10)).map(({ number }) => nOf(number))).toEqual([2]);
    });

    it("takes the same document again and lets go of what isn't there without a word", async () => {
      const company = randomUUID();
      const token = newToken();
      const one = document(7, token, token, newToken());
      expect(await put(company, one)).toEqual([]);
      const [stood] = await put(company, { ...one, tokens: [newToken()], beside: randomBytes(20) });
      expect([stood?.source, Buffer.from(stood?.beside ?? []).equals(one.beside)]).toEqual([one.source, true]);
      expect([await found(company, { all: [[token]] }), await index.count(company)]).toEqual([[7], 1]);
      await remove(company, one);
      await remove(company, one);
      await remove(company, { ...one, source: newSource() });
      expect([await found(company, { all: [[token]] }), await index.count(company)]).toEqual([[], 0]);
      await put(company, one);
      expect(await found(company, { all: [[token]] })).toEqual([7]);
    });

    it("numbers many documents of one millisecond one after the other", async () => {
      const company = randomUUID();
      const token = newToken();
      const many = Array.from({ length: 300 }, () => document(5, token));
      await put(company, ...many);
      await put(company, document(4, token), document(6, token));
      const numbers = (await index.query(company, { ...usual, all: [[token]], limit: 1000 })).map(({ number }) => number);
      expect([new Set(numbers).size, nOf(numbers[0] ?? 0), nOf(numbers.at(-1) ?? 0)]).toEqual([302, 6, 4]);
      expect(numbers.slice(1, -1).every((number) => number >= numberAt(timeOf(5)) && number < numberAt(timeOf(5) + 1))).toBe(true);
    });

    it("goes on in the next millisecond where one is full, and finds, knows and lets go of what went there", async () => {
      const company = randomUUID();
      const token = newToken();
      const old = Array.from({ length: 2100 }, () => ({ ...document(1, token), at: -5 }));
      await put(company, ...old);
      expect(await put(company, ...old.slice(-3))).toHaveLength(3);
      const standing = await index.standing(company, old);
      expect(new Set(standing.map((one) => one?.number)).size).toBe(2100);
      await index.change(company, await removals(company, old.slice(1)));
      expect((await index.query(company, { ...usual, all: [[token]] })).map(({ source }) => source)).toEqual([old[0]?.source]);
    });

    it("counts the documents that have a word, by vocabulary, and forgets one that none has", async () => {
      const company = randomUUID();
      const [scope, other] = [newSource(), newSource()];
      const [a, b] = [newToken(), newToken()].toSorted() as [Token, Token];
      const learn = (token: Token, vocabulary = scope) => ({ learn: { vocabulary, token, beside: Buffer.from(`sealed ${token}`) } });
      const elsewhere = newToken();
      const first = document(1, a, b);
      expect(await index.unknown(company, scope, [a, b])).toEqual([a, b]);
      await index.change(company, [learn(a), learn(b), learn(elsewhere, other)]);
      expect(await index.unknown(company, scope, [a, b, elsewhere])).toEqual([elsewhere]);
      // What no document has yet is no word of it.
      expect(await index.words(company, scope, undefined, 10)).toEqual([]);
      await put(company, first, document(2, a), document(3, elsewhere));
      const counted = async (of = scope) => (await index.words(company, of, undefined, 10)).map(({ token, documents }) => [token, documents]);
      expect([await counted(), await counted(other)]).toEqual([
        [
          [a, 2],
          [b, 1],
        ],
        [[elsewhere, 1]],
      ]);
      const [, page] = await index.words(company, scope, undefined, 10);
      expect(Buffer.from(page?.beside ?? []).toString()).toBe(`sealed ${b}`);
      expect((await index.words(company, scope, a, 10)).map(({ token }) => token)).toEqual([b]);
      // Again changes no count.
      await put(company, first);
      await remove(company, first, scope, [a, b]);
      await remove(company, first, scope, [a, b]);
      expect([await counted(), await counted(other)]).toEqual([[[a, 1]], [[elsewhere, 1]]]);
      expect(await index.unknown(company, scope, [a, b])).toEqual([b]);
    });

    it("ranks by how often and how rarely, and goes on where a page ended", async () => {
      const company = randomUUID();
      const [rare, common] = [newToken(), newToken()];
      await put(
        company,
        ...Array.from({ length: 30 }, (_, i) => document(i + 1, common, newToken())),
        document(100, rare, common),
        document(101, rare, rare, rare, common),
      );
      const query = { ...usual, all: [[rare, common]], by: "relevance" as const, limit: 7 };
      const all: Hit[] = [];
      for (let page = await index.query(company, query); page.length > 0; ) {
        all.push(...page);
        const last = page.at(-1) as Hit;
        page = await index.query(company, { ...query, after: { rank: last.rank, number: last.number } });
      }
      expect(all.slice(0, 2).map(({ number }) => nOf(number))).toEqual([101, 100]);
      expect(new Set(all.map(({ number }) => number)).size).toBe(32);
    });

    it("ranks a document by itself: what others have changes nothing", async () => {
      const company = randomUUID();
      const [token, other] = [newToken(), newToken()];
      await put(company, document(1, token, other), document(2, token, token, other));
      const ranks = async () =>
        (await index.query(company, { ...usual, all: [[token], [other]], by: "relevance", to: numberAt(START + 2000) + 1 })).map(({ rank, number }) => [
          rank,
          nOf(number),
        ]);
      const before = await ranks();
      expect(before.map(([, n]) => n)).toEqual([2, 1]);
      await put(company, ...Array.from({ length: 20 }, (_, i) => document(10 + i, token, newToken(), newToken(), newToken())));
      expect(await ranks()).toEqual(before);
    });

    it("keeps companies apart, and leaves nothing of one that is dropped", async () => {
      const [one, other] = [randomUUID(), randomUUID()];
      const token = newToken();
      await put(one, document(1, token));
      await put(other, document(2, token));
      expect([await found(one, { all: [[token]] }), await found(randomUUID(), { all: [[token]] })]).toEqual([[1], []]);
      await index.drop(one);
      expect([await found(one, { all: [[token]] }), await found(other, { all: [[token]] })]).toEqual([[], [2]]);
      await put(one, document(3, token));
      expect(await found(one, { all: [[token]] })).toEqual([3]);
    });

    it("begins anew where it is discarded, and tells of it", async () => {
      const [company, other] = [randomUUID(), randomUUID()];
      const lost: string[] = [];
      index.onLost((one) => lost.push(one));
      for (const one of [company, other]) await put(one, document(1, newToken()));
      const marks = [await index.mark(company), await index.mark(other)];
      await index.discard(company);
      expect([lost, await index.count(company), await index.count(other)]).toEqual([[company], 0, 1]);
      expect([(await index.mark(company)) === marks[0], (await index.mark(other)) === marks[1]]).toEqual([false, true]);
      await index.drop(other);
      expect(lost).toEqual([company]);
    });

    it("tells its columns, and of a company without an index none", async () => {
      const company = randomUUID();
      expect(await index.columns(company)).toEqual([]);
      await put(company, document(1, newToken()));
      expect((await index.columns(company)).length).toBeGreaterThan(0);
    });

    it("comes about as a whole or not at all", async () => {
      const company = randomUUID();
      const token = newToken();
      const broken = { ...document(2, token), source: "short" };
      await expect(put(company, document(1, token), broken)).rejects.toThrow();
      expect([await found(company, { all: [[token]] }), await index.count(company)]).toEqual([[], 0]);
    });

    it.each([[[]], [[["not hex"]]], [[['0123456789abcdef" OR "x']]]])("refuses %j as a question", async (all) => {
      const company = randomUUID();
      await put(company, document(1, newToken()));
      await expect(index.query(company, { ...usual, all })).rejects.toThrow(TypeError);
    });

    it("is the same after it was closed", async () => {
      const company = randomUUID();
      const token = newToken();
      await put(company, document(1, token));
      index = await subject.reopen();
      expect(await found(company, { all: [[token]] })).toEqual([1]);
    });

    it("has no byte left on the disk of a token that was taken out", async () => {
      const company = randomUUID();
      const kept = Array.from({ length: 3000 }, (_, i) => document(i + 1, ...Array.from({ length: 6 }, newToken)));
      const gone = Array.from({ length: 50 }, (_, i) => document(5000 + i, newToken(), newToken()));
      await put(company, ...kept.slice(0, 1500), ...gone, ...kept.slice(1500));
      const isThere = async (token: Token) => (await subject.bytes())?.includes(token);
      if ((await subject.bytes()) === undefined) return;
      // An index may keep but the ending of a word that begins as the one before it: what is looked for is that.
      const ending = (token: Token) => token.slice(4);
      const control = (await Promise.all(gone.flatMap(({ tokens }) => tokens).map((token) => isThere(ending(token))))).filter(Boolean);
      expect(control.length).toBeGreaterThan(90);
      await index.change(company, await removals(company, gone));
      for (const { tokens } of gone) for (const token of tokens) expect(await isThere(ending(token))).toBe(false);
      for (const { beside } of gone) expect((await subject.bytes())?.includes(beside)).toBe(false);
      const [sample] = kept;
      expect(await found(company, { all: [[sample?.tokens[0] ?? ""]] })).toEqual([1]);
    });
  });
}
