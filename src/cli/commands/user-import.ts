import type { Command, CommandContext } from "../command.ts";

interface Imported {
  readonly lines: number;
  readonly made: number;
  readonly present: number;
  readonly weak: number;
  readonly problems: readonly { readonly line: number; readonly field: string; readonly problem: string }[];
}

export const userImport: Command = {
  name: "user import",
  summary: "Makes accounts with the password hashes that people had elsewhere. While a line is wrong nothing is made.",
  arguments: [{ name: "file", means: 'lines of JSON: {"name": "ana", "email": "ana@example.org", "hash": "…"}; the e-mail may be left out' }],
  options: [{ flags: "--dry-run", means: "only says what would be made, and what is wrong" }],
  examples: ["user import people.jsonl --dry-run", "user import people.jsonl"],
  more:
    "Hashes: PBKDF2 with SHA-256 or SHA-512 as of Django, passlib or PHC, and bcrypt. Each becomes Argon2id at the person's first sign-in.\n" +
    "bcrypt looks at 72 bytes only: whoever has a longer password there sets a new one by link. The same file may be run again.",
  async run({ arguments: { file = "" }, options, io, withServer, path }: CommandContext) {
    const show = (progress: unknown) => {
      const { done, total } = progress as { done: number; total: number };
      return `${done} of ${total}`;
    };
    const dryRun = options["dryRun"] === true;
    const report = (await withServer("user.import", { file: path(file), dryRun }, show)) as Imported;
    io.result(report, () => textOf(report, dryRun));
    return report.problems.length > 0 ? "usage" : undefined;
  },
};

function textOf({ lines, made, present, weak, problems }: Imported, dryRun: boolean): string {
  if (problems.length > 0)
    return [...problems.map(({ line, field, problem }) => `line ${line}${field && `, ${field}`}: ${problem}`), "Nothing was made."].join("\n");
  return [
    `${dryRun ? "Would make" : "Made"} ${made} of ${lines} accounts${present > 0 ? `; ${present} were there already` : ""}.`,
    ...(weak > 0 ? [`${weak} of the hashes were made with less work than is asked for today. They go at the first sign-in.`] : []),
  ].join("\n");
}
