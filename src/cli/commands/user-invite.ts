import type { Command } from "../command.ts";

interface Invitation {
  readonly url: string;
  readonly role: string;
  readonly expiresAt: number;
}

export const userInvite: Command = {
  name: "user invite",
  summary: "Makes a link by which one person joins a company, with an account that is there or a new one. Shown once.",
  options: [
    { flags: "--company <name>", means: "the company's name", required: true },
    { flags: "--role <role>", means: "guest, member or administrator (default: member)" },
    { flags: "--channels <names>", means: "public channels to be in from the start, with commas between" },
    { flags: "--hours <number>", means: "how long the link is good (default: 72)" },
  ],
  examples: ["user invite --company Acme", "user invite --company Acme --role guest --channels help,news --hours 24"],
  more: "It is also the way into a company that has no administrator.",
  async run({ options, io, withServer }) {
    const { company, role = "member", channels = "", hours = "72" } = options;
    const names = String(channels).split(",");
    const args = { company, role, channels: names.map((name) => name.trim()).filter((name) => name !== ""), hours: Number(hours) };
    const invitation = (await withServer("user.invite", args)) as Invitation;
    io.result(invitation, () => invitation.url);
    io.note(`For one ${invitation.role}, until ${new Date(invitation.expiresAt).toISOString()}.`);
    return undefined;
  },
};
