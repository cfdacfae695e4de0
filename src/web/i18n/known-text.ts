import i18next from "i18next";

/** The words under a name that is made of a server's code; undefined for a code that this build has no words for. */
export function knownText(name: string, blanks: Readonly<Record<string, string>> = {}): string | undefined {
  const isKnown: boolean = i18next.exists(name);
  return isKnown ? i18next.t(name as "ui.close", { ...blanks, defaultValue: name }) : undefined;
}
