import type { Command } from "../command.ts";

export const auditHead: Command = {
  name: "audit head",
  summary: "Prints the signed head of a log as it is now. Kept elsewhere, it shows later that nobody rewrote what came before.",
  options: [{ flags: "--company <name>", means: "the log of this company; without it the installation's own" }],
  examples: ["audit head", "audit head --company Acme --json"],
  more: "A signed note as of C2SP. Give it to somebody who does not run this machine, or write it where nothing can be overwritten.",
  async run({ options: { company }, io, withServer }) {
    const head = (await withServer("audit.head", typeof company === "string" ? { company } : {})) as { checkpoint: string; verifier: string };
    io.note(`The key to check it by: ${head.verifier}`);
    io.result(head, () => head.checkpoint.trimEnd());
    return undefined;
  },
};
