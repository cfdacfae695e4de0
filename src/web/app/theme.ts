import { readSetting, useSetting, writeSetting } from "./settings.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: string | null): value is Theme => themes.some((theme) => theme === value);

export function useTheme(): [Theme, (theme: Theme) => void] {
  const value = useSetting("theme");
  return [isTheme(value) ? value : "system", (theme) => writeSetting("theme", theme)];
}

/** Puts the chosen theme on the page; called again whenever the setting changes, in this tab or another. */
export function applyTheme(): void {
  const value = readSetting("theme");
  if (value === "light" || value === "dark") document.documentElement.dataset["theme"] = value;
  else delete document.documentElement.dataset["theme"];
}
