import i18next from "i18next";
import { ApiError } from "../../../client/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { knownText } from "../../i18n/known-text.ts";

/** The server's word about one field of a form, by the last part of its path; undefined when it said nothing about it. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const found = error.fields.find(({ path }) => path.split(".").at(-1) === field);
  if (!found) return undefined;
  return knownText(`accounts.problems.${found.problem}`) ?? errorText(error);
}

/** What is wrong with the form as a whole: nothing while one of its fields already says it. */
export function formProblem(error: unknown, fields: readonly string[]): string | undefined {
  if (error === undefined || fields.some((field) => fieldProblem(error, field) !== undefined)) return undefined;
  const seconds = error instanceof ApiError ? error.retryAfter : undefined;
  return seconds === undefined ? errorText(error) : `${errorText(error)} ${i18next.t("accounts.wait", { count: Math.max(1, Math.ceil(seconds / 60)) })}`;
}
