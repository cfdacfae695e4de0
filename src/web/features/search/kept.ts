import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { Workspace } from "../../app/workspace.ts";
import { nothing, type Question } from "./question.ts";

export type Hit = ReplyOf<Endpoints["search"]>["hits"][number];

export interface Answer extends ReplyOf<Endpoints["search"]> {
  /** The question as it was sent. */
  readonly to: string;
}

/** The last search of a company: a question is content, so it stays in the memory of this tab and goes when its reader signs out. */
export interface Kept {
  question: Question;
  answers: Partial<Record<"message" | "file", Answer>>;
  /** The row from which the reader went on. */
  row: string | undefined;
  /** What was asked and led somewhere or was entered, the last first. */
  recent: readonly Question[];
}

const mostRecent = 8;

/** Keeps a question among the recent ones, once. */
export function remember(kept: Kept, question: Question): void {
  const words = question.words.trim();
  if (words === "" && question.chips.length === 0) return;
  const asked = { ...question, words };
  const others = kept.recent.filter((one) => one.words !== words || JSON.stringify(one.chips) !== JSON.stringify(asked.chips));
  kept.recent = [asked, ...others].slice(0, mostRecent);
}

const kept = new WeakMap<Workspace, Map<string, Kept>>();

export function lastSearch(workspace: Workspace, company: string): Kept {
  const companies = kept.get(workspace) ?? new Map<string, Kept>();
  kept.set(workspace, companies);
  const last = companies.get(company) ?? { question: nothing, answers: {}, row: undefined, recent: [] };
  companies.set(company, last);
  return last;
}

/** The next search begins with this, or with the last question, and asks anew. */
export function beginSearch(workspace: Workspace, company: string, words?: string): void {
  const last = lastSearch(workspace, company);
  if (words !== undefined) last.question = { ...nothing, words };
  last.answers = {};
  last.row = undefined;
}
