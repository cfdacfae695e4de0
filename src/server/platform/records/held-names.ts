/** Unique names by `claim`: made first, confirmed by what bears the name, taken over when unconfirmed for a minute. */
import { RowUnreadable } from "./sealed.ts";

/** Milliseconds that may pass between holding a name and writing what bears it. */
const unconfirmed = 60_000;

interface Held {
  readonly claimedAt: number;
  readonly version: number;
}

/** A name as somebody wants to hold it now. */
export interface Holding<H extends Held> {
  readonly now: number;
  /** Inserts the claim (expected 0) or takes it over by version. Undefined: held; else who holds it. */
  readonly claim: (expected: number) => Promise<H | undefined>;
  readonly isOwn: (held: H) => boolean;
  /** Whether what holds the name bears it, too. */
  readonly isBorne: (held: H) => Promise<boolean>;
}

/** Free is what was never confirmed, or is one's own. */
export async function isFree<H extends Held>({ now, isOwn, isBorne }: Omit<Holding<H>, "claim">, held: H): Promise<boolean> {
  return isOwn(held) || (now - held.claimedAt >= unconfirmed && !(await isBorne(held)));
}

/**
 * Holds a name for what is about to bear it; write that at once. A hold of one's own is renewed, so that nobody takes it
 * over meanwhile.
 * @returns false: somebody else has it
 */
export async function holdName<H extends Held>(holding: Holding<H>): Promise<boolean> {
  try {
    for (let held = await holding.claim(0); held; held = await holding.claim(held.version)) if (!(await isFree(holding, held))) return false;
    return true;
  } catch (error) {
    // Who changes a claim outside of Bastide gives no name away by it.
    if (error instanceof RowUnreadable) return false;
    throw error;
  }
}
