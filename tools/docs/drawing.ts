/** Draws the rooms from the boundary rules themselves: an arrow stands where no rule refuses the import. */
import { boundaryRules } from "../lint/boundary-rules.ts";

/** Each room with a file in it that stands for it. */
const rooms: Readonly<Record<string, string>> = {
  web: "src/web/app/main.tsx",
  cli: "src/cli/main.ts",
  "cli/local.ts": "src/cli/local.ts",
  client: "src/client/index.ts",
  contract: "src/contract/index.ts",
  crypto: "src/crypto/index.ts",
  "server/main.ts": "src/server/main.ts",
  "server/features": "src/server/features/noun/index.ts",
  "server/http": "src/server/http/index.ts",
  "server/realtime": "src/server/realtime/index.ts",
  "server/platform": "src/server/platform/port/index.ts",
  "server/config": "src/server/config/index.ts",
};

const matches = (path: string, patterns: string | readonly string[] | undefined, otherwise: boolean) =>
  patterns === undefined ? otherwise : [patterns].flat().some((pattern) => new RegExp(pattern).test(path));

/** By the paths alone; rules about packages and cycles say nothing of rooms. `late` is a dynamic import. */
function isRefused(from: string, to: string, late: boolean): boolean {
  return boundaryRules.some((rule) => {
    const { path, pathNot, dynamic } = rule.to;
    if (path === undefined || (dynamic !== undefined && dynamic !== late)) return false;
    return matches(from, rule.from.path, true) && !matches(from, rule.from.pathNot, false) && matches(to, path, true) && !matches(to, pathNot, false);
  });
}

type Arrow = { readonly from: string; readonly to: string; readonly late: boolean };

function arrows(): Arrow[] {
  const all: Arrow[] = [];
  for (const [from, fromFile] of Object.entries(rooms)) {
    for (const [to, toFile] of Object.entries(rooms)) {
      const late = isRefused(fromFile, toFile, false);
      if (from !== to && !(late && isRefused(fromFile, toFile, true)) && isRefused(toFile, fromFile, true)) all.push({ from, to, late });
    }
  }
  return all;
}

/** One-way arrows only, and none that a longer way already shows. Rooms of the server that may see each other are neighbours without an arrow. */
export function drawing(): string {
  const all = arrows();
  const has = (from: string, to: string) => all.some((arrow) => arrow.from === from && arrow.to === to);
  const drawn = all.filter(({ from, to }) => !Object.keys(rooms).some((between) => has(from, between) && has(between, to)));
  return ["```mermaid", "flowchart TD", ...drawn.map(({ from, to, late }) => `  ${from} ${late ? "-. late .->" : "-->"} ${to}`), "```"].join("\n");
}

/** Every rule and its reason. */
export const ruleTable = (): string =>
  ["| rule | why |", "| --- | --- |", ...boundaryRules.map(({ name, comment }) => `| \`${name}\` | ${comment} |`)].join("\n");
