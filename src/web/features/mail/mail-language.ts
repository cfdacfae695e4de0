import i18next from "i18next";
import type { MailLanguage } from "../../../contract/index.ts";

/** The reader's language, as far as mails are written in it. */
export const mailLanguage = (): MailLanguage => (i18next.language === "fr" ? "fr" : "en");
