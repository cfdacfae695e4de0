import type { Command } from "../command.ts";
import { readText } from "../secret-file.ts";

export const recover: Command = {
  name: "recover",
  summary: "Opens a data folder whose other key parts are lost: the recovery kit brings the root key back, and lost parts are made anew.",
  options: [{ flags: "--kit <file>", means: "the recovery kit's text; - reads it from standard input", required: true }],
  examples: ["recover --kit kit.txt"],
  more:
    "Stop the server first. Parts that are good stay; files that are not are set aside. The kit stays good.\n" +
    "A part that comes from the environment or a secret file can't be made here: unset it, or give the right one.",
  async run({ options, io, server, path }) {
    const recovered = await server.recover(await readText(String(options["kit"]), path));
    io.result(recovered, () =>
      recovered.rewrapped === 0 ? "No part was lost; nothing was changed." : `Recovered installation ${recovered.installation}: start the server as usual.`,
    );
    return undefined;
  },
};
