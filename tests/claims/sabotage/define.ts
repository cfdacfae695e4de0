/**
 * For every proven claim a module that breaks it, as a product somewhere really did: after it exactly that claim turns red.
 * A replacement is the module's own text with one place changed; it reaches child processes of the tests only.
 */
export interface Sabotage {
  /** The claim that must fail, and no other. */
  readonly claim: string;
  readonly breaks: string;
  /** From the project's root. */
  readonly module: string;
  /** Clauses of the lab that are run under it, where not all of the claim's need be. */
  readonly lab?: readonly string[];
  /** Each must stand in the module. */
  readonly change: readonly (readonly [from: string, to: string])[];
}
