/** Forces to the disk what is written of an upload, and tells it: in rounds, each with all that was written before it began. */
import { Refusal } from "../../http/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import { type Growing, objectOf, type Place, type Progress, settle } from "./segments.ts";

/** Bytes that are written and not kept: more than this, and the writer waits. Who is killed loses them. */
const MOST_UNKEPT = 64 * 1024 * 1024;

/** Hears where the upload stands, each time that more is on the disk; what it was not told is not kept. */
export type Told = (progress: Progress) => Promise<void>;

export class Keeper {
  readonly #objects: ObjectStore;
  readonly #place: Place;
  readonly #told: Told;
  #progress: Progress;
  /** Segments that are written and not objects yet, the oldest first: all but the last are ended. */
  readonly #open: Growing[] = [];
  #round: Promise<void> = Promise.resolve();
  #running: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(objects: ObjectStore, place: Place, progress: Progress, told: Told) {
    this.#objects = objects;
    this.#place = place;
    this.#progress = progress;
    this.#told = told;
  }

  /** A part was written, or the first one of the next segment. Returns as long as not too much waits. @throws what keeping failed with */
  async wrote(growing: Growing): Promise<void> {
    if (this.#open.at(-1)?.begun === growing.begun) this.#open.pop();
    this.#open.push(growing);
    this.#running ??= this.#run();
    while (this.#isBehind()) await this.#round.catch(() => undefined);
    if (this.#failure) throw this.#failure.error;
  }

  /** @returns where the upload stands when all that was written is kept @throws what keeping failed with */
  async idle(): Promise<Progress> {
    while (this.#running) await this.#running;
    if (this.#failure) throw this.#failure.error;
    return this.#progress;
  }

  /** Of what no row names nothing stays: whoever comes back begins anew. */
  async giveUp(begun?: { readonly key: string; readonly begun: string }): Promise<void> {
    await this.idle().catch(() => undefined);
    const first = this.#progress.segments.length;
    const open = this.#open.map((one, i) => ({ key: objectOf(this.#place, first + i), begun: one.begun }));
    if (begun && !open.some((one) => one.begun === begun.begun)) open.push(begun);
    const error = this.#failure?.error;
    // Of all other errors nobody knows whether the row has it.
    const isKnown = error === undefined || error instanceof Refusal || error instanceof StorageFull;
    const named = isKnown ? this.#progress.growing?.begun : this.#open[0]?.begun;
    for (const one of open) if (one.begun !== named) await this.#objects.abort(one.key, one.begun).catch(() => undefined);
  }

  #isBehind(): boolean {
    const unkept = this.#open.reduce((sum, { bytes }) => sum + bytes, 0) - (this.#progress.growing?.bytes ?? 0);
    return this.#running !== undefined && unkept > MOST_UNKEPT;
  }

  async #run(): Promise<void> {
    try {
      for (let first = this.#open[0]; first && !this.#isKept(first); first = this.#open[0]) {
        this.#round = this.#keep(first);
        await this.#round;
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      // Here, not behind the promise: what is written from now on begins another run.
      this.#running = undefined;
    }
  }

  #isKept({ begun, parts, isEnded }: Growing): boolean {
    const { growing } = this.#progress;
    return !isEnded && growing?.begun === begun && growing.parts.length === parts.length;
  }

  async #keep(growing: Growing): Promise<void> {
    const { segments } = this.#progress;
    await this.#objects.force(objectOf(this.#place, segments.length), growing.begun);
    await this.#tell({ segments, growing });
    if (!growing.isEnded) return;
    await this.#tell(await settle(this.#objects, this.#place, this.#progress));
    this.#open.shift();
  }

  async #tell(progress: Progress): Promise<void> {
    await this.#told(progress);
    this.#progress = progress;
  }
}
