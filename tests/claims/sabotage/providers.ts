/** Who signs in through the provider of a company: OpenID Connect and SAML. */
import type { Sabotage } from "./define.ts";

export const providers: readonly Sabotage[] = [
  {
    claim: "C44",
    breaks: "a token is decoded and its signature never verified",
    lab: ["C44a"],
    module: "src/server/features/connections/oidc.ts",
    change: [["    oidc.enableNonRepudiationChecks(config);\n", ""]],
  },
  {
    claim: "C44",
    breaks: "an address that the provider does not confirm is taken for the person's",
    lab: ["C44a"],
    module: "src/server/features/connections/oidc.ts",
    change: [["  return verified === true ? address : null;", "  return address;"]],
  },
  {
    claim: "C44",
    breaks: "Google is believed about domains that it does not host",
    lab: ["C44d"],
    module: "src/server/features/connections/oidc.ts",
    change: [['(hd === domain || domain === "gmail.com")', '(hd === domain || domain !== "")']],
  },
  {
    claim: "C44",
    breaks: "any of Microsoft's tenants is let in, private accounts too",
    lab: ["C44d"],
    module: "src/server/features/connections/oidc.ts",
    change: [
      ["tenant === undefined || !connection.tenants.includes(tenant)", "tenant === undefined"],
      ["connection.tenants.length > 0 && !connection.tenants.includes(String(token.tid))", "connection.tenants.length > 99"],
    ],
  },
  {
    claim: "C44",
    breaks: "a session of one company's provider enters the account's other companies",
    lab: ["C44b"],
    module: "src/server/features/companies/companies.service.ts",
    change: [["    if (actor.reach !== undefined && actor.reach !== company) return undefined;\n", ""]],
  },
  {
    claim: "C44",
    breaks: "a name that leads inside is connected to",
    lab: ["C44c"],
    module: "src/server/platform/egress/egress.ts",
    change: [["addresses.some(isInternal)", "addresses.every((one) => isInternal(one) && one === bare)"]],
  },
  {
    claim: "C45",
    breaks: "an answer is taken whomever it was meant for",
    lab: ["C45a"],
    module: "src/server/features/connections/saml/response.ts",
    change: [['  if (restrictions.length === 0 || !restrictions.every(isForUs)) throw new SamlProblem("audience");\n', ""]],
  },
  {
    claim: "C45",
    breaks: "comments are let through, and split a name",
    lab: ["C45a"],
    module: "src/server/features/connections/saml/xml.ts",
    change: [["/<[!?]/.test(text)", "/<[?]/.test(text)"]],
  },
  {
    claim: "C45",
    breaks: "what a provider said is taken again",
    lab: ["C45b"],
    module: "src/server/features/connections/saml/saml.provider.ts",
    change: [['    if (!(await this.#p.ways.spendAnswer(row.connection, handed.assertion, handed.expiresAt))) throw new ProviderProblem("replayed");\n', ""]],
  },
];
