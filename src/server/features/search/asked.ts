/** What of a question the index is asked: groups of tokens, in one scope. */
import type { BodyOf, search as contract } from "../../../contract/index.ts";
import { hasScope, type PersonActor } from "../../http/index.ts";
import { numberAt, type Query, type Token } from "../../platform/search-index/index.ts";
import type { Filter } from "./documents.ts";
import type { Clause, Item } from "./question.ts";
import type { Scope } from "./scopes.ts";
import type { Part, Vocabularies } from "./vocabulary.ts";
import { askedBy, fold, isCommon, isHangul, isUnspaced, leftOutBy, type Term, wordsOf } from "./words.ts";

export type Body = BodyOf<typeof contract.search>;
export type Asked = Pick<Query, "all" | "none" | "counting" | "from" | "to">;

/** A part of what is open to the caller, under one key. */
export interface Room {
  readonly channel: string | null;
  /** The channel's; of the public ones the company's. */
  readonly id: string;
  /** Of the public scope only these channels; null: all. */
  readonly only: readonly string[] | null;
  /** Where not all of its scope is open. */
  readonly part: Part | undefined;
  readonly since: number;
}

/** One of the terms is in what is wanted. What stands in most texts narrows nothing. */
interface Group {
  readonly terms: readonly Term[];
  readonly isCommon: boolean;
}

const isOfCommon = ({ words }: Item): boolean => words.every(isCommon);

/** Nothing but words that stand in most texts: no document has more of it than another. */
export const isAllCommon = (clauses: readonly Clause[]): boolean => clauses.every(({ any, isNot }) => isNot || any.every(isOfCommon));

export function createAsking(vocabularies: Vocabularies) {
  interface Where {
    readonly company: string;
    readonly scope: Scope;
    readonly room: Room;
    readonly asked: Set<Term>;
  }

  /** Words that a word of a question may become, or that it may have been meant to be. */
  async function meant({ company, scope, room }: Where, word: string, isTyped: boolean): Promise<Term[]> {
    const folded = fold(word);
    const isBeginning = isHangul(word) || (isTyped && folded.length >= 2);
    const endings = isBeginning ? await vocabularies.endings(company, scope, folded, room.part) : [];
    const typos = endings.length > 0 || isCommon(word) ? [] : await vocabularies.typos(company, scope, folded, room.part);
    return [...endings, ...typos].map((one): Term => `=${one}`);
  }

  /** Of what is written without spaces, each letter has to be in some word. */
  async function ofUnspaced({ company, scope, room, asked }: Where, written: string): Promise<Group[]> {
    const folded = fold(written);
    asked.add(`=${folded}`);
    const own = Array.from(wordsOf(written), ({ text }) => fold(text));
    const groups = await vocabularies.covering(company, scope, folded, own, room.part);
    const different = new Map(groups.map((words) => [words.join(), words]));
    return Array.from(different.values(), (words) => ({ terms: words.map((word): Term => `=${word}`), isCommon: false }));
  }

  /** A word as it has to stand there, or where it may have been left out. */
  function asItStands({ asked }: Where, word: string): Group {
    const itself: Term = `=${fold(word)}`;
    asked.add(itself);
    return { terms: [itself, ...leftOutBy(word)], isCommon: isCommon(word) };
  }

  async function groupsOf(where: Where, { any }: Clause, isTyped: boolean): Promise<Group[]> {
    const [only] = any;
    if (any.length === 1 && only && (only.words.length > 1 || only.words.some(isUnspaced))) {
      const groups = only.words.map((word) => (isUnspaced(word) ? ofUnspaced(where, word) : [asItStands(where, word)]));
      return (await Promise.all(groups)).flat();
    }
    const terms: Term[] = [];
    for (const { words } of any) {
      const [first = ""] = words;
      if (isUnspaced(first)) {
        const [least] = (await ofUnspaced(where, first)).toSorted((a, b) => a.terms.length - b.terms.length);
        terms.push(...(least?.terms ?? []));
        continue;
      }
      const own = [...askedBy(first), ...(words.length === 1 ? await meant(where, first, isTyped) : [])];
      for (const term of own) where.asked.add(term);
      terms.push(...own, ...leftOutBy(first));
    }
    return [{ terms, isCommon: any.every(isOfCommon) }];
  }

  /** @returns undefined for a question that asks for nothing; what is asked for is added to `asked`, to be marked */
  return async function queryFor(
    actor: PersonActor,
    scope: Scope,
    room: Room,
    clauses: readonly Clause[],
    body: Body,
    asked: Set<Term>,
  ): Promise<Asked | undefined> {
    const { filters } = body;
    const where = { company: actor.company, scope, room, asked };
    const last = clauses.at(-1);
    const groups: Group[] = [];
    const none: Token[] = [];
    for (const clause of clauses) {
      if (!clause.isNot) groups.push(...(await groupsOf(where, clause, body.typing && clause === last)));
      // All else that is not wanted is seen in the opened text.
      else for (const { words } of clause.any) if (words.length === 1 && !words.some(isUnspaced)) none.push(...words.flatMap(askedBy).map(scope.token));
    }
    const rare = groups.filter((group) => !group.isCommon);
    const all: Token[][] = (rare.length > 0 ? rare : groups).map(({ terms }) => terms.map(scope.token));
    const counting = rare.map(({ terms }) => terms.map(scope.token));
    const any = (name: "from" | "in" | "to", ids: readonly string[]) => {
      if (ids.length > 0) all.push(ids.map((id) => scope.token(`#${name}:${id}` satisfies Filter)));
    };
    any("from", filters.from);
    any("to", filters.to);
    if (room.only) any("in", room.only);
    for (const what of filters.has) all.push([scope.token(`#has:${what}` satisfies Filter)]);
    for (const what of filters.is) all.push([scope.token(`#is:${what}` satisfies Filter)]);
    if (filters.kind) all.push([scope.token(`#kind:${filters.kind}` satisfies Filter)]);
    // A question of nothing but exclusions and times is asked of all messages and files.
    if (all.length === 0 && (none.length > 0 || clauses.length > 0 || filters.in.length > 0 || filters.after !== undefined || filters.before !== undefined))
      all.push([scope.token("#kind:message"), scope.token("#kind:file")]);
    if (all.length === 0) return undefined;
    if (!hasScope(actor.token, "files:read")) all.push([scope.token("#kind:message")]);
    const from = numberAt(Math.max(room.since, filters.after ?? 0));
    return { all, none, counting, from, ...(filters.before === undefined ? {} : { to: numberAt(filters.before) - 1 }) };
  };
}
