import { z } from "zod";
import { limits, shortText } from "../../../contract/common.ts";
import { operationId } from "../../../crypto/index.ts";
import type { Companies } from "./companies.service.ts";
import type { Invites } from "./invites.service.ts";

export const InviteUser = z.strictObject({
  company: shortText(limits.name),
  role: z.enum(["guest", "member", "administrator"]),
  /** Names of public channels. */
  channels: z.array(z.string().min(1).max(limits.name)).max(50),
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 30),
});

export interface InviteOperationDeps {
  readonly companies: Companies;
  readonly invites: Invites;
  /** Stands as the one who invited: the operator is no person of the company. */
  readonly installation: string;
  readonly channelNamed: (company: string, name: string) => Promise<string | undefined>;
}

class NotThere extends Error {
  override readonly name = "NotThere";
  readonly code: "company_not_found" | "channel_not_found";
  constructor(code: NotThere["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** `bastide user invite`: also the way into a company that has no administrator. The link is shown once. */
export async function inviteUser(d: InviteOperationDeps, { company: name, role, channels: names, hours }: z.output<typeof InviteUser>) {
  const company = await d.companies.named(name);
  if (company === undefined) throw new NotThere("company_not_found", `There is no company "${name}".`);
  const channels: string[] = [];
  for (const wanted of names) {
    const channel = await d.channelNamed(company, wanted);
    if (channel === undefined) throw new NotThere("channel_not_found", `There is no public channel "${wanted}" in ${name}.`);
    channels.push(channel);
  }
  const { url, expiresAt } = await d.invites.make(company, d.installation, { role, channels, hours, uses: 1 }, { id: operationId(), digest: null });
  return { url, role, expiresAt };
}
