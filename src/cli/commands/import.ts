import { amount, rateOf } from "../amounts.ts";
import type { Command, CommandContext } from "../command.ts";

interface Progress {
  readonly stage: "scanning" | "people" | "channels" | "messages" | "checking";
  readonly done: number;
  readonly total: number;
  /** What it works on. */
  readonly now: string;
}

interface Tally {
  readonly found: number;
  readonly imported: number;
  readonly leftOut: Readonly<Record<string, number>>;
}
const kinds = ["channels", "people", "messages", "reactions"] as const;
type Report = Readonly<Record<(typeof kinds)[number], Tally>> & { readonly digest: string };

const stages: Readonly<Record<Progress["stage"], string>> = {
  scanning: "reading the export",
  people: "people",
  channels: "channels",
  messages: "messages",
  checking: "checking what is in",
};

export const importSlack: Command = {
  name: "import slack",
  summary: "Brings a Slack export into a company, which is made when there is none of the name. A broken file changes nothing.",
  arguments: [{ name: "file", means: "the export, a zip" }],
  options: [{ flags: "--company <name>", means: "the company's name", required: true }],
  examples: ["import slack export.zip --company Acme", "import slack export.zip --company Acme --json"],
  more:
    "Stop it with Ctrl-C when you want: the same command goes on where it stopped, and a second run of a whole import brings nothing twice.\n" +
    "What arrives and what is left out, by reason: docs/import-slack.md. The digest is the same for the same export.",
  async run({ arguments: { file = "" }, options, io, withServer, signal, path }: CommandContext) {
    const rate = rateOf(() => performance.now());
    const show = (progress: unknown) => {
      const { stage, done, total, now } = progress as Progress;
      const speed = stage === "messages" ? rate(done, total) : "";
      return `${stages[stage]}: ${amount(done)} of ${amount(total)}${speed}${now ? ` · ${now}` : ""}`;
    };
    try {
      const report = (await withServer("import.slack", { file: path(file), company: options["company"] }, show)) as Report;
      io.result(report, () => [...kinds.map((kind) => lineOf(kind, report[kind])), `digest     ${report.digest}`].join("\n"));
      return undefined;
    } catch (error) {
      if (signal.aborted) io.note("What is in stays. The same command goes on from there.");
      throw error;
    }
  },
};

function lineOf(kind: string, { found, imported, leftOut }: Tally): string {
  const reasons = Object.entries(leftOut).map(([reason, n]) => `${amount(n)} ${reason}`);
  return `${kind.padEnd(10)} ${amount(imported)} of ${amount(found)}${reasons.length > 0 ? `; left out: ${reasons.join(", ")}` : ""}`;
}
