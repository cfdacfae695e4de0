const name = "bastide.held";
const text = (channel: string, turn: number, marker: number): string => [channel, turn, marker].join();

/** What was marked as unread in this visit of a channel, for the tab's life: a reload doesn't end the visit, but where storage is switched off. */
const inTab = <T>(use: (tab: Storage) => T): T | undefined => {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
};

export const hold = (...place: Parameters<typeof text>): void => inTab((tab) => tab.setItem(name, text(...place)));
export const isHeld = (...place: Parameters<typeof text>): boolean => inTab((tab) => tab.getItem(name)) === text(...place);
export const letGo = (): void => inTab((tab) => tab.removeItem(name));
