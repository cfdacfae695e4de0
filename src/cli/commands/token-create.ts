import type { Command } from "../command.ts";

interface Made {
  readonly token: string;
  readonly company: string;
  readonly person: string;
  readonly expiresAt: number;
}

const listOf = (given: string | boolean | undefined): string[] =>
  String(given ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

export const tokenCreate: Command = {
  name: "token create",
  summary: "Makes a service in a company, and the API token that programs act as it by. Shown once.",
  options: [
    { flags: "--company <name>", means: "the company's name", required: true },
    { flags: "--name <name>", means: "what the service is called", required: true },
    { flags: "--scopes <list>", means: "what for, with commas between: channels:read, messages:write, …", required: true },
    { flags: "--teams <names>", means: "only for these teams' channels, with commas between (default: the whole company)" },
    { flags: "--days <number>", means: "how long it is good (default: 90)" },
    { flags: "--networks <list>", means: "from where it is good: addresses and ranges such as 192.0.2.0/24 (default: everywhere)" },
  ],
  examples: [
    "token create --company Acme --name 'Build bot' --scopes channels:read,channels:write,messages:write",
    "token create --company Acme --name Reports --scopes channels:read,messages:read --teams Sales --days 30",
  ],
  more: "Scopes are a noun (channels, messages, directs, people, teams) and read or write; writing does not include reading. How programs use it: docs/api.md.",
  async run({ options, io, withServer }) {
    const { company, name, days = "90" } = options;
    const teams = options["teams"] === undefined ? null : listOf(options["teams"]);
    const args = { company, name, scopes: listOf(options["scopes"]), teams, days: Number(days), networks: listOf(options["networks"]) };
    const made = (await withServer("token.create", args)) as Made;
    io.result(made, () => made.token);
    io.note(`Good until ${new Date(made.expiresAt).toISOString()} in company ${made.company}.`);
    return undefined;
  },
};
