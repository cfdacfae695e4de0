import type { TFunction } from "i18next";
import { knownText } from "../../i18n/known-text.ts";
import type { Entry } from "./scope.ts";

export type Names = Readonly<Record<string, string>>;

/** What the entry says, as one would tell it. */
export function sentenceOf(t: TFunction<"texts">, entry: Entry, names: Names): string {
  const { actor, object, subject, details, concealed } = entry;
  const called = (id: string) => names[id] ?? t("audit.unnamed", { id: id.slice(0, 8) });
  const stranger = () => (details?.["device"] === "command line" ? t("audit.operator") : t("audit.stranger"));
  const done = knownText(`audit.did.${entry.action}`, {
    who: actor === null ? stranger() : called(actor),
    object: object === null ? t(concealed ? "audit.concealed" : "audit.something") : called(object),
    subject: subject === null ? t(concealed ? "audit.concealedPerson" : "audit.somebody") : called(subject),
  });
  return done ?? entry.action;
}
