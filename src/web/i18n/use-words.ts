import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

function onLanguage(listener: () => void): () => void {
  i18next.on("languageChanged", listener);
  return () => i18next.off("languageChanged", listener);
}

/** Another function per language, so that what is remembered of its words is made anew. */
const spoken: Record<string, TFunction<"texts">> = {};

/** The words in the reader's language, and again when that changes. Light enough for each row of a long list. */
export function useWords(): TFunction<"texts"> {
  const language = useSyncExternalStore(onLanguage, () => i18next.language);
  const t = spoken[language] ?? i18next.getFixedT(language);
  spoken[language] = t;
  return t;
}
