// The words of the app, in English and French, and what Intl makes of dates and lists in the reader's language.
// Not here: the choice of language (a setting) and words of the server (its errors are codes; they are worded in `errors`).
// Start at `en.ts`: one file per noun in `en/` and `fr/`; a test keeps both alike and finds words outside of them.
import i18next from "i18next";
import { readSetting, writeSetting } from "../app/settings.ts";
import type { Texts } from "./en.ts";

export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "texts";
    resources: { texts: Texts };
  }
}

const load: Record<Language, () => Promise<{ texts: object }>> = {
  en: () => import("./en.ts"),
  fr: () => import("./fr.ts"),
};

function wanted(): Language {
  const choices = [readSetting("language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return choices.flatMap((choice) => languages.filter((language) => language === choice))[0] ?? "en";
}

async function bring(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "texts")) return;
  i18next.addResourceBundle(language, "texts", (await load[language]()).texts);
}

/** Loads the reader's language, and only that one. */
export async function startWords(): Promise<void> {
  const language = wanted();
  await i18next.init({ lng: language, defaultNS: "texts", resources: {}, interpolation: { escapeValue: false } });
  await bring(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function speak(language: Language): Promise<void> {
  await bring(language);
  writeSetting("language", language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
