import type { Command } from "../command.ts";

export const userMakeOwner: Command = {
  name: "user make-owner",
  summary: "Makes an account an owner of the installation. Companies without an administrator get it as theirs.",
  arguments: [{ name: "name", means: "what it signs in with" }],
  examples: ["user make-owner ana"],
  async run({ arguments: { name }, io, withServer }) {
    io.result(await withServer("user.make-owner", { name }), () => `${name} runs the installation now.`);
    return undefined;
  },
};
