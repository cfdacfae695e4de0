/** When a company's connection may be switched off or removed, of whatever kind it is. */
import { Refusal } from "../../http/index.ts";
import type { ConnectionsService } from "./connections.service.ts";

export interface ClosingParts {
  readonly connections: ConnectionsService;
  readonly rule: { readonly get: (company: string) => Promise<{ readonly required: boolean }> };
}

export class Closing {
  readonly #p: ClosingParts;

  constructor(parts: ClosingParts) {
    this.#p = parts;
  }

  /** @throws Refusal last_way_in while nobody comes in but by the company's connections and no other one is on */
  async requireAnother(company: string, connection: string): Promise<void> {
    const { connections, rule } = this.#p;
    const { state } = await connections.open(company, connection);
    if (state !== "on" || !(await rule.get(company)).required) return;
    if ((await connections.ways(company)).every((one) => one.connection === connection)) throw new Refusal("last_way_in");
  }
}
