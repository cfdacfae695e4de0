import type { Command } from "../command.ts";

const signs = { good: "✓", broken: "✗", "not checked": "·" } as const;

export const doctor: Command = {
  name: "doctor",
  summary: "Looks at the set-up as a start would, and names for each fault the command that mends it. Changes nothing.",
  examples: ["doctor", "doctor --json"],
  more: "Ends with the exit code of the first fault, 0 when there is none. A server that runs under these settings is no fault.",
  async run({ io, server }) {
    const { kind, findings } = await server.examine();
    io.result({ ok: kind === "ok", kind, findings }, () =>
      findings
        .map(({ check, state, message, mend }) => `${signs[state]} ${check.padEnd(12)} ${message}${mend === null ? "" : `\n${" ".repeat(15)}mend: ${mend}`}`)
        .join("\n"),
    );
    return kind;
  },
};
