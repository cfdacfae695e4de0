/** One at a time under each name: whoever comes later waits until the one before is done. */
export function createTurns() {
  const turns = new Map<string, Promise<unknown>>();
  return {
    isTaken: (name: string): boolean => turns.has(name),

    async take<T>(name: string, work: () => Promise<T>): Promise<T> {
      const turn = Promise.allSettled([turns.get(name)]).then(work);
      turns.set(name, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(name) === turn) turns.delete(name);
      }
    },
  };
}
