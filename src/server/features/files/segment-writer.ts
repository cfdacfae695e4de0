/** The way in of an upload's bytes: gathered into chunks, sealed, written as parts of segments. */
import { CHUNK, SEALED_CHUNK, STREAM_HEADER, StreamSealer } from "../../../crypto/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import { Keeper, type Told } from "./keeper.ts";
import { createRooms, type Rooms } from "./rooms.ts";
import { type Growing, objectOf, PART_CHUNKS, type Place, type Progress, streamOf } from "./segments.ts";

/** Parts of a segment but the last one. */
const SEGMENT_PARTS = 64;

/**
 * Takes plain bytes and seals them away. While one part is written the next is gathered and sealed, and what was written before is
 * forced to the disk and told (keeper.ts).
 */
export class SegmentWriter {
  readonly #objects: ObjectStore;
  readonly #place: Place;
  readonly #fileKey: string;
  readonly #keeper: Keeper;
  readonly #rooms: Rooms;
  /** Where a part is gathered, and where the one before it is written from: taken in turn. With one alone, one after the other. */
  #room: Buffer | undefined;
  #other: Buffer | undefined;
  readonly #roomBytes: number;
  /** The segment that is being gathered, sealed bytes of its present part, and how many chunks it has before and in it. */
  #segment: number;
  #sealer: StreamSealer | undefined;
  #sealedBytes = 0;
  #chunks = 0;
  #partBytes = 0;
  /** The chunk that is being gathered. It is sealed when more comes: only then is it known not to be the last. */
  readonly #held: Buffer;
  #heldBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  /** What is written of the segment that is being written. */
  #growing: Growing | undefined;

  /**
   * @param progress with nothing growing: see `settle`
   * @param most plain bytes that come at most
   */
  constructor(objects: ObjectStore, place: Place, fileKey: string, progress: Progress, most: number, told: Told, rooms: Rooms = createRooms()) {
    if (progress.growing) throw new TypeError("What grows is settled first.");
    this.#objects = objects;
    this.#place = place;
    this.#fileKey = fileKey;
    this.#segment = progress.segments.length;
    this.#keeper = new Keeper(objects, place, progress, told);
    this.#rooms = rooms;
    this.#held = Buffer.allocUnsafe(Math.min(most, CHUNK));
    this.#roomBytes = STREAM_HEADER + Math.min(Math.ceil(most / CHUNK), PART_CHUNKS) * SEALED_CHUNK;
  }

  /** @throws StorageFull, and whatever `told` throws; nothing can be written afterwards */
  async write(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      if (this.#heldBytes === CHUNK) {
        await this.#next(this.#held);
        this.#heldBytes = 0;
      }
      // What is known not to be the last needs no copy.
      if (this.#heldBytes === 0 && rest.length > CHUNK) {
        await this.#next(rest.subarray(0, CHUNK));
        rest = rest.subarray(CHUNK);
        continue;
      }
      const taken = Math.min(rest.length, CHUNK - this.#heldBytes);
      this.#held.set(rest.subarray(0, taken), this.#heldBytes);
      this.#heldBytes += taken;
      rest = rest.subarray(taken);
    }
  }

  /** Ends the segment with what was held; all that was written is on the disk then, and its rooms are others'. @returns where the upload stands */
  async end(): Promise<Progress> {
    try {
      if (this.#heldBytes > 0) await this.#endSegment(this.#held.subarray(0, this.#heldBytes));
      this.#heldBytes = 0;
      await this.#writing;
      return await this.#keeper.idle();
    } catch (error) {
      await this.#keeper.giveUp();
      throw error;
    } finally {
      await Promise.allSettled([this.#writing]);
      for (const room of [this.#room, this.#other]) if (room) this.#rooms.giveBack(this.#place.person, room);
      this.#room = undefined;
      this.#other = undefined;
    }
  }

  async #next(chunk: Buffer): Promise<void> {
    if (this.#chunks === SEGMENT_PARTS * PART_CHUNKS - 1) return this.#endSegment(chunk);
    await this.#seal(chunk, false);
    if (this.#chunks % PART_CHUNKS === 0) await this.#put(false);
  }

  async #endSegment(chunk: Buffer): Promise<void> {
    await this.#seal(chunk, true);
    await this.#put(true);
    this.#segment += 1;
    this.#sealer = undefined;
    this.#chunks = 0;
  }

  async #freeRoom(): Promise<Buffer> {
    const { person } = this.#place;
    if (!this.#other) return this.#rooms.take(person, this.#roomBytes);
    const second = this.#rooms.takeFree(person, this.#roomBytes);
    if (second) return second;
    await this.#writing;
    const room = this.#other;
    this.#other = undefined;
    return room;
  }

  async #seal(chunk: Buffer, isLast: boolean): Promise<void> {
    // Not while there is one: each pause costs.
    if (!this.#room) this.#room = await this.#freeRoom();
    if (!this.#sealer) {
      this.#sealer = new StreamSealer(streamOf(this.#fileKey, this.#place, this.#segment));
      this.#room.set(this.#sealer.header);
      this.#sealedBytes = this.#sealer.header.length;
    }
    this.#sealedBytes = this.#sealer.sealInto(this.#room, this.#sealedBytes, chunk, isLast);
    this.#chunks += 1;
    this.#partBytes += chunk.length;
  }

  /** Hands the part on to be written; waits for the one before it, whose room is free then. */
  async #put(isEnded: boolean): Promise<void> {
    const room = this.#room;
    if (!room) return;
    const [bytes, plain] = [room.subarray(0, this.#sealedBytes), this.#partBytes];
    this.#sealedBytes = 0;
    this.#partBytes = 0;
    await this.#writing;
    [this.#room, this.#other] = [this.#other, room];
    this.#writing = this.#store(this.#segment, bytes, plain, isEnded);
    // Whoever writes or ends next is told.
    this.#writing.catch(() => undefined);
  }

  async #store(segment: number, bytes: Buffer, plain: number, isEnded: boolean): Promise<void> {
    const key = objectOf(this.#place, segment);
    let begun = this.#growing?.begun;
    try {
      begun ??= await this.#objects.begin(key);
      const { parts = [], bytes: before = 0 } = this.#growing ?? {};
      const part = await this.#objects.putPart(key, begun, parts, bytes);
      const growing = { begun, parts: [...parts, part], bytes: before + plain, isEnded };
      this.#growing = isEnded ? undefined : growing;
      await this.#keeper.wrote(growing);
    } catch (error) {
      await this.#keeper.giveUp(begun === undefined ? undefined : { key, begun });
      throw error;
    }
  }
}
