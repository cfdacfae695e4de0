/** The signed head that this browser saw last, by log: what comes later must have grown from it. Holds no content. */
export interface LastLook {
  readonly checkpoint: string;
  readonly verifier: string;
  readonly at: number;
}

const nameOf = (origin: string) => `bastide.log.${origin}`;

export function lastLook(origin: string): LastLook | undefined {
  try {
    const { checkpoint, verifier, at } = JSON.parse(localStorage.getItem(nameOf(origin)) ?? "{}") as Partial<LastLook>;
    return typeof checkpoint === "string" && typeof verifier === "string" && typeof at === "number" ? { checkpoint, verifier, at } : undefined;
  } catch {
    return undefined; // storage is switched off, or somebody wrote into it
  }
}

export function keepLook(origin: string, look: LastLook): void {
  try {
    localStorage.setItem(nameOf(origin), JSON.stringify(look));
  } catch {
    // Nothing is remembered: each look is the first.
  }
}
