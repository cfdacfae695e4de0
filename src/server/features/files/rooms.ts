/** Memory in which parts of uploads are gathered and written, one budget for all of the process. */

/** Bytes for all, and how many of them one person may have. */
interface Budget {
  readonly all: number;
  readonly each: number;
}
/** A dozen uploads at full speed; beyond that each has one room, then they wait for each other. */
const usualBudget: Budget = { all: 128 * 1024 * 1024, each: 48 * 1024 * 1024 };

export type Rooms = ReturnType<typeof createRooms>;

export function createRooms({ all, each }: Budget = usualBudget) {
  const held = new Map<string, number>();
  const waiting: { readonly person: string; readonly bytes: number; readonly go: () => void }[] = [];
  let free = all;

  const heldBy = (person: string): number => held.get(person) ?? 0;
  // One is larger than the whole budget only where the budget is that of a test.
  const fits = (person: string, bytes: number): boolean => (free >= bytes || free === all) && (heldBy(person) + bytes <= each || heldBy(person) === 0);

  function note(person: string, bytes: number): void {
    free -= bytes;
    const now = heldBy(person) + bytes;
    if (now === 0) held.delete(person);
    else held.set(person, now);
  }

  return {
    /** Waits in line for it; who has his share lets others pass. */
    async take(person: string, bytes: number): Promise<Buffer> {
      if (waiting.some((one) => one.person === person || fits(one.person, one.bytes)) || !fits(person, bytes))
        await new Promise<void>((go) => waiting.push({ person, bytes, go }));
      else note(person, bytes);
      return Buffer.allocUnsafe(bytes);
    },

    /** One more for whoever gets on without it, where nobody waits. */
    takeFree(person: string, bytes: number): Buffer | undefined {
      if (waiting.length > 0 || !fits(person, bytes)) return undefined;
      note(person, bytes);
      return Buffer.allocUnsafe(bytes);
    },

    giveBack(person: string, room: Buffer): void {
      note(person, -room.length);
      for (let i = 0; i < waiting.length; ) {
        const next = waiting[i];
        if (!next || !fits(next.person, next.bytes)) {
          i++;
          continue;
        }
        waiting.splice(i, 1);
        note(next.person, next.bytes);
        next.go();
      }
    },
  };
}
