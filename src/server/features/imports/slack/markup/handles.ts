/**
 * A plain `@handle` in a text. Its characters are those of Slack's and GitHub's names; letters of scripts written
 * without spaces end it. What stands before must not make it an address or a path.
 */
export const HANDLE = String.raw`(?<![\p{L}\p{N}\/@\x60])@[\p{Script=Latin}\p{M}\p{N}._~\-]{1,80}(?![\p{Script=Latin}\p{N}@])`;

export interface KnownHandle {
  readonly id: string;
  /** How many characters of the candidate belong to the handle. */
  readonly length: number;
}

/** Who is meant by a handle. Exact spelling wins; another case only where it can mean one person. */
export class HandleBook {
  readonly #exact = new Map<string, string>();
  readonly #folded = new Map<string, string | null>();

  add(handle: string, id: string): void {
    if (handle === "") return;
    if (!this.#exact.has(handle)) this.#exact.set(handle, id);
    const folded = handle.toLowerCase();
    const other = this.#folded.get(folded);
    this.#folded.set(folded, other === undefined || other === id ? id : null);
  }

  /** The longest known handle at the candidate's start: only marks that can end a sentence are taken off its end. */
  find(candidate: string): KnownHandle | null {
    const [untilEllipsis = ""] = candidate.split("..");
    for (let length = untilEllipsis.length; length > 0; length -= 1) {
      const handle = candidate.slice(0, length);
      const id = this.#exact.get(handle) ?? this.#folded.get(handle.toLowerCase());
      if (id) return { id, length };
      if (!/[._~-]$/.test(handle)) return null;
    }
    return null;
  }
}
