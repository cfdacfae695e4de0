/** What a new password must be. Any characters; no rules of composition, which make passwords weaker, not stronger (NIST SP 800-63B). */
import { limits } from "../../../../contract/index.ts";
import { normaliseName } from "../../../../crypto/index.ts";
import { Refusal } from "../../../http/index.ts";

const lengthOf = (text: string): number => [...text].length;
/** A shorter own word stands in many good passwords by chance. */
const SHORTEST_OWN_WORD = 4;

let common: Promise<ReadonlySet<string>> | undefined;

/** The most common leaked passwords that are long enough to be chosen here. Offline; loaded when first needed. */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"].map(normaliseName).filter((word) => lengthOf(word) >= limits.password.least)),
  );
  return common;
}

export type PasswordProblem = "too_short" | "common" | "own_name";

/** What is wrong with a password for somebody who bears these names. */
export async function passwordProblem(password: string, names: readonly (string | null | undefined)[]): Promise<PasswordProblem | undefined> {
  if (lengthOf(password) < limits.password.least) return "too_short";
  const folded = normaliseName(password);
  // A blank or a capital makes no common password rare.
  const list = await commonPasswords();
  if (list.has(folded) || list.has(folded.replaceAll(" ", ""))) return "common";
  const rest = withoutOwnWords(folded, names);
  return rest !== folded && lengthOf(rest) < limits.password.least ? "own_name" : undefined;
}

/** What everybody knows about the person counts for nothing: what is left must be long enough by itself. */
function withoutOwnWords(folded: string, names: readonly (string | null | undefined)[]): string {
  const whole = ["bastide", ...names.map((name) => normaliseName(name ?? ""))];
  if (whole.includes(folded)) return "";
  const words = whole.flatMap((name) => [name, ...name.split(/[\s@._-]+/)]).filter((word) => lengthOf(word) >= SHORTEST_OWN_WORD);
  return words.sort((a, b) => b.length - a.length).reduce((rest, word) => rest.replaceAll(word, ""), folded);
}

/** @param field where the password stood in the request. @throws Refusal weak_password */
export async function requireStrong(password: string, names: readonly (string | null | undefined)[], field: string): Promise<void> {
  const problem = await passwordProblem(password, names);
  if (problem) throw new Refusal("weak_password", { fields: [{ path: field, problem }] });
}
