import { useSyncExternalStore } from "react";

/** Choices of this browser, not of the account: they stay after sign-out and hold nothing private. */
export type SettingName = "tone" | "theme" | "language" | "sidebar" | "notices" | "lastCompany" | "offline" | "leaving";

const prefix = "bastide.";
const listeners = new Set<() => void>();

addEventListener("storage", (event) => {
  if (event.key === null || event.key.startsWith(prefix)) for (const listener of listeners) listener();
});

export function readSetting(name: SettingName): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null; // storage is switched off: everything works, nothing is remembered
  }
}

export function writeSetting(name: SettingName, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export function onSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows changes in this tab and in others. */
export function useSetting(name: SettingName): string | null {
  return useSyncExternalStore(onSettings, () => readSetting(name));
}
