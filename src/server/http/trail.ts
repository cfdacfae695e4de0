import type { AuditAction, AuditResult } from "../../contract/index.ts";
import type { Actor, Origin, PersonActor } from "./actor.ts";
import type { Operation } from "./operation.ts";

/** Writes down what matters, before it is done and after. Made by features/audit. */
export interface Trail {
  /** Resolves when the intent is durable: only then may the action begin. @throws StorageFull, StoreUnavailable */
  begin(intent: Intent): Promise<Entry>;
}

/** To what and to whom something is done, as far as it is known. */
export interface Found {
  /** Whose log it goes into, where the actor does not say it; then the subject is a person, else an account. */
  readonly company?: string;
  readonly object?: string;
  readonly subject?: string;
  /** Beside what was asked for: codes, ids and numbers. Counts where the entry begins with it. */
  readonly details?: Readonly<Record<string, string>>;
}

export interface Intent extends Omit<Found, "details"> {
  readonly action: AuditAction;
  /** Names the action, and the commit that carries it out. */
  readonly operation: Operation;
  /** A person writes in the company's log, an account or nobody in that of the installation. */
  readonly actor: PersonActor | Actor | undefined;
  readonly origin: Origin;
  /** What was asked for, by name: codes, ids and numbers, never a text that somebody wrote. */
  readonly details: Readonly<Record<string, string>>;
}

export interface Entry {
  /** Says to what or whom it was done, where that was not known before. */
  concern(found: Omit<Found, "company" | "details">): void;
  /** Without it the entry is found out from the journal later. Never fails. */
  end(result: AuditResult): void;
  /** Nobody knows what came of it: whoever repeats the request goes on with this entry, and the journal tells in the end. */
  lose(): void;
}
