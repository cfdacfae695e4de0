import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

function onLanguage(listener: () => void): () => void {
  i18next.on("languageChanged", listener);
  return () => i18next.off("languageChanged", listener);
}

/** The words in the reader's language, and again when that changes. Light enough for each row of a long list. */
export function useWords(): TFunction<"texts"> {
  useSyncExternalStore(onLanguage, () => i18next.language);
  return i18next.t;
}
