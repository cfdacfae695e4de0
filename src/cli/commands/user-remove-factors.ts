import type { Command } from "../command.ts";

export const userRemoveFactors: Command = {
  name: "user remove-factors",
  summary: "Takes away the second factors of somebody who lost them all, and ends his sessions. Make sure who is asking.",
  arguments: [{ name: "name", means: "what it signs in with" }],
  examples: ["user remove-factors ana"],
  async run({ arguments: { name }, io, withServer }) {
    const { removed } = (await withServer("user.remove-factors", { name })) as { removed: number };
    io.result({ removed }, () => (removed === 0 ? `${name} has no second factor.` : `${name} signs in with the password alone now.`));
    return undefined;
  },
};
