/** Canaries: values that begin with a mark which stands nowhere else, so that one search finds them all. */
import { randomBytes, randomInt } from "../../../../crypto/index.ts";
import type { Leaf } from "./sample.ts";
import { Needle } from "./scan/needle.ts";

const lower = (length: number): string => [...randomBytes(length)].map((byte) => (byte % 36).toString(36)).join("");

export class Canaries {
  readonly #text = `zq${lower(22)}`;
  readonly #uuid = randomBytes(6).toString("hex");
  readonly #number = String(100_000_000_000 + randomInt(800_000_000_000));
  readonly #planted: string[] = [];

  /** Where canaries stand: `message.body.text`, `signIn.body.login`. */
  get planted(): readonly string[] {
    return this.#planted;
  }

  /** Twice in one value: a page's edge may cut one of them. */
  text(where: string): string {
    return `${this.#text}${this.#note(where)}x${this.#text}`;
  }

  uuid(where: string): string {
    const rest = randomBytes(9).toString("hex");
    this.#note(where);
    return `${this.#uuid.slice(0, 8)}-${this.#uuid.slice(8)}-4${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6)}`;
  }

  number(where: string): number {
    return Number(`${this.#number}${String(this.#note(where) % 1000).padStart(3, "0")}`);
  }

  fill(record: string): (leaf: Leaf) => unknown {
    return ({ path, kind, schema }) => {
      const where = `${record}.${path}`;
      if (kind === "uuid") return this.uuid(where);
      if (kind === "number") return (schema.maximum ?? Number.MAX_SAFE_INTEGER) >= 1e15 ? this.number(where) : (schema.minimum ?? 0);
      return kind === "email" ? `${this.text(where)}@example.org` : this.text(where);
    };
  }

  needles(): Needle[] {
    const uuid = `${this.#uuid.slice(0, 8)}-${this.#uuid.slice(8)}`;
    return [
      Needle.text("text", this.#text),
      Needle.text("id", uuid),
      { name: "id", dresses: [{ encoding: "16 bytes", bytes: Buffer.from(this.#uuid, "hex") }] },
      Needle.text("number", this.#number),
    ];
  }

  /** One value in clear, for the controls. */
  get inClear(): string {
    return this.#text;
  }

  #note(where: string): number {
    return this.#planted.push(where);
  }
}
