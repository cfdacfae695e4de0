/** Names to addresses and texts: by the system, or by name servers that the operator set. */

import { lookup, type Resolver, resolveTxt } from "node:dns/promises";
import { isIP } from "node:net";

export class Names {
  readonly #resolver: Resolver | undefined;

  constructor(resolver: Resolver | undefined) {
    this.#resolver = resolver;
  }

  /** Whether somebody is asked where it leads, or it is known here. */
  isAskedFor(name: string): boolean {
    return isIP(name) === 0 && name !== "localhost";
  }

  /** All of them; none for a name that leads nowhere. */
  async addresses(name: string): Promise<string[]> {
    const resolver = this.#resolver;
    if (!resolver || name === "localhost") return (await lookup(name, { all: true }).catch(() => [])).map(({ address }) => address);
    const none = (): string[] => [];
    const [four, six] = await Promise.all([resolver.resolve4(name).catch(none), resolver.resolve6(name).catch(none)]);
    return [...four, ...six];
  }

  async texts(name: string): Promise<string[]> {
    const answers = await (this.#resolver?.resolveTxt(name) ?? resolveTxt(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOTFOUND" || error.code === "ENODATA") return [];
      throw error;
    });
    return answers.map((parts) => parts.join(""));
  }
}
