import i18next from "i18next";
import { useWords } from "../../i18n/use-words.ts";

const units = ["byte", "kilo", "mega", "giga"] as const;

/** Sizes and shares in the reader's language. */
export function useSizes() {
  const t = useWords();
  return {
    size(bytes: number): string {
      const step = Math.min(3, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
      const value = bytes / 1000 ** step;
      const number = value.toLocaleString(i18next.language, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 });
      return `${number}\u00a0${t(`attachments.units.${units[step] ?? "byte"}`)}`;
    },
    share: (part: number, whole: number) => (whole === 0 ? 1 : part / whole).toLocaleString(i18next.language, { style: "percent" }),
  };
}

const endings = /\.([\p{L}\p{N}]{1,8})$/u;

/** What people call a file of this kind: its ending, else the second half of its media type. */
export const kindOf = (name: string, type: string): string =>
  (endings.exec(name)?.[1] ?? (type === "application/octet-stream" ? "" : (type.split("/")[1] ?? ""))).toUpperCase();
