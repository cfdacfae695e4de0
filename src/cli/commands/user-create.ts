import type { Command, CommandContext } from "../command.ts";
import { readSecret } from "../secret-file.ts";

interface Created {
  readonly account: string;
  readonly name: string;
  readonly owner: boolean;
  /** The one that was made; null for a given one. */
  readonly password: string | null;
}

export const userCreate: Command = {
  name: "user create",
  summary: "Makes an account with a password, which is made and shown once unless you give one.",
  arguments: [{ name: "name", means: "what its person signs in with; any name, no e-mail needed" }],
  options: [
    { flags: "--owner", means: "it runs the installation" },
    { flags: "--email <address>", means: "it may sign in with this, too" },
    { flags: "--password-file <file>", means: "the password is the file's first line; - reads it from standard input" },
  ],
  examples: ["user create ana", "user create ops --owner --password-file /run/secrets/ops"],
  more: "An account alone is in no company: bastide user invite makes a link into one.",
  async run({ arguments: { name }, options, io, withServer, path }: CommandContext) {
    const { email, owner, passwordFile } = options;
    const args = {
      name,
      owner: owner === true,
      ...(typeof email === "string" ? { email } : {}),
      ...(typeof passwordFile === "string" ? { password: await readSecret(passwordFile, path) } : {}),
    };
    const created = (await withServer("user.create", args)) as Created;
    io.result(created, () =>
      [
        `Made ${created.owner ? "the owner" : "the account"} ${created.name}.`,
        ...(created.password === null ? [] : [`Its password, shown once: ${created.password}`]),
      ].join("\n"),
    );
    return undefined;
  },
};
