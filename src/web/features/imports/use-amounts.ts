import i18next from "i18next";
import { useWords } from "../../i18n/use-words.ts";

/** Numbers, sizes and spans of time in the reader's language. */
export function useAmounts() {
  const t = useWords();
  const number = (value: number) => Math.round(value).toLocaleString(i18next.language);
  return {
    number,
    megabytes: (bytes: number) =>
      `${(bytes / 1e6).toLocaleString(i18next.language, { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} ${t("imports.units.megabytes")}`,
    /** @param seconds rounded up to what a person plans with */
    timeLeft(seconds: number): string {
      if (seconds < 60) return t("imports.left.moment");
      const minutes = Math.ceil(seconds / 60);
      return minutes < 90 ? t("imports.left.minutes", { count: minutes }) : t("imports.left.hours", { count: Math.ceil(minutes / 60) });
    },
  };
}
