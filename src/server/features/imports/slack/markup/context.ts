import type { HandleBook } from "./handles.ts";

/** What the converter asks of the one who knows people and channels. Ids are the export's. */
export interface MarkupContext {
  /** The text that stands for a person; null when there is no such person. */
  personToken(id: string): string | null;
  channelToken(id: string): string | null;
  /** For code, where no token works: the plain name. */
  personName(id: string): string;
  readonly handles: HandleBook;
}

export interface Mention {
  /** The export's id of a person. */
  readonly userRef: string;
  /** Addressed by Slack's own mention; a plain `@handle` only names. */
  readonly notify: boolean;
}

/** Mentions in order of first appearance, each person once. */
export class Mentions {
  readonly #notify = new Map<string, boolean>();

  add(userRef: string, notify: boolean): void {
    this.#notify.set(userRef, notify || (this.#notify.get(userRef) ?? false));
  }

  list(): Mention[] {
    return [...this.#notify].map(([userRef, notify]) => ({ userRef, notify }));
  }
}
