import { amount } from "../amounts.ts";
import type { Command } from "../command.ts";

interface Exported {
  readonly file: string;
  readonly entries: number;
  readonly verifier: string;
}

export const auditExport: Command = {
  name: "audit export",
  summary: "Writes a log with its hashes and its signed head into a file that anybody can check by the public key.",
  arguments: [{ name: "file", means: "where it is written" }],
  options: [
    { flags: "--company <name>", means: "the log of this company; without it the installation's own" },
    { flags: "--force", means: "replaces a file of this name" },
  ],
  examples: ["audit export installation.jsonl", "audit export acme.jsonl --company Acme --force"],
  more: "It names accounts and persons by id, and holds addresses and devices of those who are not erased: treat it as personal data. Format: docs/formats/audit-log.md.",
  async run({ arguments: { file = "" }, options, io, withServer, path }) {
    const { company, force } = options;
    const args = { file: path(file), force: force === true, ...(typeof company === "string" ? { company } : {}) };
    const show = (progress: unknown) => `${amount((progress as { lines: number }).lines)} lines`;
    const report = (await withServer("audit.export", args, show)) as Exported;
    io.result(report, () => `${report.file}: ${amount(report.entries)} leaves\nkey ${report.verifier}`);
    return undefined;
  },
};
