/** `bastide user import`: accounts from elsewhere, with the password hashes that they had there. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { SignInName } from "../../../contract/accounts.ts";
import type { AccountsService } from "./accounts.service.ts";
import { isImportedStrong, readImportedHash } from "./passwords/imported.ts";

export const ImportUsers = z.strictObject({ file: z.string().min(1), dryRun: z.boolean() });

const Line = z.strictObject({
  name: SignInName,
  email: z.email().max(254).optional(),
  hash: z.string().refine((text) => readImportedHash(text) !== undefined, "unknown_hash"),
});
type Line = z.output<typeof Line>;

export interface ImportProblem {
  /** From 1. */
  readonly line: number;
  /** The field's name; empty where the line as a whole is wrong. */
  readonly field: string;
  readonly problem: string;
}

export interface ImportedUsers {
  readonly lines: number;
  /** How many were made, or would be. */
  readonly made: number;
  /** Made by an earlier run of the same file. */
  readonly present: number;
  /** Of those: hashes with less work than is asked for today, replaced at the person's first sign-in like all others. */
  readonly weak: number;
  readonly problems: readonly ImportProblem[];
}

const mostLines = 200_000;
const mostProblems = 100;

class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  readonly code = "usage";
}

export interface ImportDeps {
  readonly accounts: Pick<AccountsService, "isTaken" | "importOne" | "wasImported">;
}

/** Reads all of it before the first account is made: while a line is wrong nothing is. Each account is made whole or not at all. */
export async function importUsers(
  d: ImportDeps,
  { file, dryRun }: z.output<typeof ImportUsers>,
  progress: (progress: unknown) => void,
): Promise<ImportedUsers> {
  const problems: ImportProblem[] = [];
  const found: Line[] = [];
  const seen = new Map<string, number>();
  let lines = 0;
  const tell = (line: number, field: string, problem: string) => {
    if (problems.length < mostProblems) problems.push({ line, field, problem });
  };
  for await (const text of linesOf(file)) {
    lines += 1;
    if (lines > mostLines) throw new UnreadableFile(`${file} has more than ${mostLines} lines. Split it.`);
    if (text.trim() === "") continue;
    const one = readLine(text, (field, problem) => tell(lines, field, problem));
    if (!one) continue;
    for (const field of ["name", "email"] as const) {
      const value = one[field]?.normalize("NFKC").toLowerCase();
      if (value === undefined) continue;
      const before = seen.get(value);
      if (before !== undefined) tell(lines, field, `same_as_line_${before}`);
      else if (await d.accounts.isTaken(one.name, value)) tell(lines, field, "taken");
      seen.set(value, lines);
    }
    found.push(one);
  }
  const present = (await Promise.all(found.map(({ name }) => d.accounts.wasImported(name)))).filter(Boolean).length;
  const weak = found.filter(({ hash }) => !isStrong(hash)).length;
  const isWritten = problems.length === 0 && !dryRun;
  if (isWritten) {
    for (const [i, one] of found.entries()) {
      await d.accounts.importOne(one);
      if (i % 100 === 99) progress({ done: i + 1, total: found.length });
    }
  }
  return { lines: found.length, made: problems.length > 0 ? 0 : found.length - present, present, weak, problems };
}

const isStrong = (hash: string): boolean => {
  const read = readImportedHash(hash);
  return read !== undefined && isImportedStrong(read);
};

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new UnreadableFile(`${file} can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`);
  }
}

function readLine(text: string, tell: (field: string, problem: string) => void): Line | undefined {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    tell("", "no_json");
    return undefined;
  }
  const parsed = Line.safeParse(given);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const field = issue.code === "unrecognized_keys" ? (issue.keys[0] ?? "") : String(issue.path[0] ?? "");
    tell(
      field,
      issue.code === "unrecognized_keys"
        ? "unknown_field"
        : issue.code === "invalid_type"
          ? "missing"
          : issue.code === "custom"
            ? issue.message
            : "does_not_fit",
    );
  }
  return undefined;
}
