/** What uploads leave free of the disk: messages, deletions and the log are written there when no more files are taken. */
import { CHUNK, SEALED_CHUNK } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";

const usual = (disk: number): number => Math.min(512 * 1024 * 1024, disk * 0.02);

const sealed = (plain: number): number => Math.ceil((plain / CHUNK) * SEALED_CHUNK);

/** @param kept bytes that are left free; null: 512 MiB, or 2 % of the disk where that is less */
export function createReserve(objects: Pick<ObjectStore, "room">, kept: number | null) {
  /** Bytes that are being brought: who only begins one has no room for it yet, or whoever began enough would keep out all others. */
  let underWay = 0;

  function check(room: Awaited<ReturnType<ObjectStore["room"]>>, bytes: number): void {
    if (!room || bytes === 0) return;
    if (room.free - underWay - sealed(bytes) < (kept ?? usual(room.all)))
      throw new Refusal("quota_full", { fields: [{ path: "headers.upload-length", problem: "no_room_disk" }] });
  }

  return {
    /** @throws Refusal quota_full */
    requireRoom: async (bytes: number): Promise<void> => check(await objects.room(), bytes),

    /**
     * Has the room for all that is missing of an upload while it comes; what came is on the disk and counts there.
     * @throws Refusal quota_full, before anything is taken
     */
    async during<T>(bytes: number, work: (came: (bytes: number) => void) => Promise<T>): Promise<T> {
      check(await objects.room(), bytes);
      let left = sealed(bytes);
      underWay += left;
      const came = (some: number) => {
        const gone = Math.min(left, sealed(some));
        left -= gone;
        underWay -= gone;
      };
      try {
        return await work(came);
      } finally {
        underWay -= left;
      }
    },
  };
}
export type Reserve = ReturnType<typeof createReserve>;
