/** When a company's connection may be switched off or removed, of whatever kind it is. */
import { Refusal } from "../../http/index.ts";
import type { ConnectionsService } from "./connections.service.ts";

export interface ClosingParts {
  readonly connections: Pick<ConnectionsService, "open" | "ways">;
  readonly rule: { readonly get: (company: string) => Promise<{ readonly required: boolean }> };
}

/** @throws Refusal last_way_in while nobody comes in but by the company's connections and no other one is on */
export type RequireAnother = (company: string, connection: string) => Promise<void>;

export const closing =
  ({ connections, rule }: ClosingParts): RequireAnother =>
  async (company, connection) => {
    const { state } = await connections.open(company, connection);
    if (state !== "on" || !(await rule.get(company)).required) return;
    if ((await connections.ways(company)).every((one) => one.connection === connection)) throw new Refusal("last_way_in");
  };
