import type { Command } from "../command.ts";

export const config: Command = {
  name: "config",
  summary: "Shows every setting, its value and where the value comes from; secrets are masked.",
  examples: ["config", "config --json", "config --config /etc/bastide/bastide.toml"],
  async run({ io, server }) {
    const { file, settings } = await server.settings();
    io.result({ file, settings }, () => {
      const width = Math.max(...settings.map(({ env }) => env.length));
      const rows = settings.map(({ env, value, source }) => `${env.padEnd(width)}  ${value ?? "–"}\n${" ".repeat(width)}  from: ${source}`);
      return [...rows, file === null ? "No configuration file was read." : `Read: ${file}`].join("\n");
    });
    return undefined;
  },
};
