const key = (company: string) => `bastide.last.${company}`;

/** The channel that this tab had open last: an id, kept for the tab's life only. */
export function lastChannel(company: string): string | null {
  try {
    return sessionStorage.getItem(key(company));
  } catch {
    return null;
  }
}

export function keepLastChannel(company: string, channel: string): void {
  try {
    sessionStorage.setItem(key(company), channel);
  } catch {
    // Storage is switched off: the company opens at its first channel.
  }
}
