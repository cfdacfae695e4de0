import { inspect } from "node:util";

const shown = "[secret]";

/** A text that no log, JSON or template shows. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Every use of it stands out in a search. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }
  toJSON(): string {
    return shown;
  }
  [inspect.custom](): string {
    return shown;
  }
}
