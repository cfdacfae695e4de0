/**
 * Room that the store keeps back, as a file of noise beside it. On a full disk it is given up for what makes room (a deletion needs
 * room in the log, too) and for opening the store; all else stays refused until it is taken again.
 */
import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "../../../../crypto/index.ts";

/** As much as a few hundred deletions take in the log. */
const BYTES = 2 * 1024 * 1024;
/** Pages of the file system that the file itself takes, and of whoever else writes at the moment. */
const BESIDE = 256 * 1024;

export class KeptRoom {
  readonly #folder: string;
  readonly #path: string;
  #isKept: boolean;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, "store.room");
    this.#isKept = (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) >= BYTES;
  }

  /** Takes it, where there is room for it. @returns whether it is kept */
  take(): boolean {
    if (!this.#isKept && this.#free() > BYTES + BESIDE) this.#isKept = this.#write(BYTES);
    return this.#isKept;
  }

  /** Before the store closes down: as much of it as there is, for the next start. */
  takeRest(): void {
    if (!this.take()) this.#write(Math.min(BYTES, this.#free()));
  }

  /** @returns whether there was anything to give up */
  giveUp(): boolean {
    const had = (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > 0;
    this.#isKept = false;
    rmSync(this.#path, { force: true });
    return had;
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }

  /** Noise: what is all zeros takes no room on some file systems. @returns whether all of it was written */
  #write(bytes: number): boolean {
    let file: number | undefined;
    try {
      file = openSync(this.#path, "w", 0o600);
      const noise = randomBytes(bytes);
      for (let written = 0; written < bytes; ) written += writeSync(file, noise, written);
      return true;
    } catch {
      // What fits stays.
      return false;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}
