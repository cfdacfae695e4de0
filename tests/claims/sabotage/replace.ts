/** Loaded before everything else in a sabotaged process (`--import`): hands out one module in another form. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Sabotage } from "./define.ts";
import { sabotages } from "./list.ts";

const project = resolve(import.meta.dirname, "../../..");

/** In every run, sabotaged or not: less of what takes long and says the same. */
const shorter: readonly Omit<Sabotage, "claim" | "breaks">[] = [
  { module: "src/server/features/trust/claims/c28-random-from-the-system.ts", change: [["const TIMES = 1_000_000;", "const TIMES = 20_000;"]] },
  { module: "src/server/features/trust/claims/c29-no-injection.ts", change: [["hasPassword ? fewInjections : injections", "fewInjections"]] },
  // The page of a sabotaged web app lies in a folder of its own.
  { module: "src/server/serve.ts", change: [['join(programFolder, "dist", "web")', '(process.env["SABOTAGED_WEB"] ?? join(programFolder, "dist", "web"))']] },
];

/** @throws Error when a place to change is not there: the sabotage would break nothing, and prove nothing */
export function replaced({ module, change }: Omit<Sabotage, "claim" | "breaks">): string {
  return change.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${module} does not have: ${from}`);
      return module === "src/contract/accounts.ts" ? text.replaceAll(from, to) : text.replace(from, () => to);
    },
    readFileSync(join(project, module), "utf8"),
  );
}

/** What this process is to be without; the name of the variable is no setting of the server. */
export const chosen: Sabotage | undefined = sabotages[Number(process.env["SABOTAGE"] ?? -1)];
const texts = new Map([...shorter, ...(chosen ? [chosen] : [])].map((one) => [pathToFileURL(join(project, one.module)).href, () => replaced(one)]));
registerHooks({
  load(url, context, next) {
    const text = texts.get(url);
    return text ? { format: "module-typescript", source: text(), shortCircuit: true } : next(url, context);
  },
});
