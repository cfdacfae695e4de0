import type { Command } from "../command.ts";

export const newPart: Command = {
  name: "new-part",
  summary: "Makes a configuration part for an installation that does not exist yet, to be kept where you keep secrets.",
  examples: ["new-part > configuration.part"],
  more:
    "Give it to the first start and to all later ones by BASTIDE_CONFIGURATION_PART_FILE or BASTIDE_CONFIGURATION_PART.\n" +
    "Without one, the first start makes a part in the folder BASTIDE_CONFIG.",
  async run({ io, server }) {
    const part = await server.newConfigurationPart();
    io.result({ part }, () => part);
    return undefined;
  },
};
