// The words of the app, in English and French, and what Intl makes of dates and lists in the reader's language.
// Not here: the choice of language (a setting) and words of the server (its errors are codes; they are worded in `errors`).
// Start at `en.ts`: one file per noun in `en/` and `fr/`; a test keeps both alike and finds words outside of them. The words of
// `en-late.ts` load with their screens, by `withWords`.
import i18next from "i18next";
import { onSettings, readSetting, writeSetting } from "../app/settings.ts";
import type { Texts } from "./en.ts";
import type { LateNoun } from "./en-late.ts";

export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "texts";
    resources: { texts: Texts };
  }
}

const load: Record<Language, () => Promise<{ texts: object; late: Readonly<Record<LateNoun, () => Promise<object>>> }>> = {
  en: () => import("./en.ts"),
  fr: () => import("./fr.ts"),
};

function wanted(): Language {
  const choices = [readSetting("language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return choices.flatMap((choice) => languages.filter((language) => language === choice))[0] ?? "en";
}

const brought = new Set<LateNoun>();

async function bring(language: Language): Promise<void> {
  const { texts, late } = await load[language]();
  const first = i18next.hasResourceBundle(language, "texts") ? {} : texts;
  const others = await Promise.all([...brought].map((noun) => late[noun]()));
  for (const part of [first, ...others]) i18next.addResourceBundle(language, "texts", part, true, true);
}

/** Loads what comes later than the first screens together with the words that it shows. */
export async function withWords<T>(nouns: readonly LateNoun[], part: Promise<T>): Promise<T> {
  for (const noun of nouns) brought.add(noun);
  const [loaded] = await Promise.all([part, bring(languages.find((language) => language === i18next.language) ?? wanted())]);
  return loaded;
}

/** Loads the reader's language, and only that one; a choice that is made later, in this tab or another, is followed at once. */
export async function startWords(): Promise<void> {
  await i18next.init({ lng: wanted(), defaultNS: "texts", resources: {}, interpolation: { escapeValue: false }, parseMissingKeyHandler: missing });
  await change(wanted());
  onSettings(() => void follow().catch(() => undefined)); // asked for again with the next change
}

async function follow(): Promise<void> {
  const language = wanted();
  if (readSetting("language") !== null && language !== i18next.language) await change(language);
}

let chosen: Language;
async function change(language: Language): Promise<void> {
  chosen = language;
  await bring(language);
  if (language !== chosen) return; // another one meanwhile
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** A name without words is a fault: the tests read the console. */
function missing(name: string): string {
  console.error(`no words for ${name}`);
  return name;
}

export async function speak(language: Language): Promise<void> {
  writeSetting("language", language);
  await change(language); // also where storage is switched off
}
