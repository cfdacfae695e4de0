import { amount, bytes } from "../amounts.ts";
import type { Command } from "../command.ts";

interface Report {
  readonly file: string;
  readonly rows: number;
  readonly objects: number;
  readonly objectBytes: number;
  readonly bytes: number;
  readonly digest: string;
  readonly fileDigest: string;
}

export const backup: Command = {
  name: "backup",
  summary: "Writes everything that the store holds into one file, as of one moment, while the server goes on.",
  arguments: [{ name: "file", means: "the file to make" }],
  options: [{ flags: "--force", means: "replace a file of this name, once the new one is whole" }],
  examples: ["backup /backups/bastide-monday.backup", "backup nightly.backup --force --json"],
  more:
    "The file is sealed as the store is and holds no key part: to bring it back you need it and the recovery kit (bastide restore).\n" +
    "The server writes it, as its own user. Format: docs/formats/backup.md.",
  async run({ arguments: { file = "" }, options, io, withServer, path }) {
    const show = (progress: unknown) => {
      const { rows, objects, bytes: written } = progress as { rows: number; objects: number; bytes: number };
      return `${amount(rows)} rows, ${amount(objects)} objects, ${bytes(written)}`;
    };
    const report = (await withServer("backup", { file: path(file), force: options["force"] === true }, show)) as Report;
    const held = `${amount(report.rows)} rows, ${amount(report.objects)} objects of files (${bytes(report.objectBytes)})`;
    io.result(report, () => `${report.file}: ${held}, ${bytes(report.bytes)}\ndigest of the rows ${report.digest}`);
    return undefined;
  },
};
