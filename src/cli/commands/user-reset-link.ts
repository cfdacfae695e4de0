import type { Command } from "../command.ts";

interface ResetLink {
  readonly url: string;
  readonly expiresAt: number;
}

export const userResetLink: Command = {
  name: "user reset-link",
  summary: "Makes a link by which an account's person sets a new password. Good once; shown once; ends the link before.",
  arguments: [{ name: "name", means: "what it signs in with" }],
  examples: ["user reset-link ana"],
  async run({ arguments: { name }, io, withServer }) {
    const link = (await withServer("user.reset-link", { name })) as ResetLink;
    io.result(link, () => link.url);
    io.note(`Good until ${new Date(link.expiresAt).toISOString()}.`);
    return undefined;
  },
};
