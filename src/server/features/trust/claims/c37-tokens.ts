import { type Endpoint, type EndpointName, endpoints, type TokenScope, tokenScopes } from "../../../../contract/index.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import { newProgram } from "./programs.ts";
import { codeOf, toldAs } from "./visitor.ts";

const kinds: Readonly<Record<string, readonly TokenScope[]>> = {
  "a token that reads": tokenScopes.filter((scope) => scope.endsWith(":read")),
  "a token that writes": tokenScopes.filter((scope) => scope.endsWith(":write")),
  "a token that reads messages": ["messages:read"],
};

function isDeclared({ token }: Endpoint, scopes: readonly TokenScope[]): boolean {
  if (token === null) return false;
  return token === "any" || scopes.includes(`${token.noun}:${token.access}`);
}

/** An administrator's tokens at every endpoint, with requests that make no sense: who is let in is told so, and nothing is done. */
export async function tokensByDeclaration({ probe, signal }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const wrong: string[] = [];
  const counts = { kept: 0, let: 0 };
  for (const [who, scopes] of Object.entries(kinds)) {
    const program = await newProgram(company, company.administrator, { scopes: [...scopes] });
    for (const [name, endpoint] of Object.entries(endpoints as Record<string, Endpoint>)) {
      signal.throwIfAborted();
      // A form is taken from whoever brings it: neither cookie nor token is looked at.
      if (endpoint.form) continue;
      const named = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, parameter = ""]) => [parameter, parameter === "company" ? company.company : "x"]);
      const code = codeOf(await program.ask(name as EndpointName, { params: Object.fromEntries(named), ...(endpoint.method === "GET" ? {} : { body: 7 }) }));
      const isLet = isDeclared(endpoint, scopes);
      if (isLet === (code === toldAs(endpoint, "out_of_scope")) || code === "token_invalid") wrong.push(`${name} as ${who}: ${code || "let in"}`);
      counts[isLet ? "let" : "kept"]++;
    }
  }
  const looked = counts.kept + counts.let;
  return {
    looked,
    ok: wrong.length === 0 && counts.let > 20,
    evidence:
      wrong.length === 0
        ? `${Object.keys(endpoints).length} endpoints, asked with three tokens of an administrator: ${counts.kept} times kept out and ${counts.let} times let in, each as it is declared.`
        : `${wrong.length} of ${looked} not as declared: ${wrong.slice(0, 5).join("; ")}.`,
  };
}
