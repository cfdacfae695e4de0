import type { Command } from "../command.ts";

interface Disabled {
  readonly account: string;
  readonly companies: readonly { readonly name: string; readonly state: "disabled" | "last_administrator" }[];
}

export const userDisable: Command = {
  name: "user disable",
  summary: "Disables an account: its sessions and open windows end at once, and it leaves its companies. What was written stays.",
  arguments: [{ name: "name", means: "what it signs in with" }],
  examples: ["user disable ana"],
  more:
    "The last owner of the installation is refused: make somebody else one first (bastide user make-owner).\n" +
    "A company's last administrator stays its administrator, whom nobody can sign in as; invite another one.",
  async run({ arguments: { name }, io, withServer }) {
    const disabled = (await withServer("user.disable", { name })) as Disabled;
    const left = disabled.companies.filter(({ state }) => state === "last_administrator");
    io.result(disabled, () => `Disabled ${name}.`);
    for (const company of left) io.note(`${company.name} has no other administrator: bastide user invite --company "${company.name}" --role administrator`);
    return undefined;
  },
};
