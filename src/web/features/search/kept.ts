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
}

const kept = new WeakMap<Workspace, Map<string, Kept>>();

export function lastSearch(workspace: Workspace, company: string): Kept {
  const companies = kept.get(workspace) ?? new Map<string, Kept>();
  kept.set(workspace, companies);
  const last = companies.get(company) ?? { question: nothing, answers: {}, row: undefined };
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
