import type { Cancel, Clock } from "../platform/clock/index.ts";
import type { Crowd } from "./crowd.ts";

/** Milliseconds between two frames about the same log. */
const PAUSE = 500;

/** Tells those who may read a log that it has grown; they ask for what is new. */
export class LogGrowth {
  readonly #crowd: Crowd;
  readonly #clock: Clock;
  readonly #installation: string;
  /** Of logs that were told of a moment ago: how long they are by now. */
  readonly #sizes = new Map<string, { size: number; cancel: Cancel }>();

  constructor(crowd: Crowd, clock: Clock, installation: string) {
    this.#crowd = crowd;
    this.#clock = clock;
    this.#installation = installation;
  }

  note(tree: string, size: number): void {
    const waiting = this.#sizes.get(tree);
    if (waiting) {
      waiting.size = Math.max(waiting.size, size);
      return;
    }
    this.#tell(tree, size);
    this.#wait(tree, size);
  }

  stop(): void {
    for (const { cancel } of this.#sizes.values()) cancel();
    this.#sizes.clear();
  }

  #wait(tree: string, told: number): void {
    const cancel = this.#clock.after(PAUSE, () => {
      const { size = told } = this.#sizes.get(tree) ?? {};
      this.#sizes.delete(tree);
      if (size === told) return;
      this.#tell(tree, size);
      this.#wait(tree, size);
    });
    this.#sizes.set(tree, { size: told, cancel });
  }

  #tell(tree: string, size: number): void {
    if (tree === this.#installation) {
      for (const connection of this.#crowd.all) if (connection.actor.installationOwner) connection.send({ type: "log", company: null, size });
      return;
    }
    for (const connection of this.#crowd.ofCompany(tree)) {
      if (connection.isAtHand && connection.places.get(tree)?.actor.role === "administrator") connection.send({ type: "log", company: tree, size });
    }
  }
}
