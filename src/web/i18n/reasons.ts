import i18next from "i18next";
import { useEffect, useState } from "react";
import { useWords } from "./use-words.ts";

type Reasons = typeof import("./fr/reasons.ts");

/**
 * Why a stored column is clear or sealed, in the reader's language. The reasons are written beside the columns, in English;
 * their French stands in a list of its own, which a test holds against all columns that there are.
 */
export function useReasons(): (why: string) => string {
  useWords();
  const [french, setFrench] = useState<Reasons>();
  const isFrench = i18next.language === "fr";
  useEffect(() => {
    if (isFrench) void import("./fr/reasons.ts").then(setFrench);
  }, [isFrench]);
  return (why) => (isFrench && french ? french.inFrench(why) : why);
}
