const most = 50;
const keyOf = (account: string) => `bastide.recent.${account}`;

/** Ids of what was chosen in the switcher of this browser, newest first; sign-out clears them. */
export function recentOf(account: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(account)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function noteRecent(account: string, id: string): void {
  const ids = [id, ...recentOf(account).filter((other) => other !== id)].slice(0, most);
  try {
    localStorage.setItem(keyOf(account), JSON.stringify(ids));
  } catch {
    // Storage is switched off: the order stays as it is.
  }
}
