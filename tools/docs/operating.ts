/** The generated tables of docs/operating.md. */
import { exitKinds } from "../../src/contract/exit.ts";
import { settingsTable } from "../../src/server/config/index.ts";

export { settingsTable };

export function exitTable(): string {
  const rows = Object.entries(exitKinds).map(([kind, { status, means }]) => `| ${status} | \`${kind}\` | ${means} |`);
  return ["| code | kind | when |", "|---|---|---|", ...rows].join("\n");
}
