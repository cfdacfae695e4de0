import { amount, bytes } from "../amounts.ts";
import type { Command } from "../command.ts";

interface Done {
  readonly objects: number;
  readonly bytes: number;
}

export const filesSweep: Command = {
  name: "files sweep",
  summary: "Deletes objects that no upload and no file names, while the server goes on.",
  examples: ["files sweep", "files sweep --json"],
  more: "`bastide doctor` counts them. They are left by copies of folders that were not made together, or by a disk that failed.",
  async run({ io, withServer }) {
    const show = (progress: unknown) => `${amount((progress as Done).objects)} objects`;
    const done = (await withServer("files.sweep", {}, show)) as Done;
    io.result(done, () => `${amount(done.objects)} objects that nothing named are gone, ${bytes(done.bytes)}.`);
    return undefined;
  },
};
