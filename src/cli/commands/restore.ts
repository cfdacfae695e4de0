import { amount, bytes } from "../amounts.ts";
import type { Command } from "../command.ts";
import { readText } from "../secret-file.ts";

const stages: Readonly<Record<string, string>> = { checking: "checking the file", writing: "writing", comparing: "reading back" };

export const restore: Command = {
  name: "restore",
  summary: "Makes an installation of a backup, in an empty data folder and with key parts of its own. Needs the recovery kit.",
  arguments: [{ name: "file", means: "the backup" }],
  options: [{ flags: "--kit <file>", means: "the recovery kit's text; - reads it from standard input", required: true }],
  examples: ["restore /backups/bastide-monday.backup --kit kit.txt"],
  more:
    "The whole file is checked before anything is written. It brings back what stood at its moment, sessions and links included.\n" +
    "Keep the three new parts as you kept the old ones: docs/backup.md.",
  async run({ arguments: { file = "" }, options, io, server, signal, path }) {
    const kit = await readText(String(options["kit"]), path);
    const show = ({ stage, done, total }: { stage: string; done: number; total: number }) =>
      io.progress(`${stages[stage] ?? stage}: ${bytes(done)} of ${bytes(total)}`);
    const restored = await server.restore(path(file), kit, show, signal);
    io.result(
      restored,
      () =>
        `Restored ${amount(restored.rows)} rows and ${amount(restored.objects)} objects of files (${bytes(restored.objectBytes)}) as of ${new Date(restored.createdAt).toISOString()}.\n` +
        `digest of the rows ${restored.digest}\nSearch is made anew when the server starts.`,
    );
    return undefined;
  },
};
