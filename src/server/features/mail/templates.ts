/** What is written to people, in every language. Each mail is a subject, paragraphs, and at most one link. */
import type { MailLanguage, MailTemplate } from "../../../contract/mail.ts";

export type MailValues = Readonly<Record<string, string>>;

export interface Words {
  readonly subject: string;
  readonly before: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  readonly after?: readonly string[];
}

type Write = (value: (name: string) => string, date: (name: string) => string) => Words;

const en: Readonly<Record<MailTemplate, Write>> = {
  invitation: (value, date) => ({
    subject: `Invitation to ${value("company")}`,
    before: [`${value("by")} invites you to ${value("company")}.`],
    link: { label: "Accept the invitation", url: value("url") },
    after: [`The link is good until ${date("until")}. If you don't know who sent this, ignore it: nothing happens.`],
  }),
  reset: (value, date) => ({
    subject: "A new password",
    before: ["Somebody asked for a new password for your account. If it was you, set one here:"],
    link: { label: "Set a new password", url: value("url") },
    after: [`The link is good once, until ${date("until")}. If it was not you, ignore this mail: your password stays as it is.`],
  }),
  reset_by_owner: (value, date) => ({
    subject: "A new password",
    before: ["Whoever runs this workspace made a link for you, so that you can set a new password:"],
    link: { label: "Set a new password", url: value("url") },
    after: [`The link is good once, until ${date("until")}. Until then your password stays as it is.`],
  }),
  sign_in: (value, date) => ({
    subject: "A new sign-in to your account",
    before: [
      `Your account "${value("name")}" at ${value("host")} was signed in to on ${date("at")}.`,
      `Device: ${value("device")}. Address: ${value("address")}.`,
      "If this was you, there is nothing to do. If not, open your workspace as you always do, end that session under Settings, Security, and change your password.",
    ],
  }),
  email_confirm: (value, date) => ({
    subject: "Confirm your e-mail address",
    before: [`The account "${value("name")}" at ${value("host")} wants to use this address. If that is you, confirm it:`],
    link: { label: "Confirm the address", url: value("url") },
    after: [`The link is good once, until ${date("until")}. If it is not you, ignore this mail: the address is not used.`],
  }),
  email_changed: (value, date) => ({
    subject: "Your e-mail address was changed",
    before: [
      `The account "${value("name")}" at ${value("host")} no longer uses this address since ${date("at")}.`,
      "If this was you, there is nothing to do. If not, tell whoever runs your workspace at once: somebody else may be in your account.",
    ],
  }),
  email_taken: (value) => ({
    subject: "Your e-mail address is already in use",
    before: [
      `Somebody wanted to use this address for another account at ${value("host")}. Your account already has it, so nothing was changed.`,
      "If this was you, sign in to the account that you have.",
    ],
  }),
  domain_lost: (value, date) => ({
    subject: `The domain ${value("domain")} lost its record`,
    before: [
      `The DNS does not say any more that ${value("domain")} is yours: the TXT record ${value("record")} is gone, or is another one.`,
      `Until ${date("until")} everything goes on. After that the sign-in at ${value("host")} believes no provider about addresses of this domain, until the record is there again.`,
    ],
  }),
  test: (value, date) => ({
    subject: "A mail to try the connection",
    before: [`${value("host")} sent this on ${date("at")}, because you pressed the button. Mail works.`],
  }),
};

const fr: Readonly<Record<MailTemplate, Write>> = {
  invitation: (value, date) => ({
    subject: `Invitation à rejoindre ${value("company")}`,
    before: [`${value("by")} vous invite à rejoindre ${value("company")}.`],
    link: { label: "Accepter l'invitation", url: value("url") },
    after: [`Le lien est valable jusqu'au ${date("until")}. Si vous ne savez pas qui vous écrit, ignorez ce message : rien ne se passera.`],
  }),
  reset: (value, date) => ({
    subject: "Un nouveau mot de passe",
    before: ["Quelqu'un a demandé un nouveau mot de passe pour votre compte. Si c'est vous, choisissez-le ici :"],
    link: { label: "Choisir un nouveau mot de passe", url: value("url") },
    after: [`Le lien sert une seule fois, jusqu'au ${date("until")}. Si ce n'est pas vous, ignorez ce message : votre mot de passe ne change pas.`],
  }),
  reset_by_owner: (value, date) => ({
    subject: "Un nouveau mot de passe",
    before: ["Qui gère cet espace de travail a créé un lien pour que vous choisissiez un nouveau mot de passe :"],
    link: { label: "Choisir un nouveau mot de passe", url: value("url") },
    after: [`Le lien sert une seule fois, jusqu'au ${date("until")}. D'ici là, votre mot de passe ne change pas.`],
  }),
  sign_in: (value, date) => ({
    subject: "Nouvelle connexion à votre compte",
    before: [
      `Quelqu'un s'est connecté à votre compte « ${value("name")} » sur ${value("host")} le ${date("at")}.`,
      `Appareil : ${value("device")}. Adresse : ${value("address")}.`,
      "Si c'était vous, il n'y a rien à faire. Sinon, ouvrez votre espace de travail comme d'habitude, fermez cette session dans Réglages, Sécurité, et changez votre mot de passe.",
    ],
  }),
  email_confirm: (value, date) => ({
    subject: "Confirmez votre adresse électronique",
    before: [`Le compte « ${value("name")} » sur ${value("host")} souhaite utiliser cette adresse. Si c'est vous, confirmez-la :`],
    link: { label: "Confirmer l'adresse", url: value("url") },
    after: [`Le lien sert une seule fois, jusqu'au ${date("until")}. Si ce n'est pas vous, ignorez ce message : l'adresse ne sera pas utilisée.`],
  }),
  email_changed: (value, date) => ({
    subject: "Votre adresse électronique a changé",
    before: [
      `Le compte « ${value("name")} » sur ${value("host")} n'utilise plus cette adresse depuis le ${date("at")}.`,
      "Si c'était vous, il n'y a rien à faire. Sinon, prévenez tout de suite qui gère votre espace de travail : quelqu'un d'autre est peut-être dans votre compte.",
    ],
  }),
  email_taken: (value) => ({
    subject: "Votre adresse électronique est déjà utilisée",
    before: [
      `Quelqu'un voulait utiliser cette adresse pour un autre compte sur ${value("host")}. Votre compte l'a déjà : rien n'a changé.`,
      "Si c'était vous, connectez-vous au compte que vous avez.",
    ],
  }),
  domain_lost: (value, date) => ({
    subject: `Le domaine ${value("domain")} a perdu son enregistrement`,
    before: [
      `Le DNS ne dit plus que ${value("domain")} est à vous : l'enregistrement TXT ${value("record")} a disparu, ou a changé.`,
      `Jusqu'au ${date("until")} tout continue. Ensuite la connexion à ${value("host")} ne croit plus aucun fournisseur sur les adresses de ce domaine, jusqu'à ce que l'enregistrement soit de retour.`,
    ],
  }),
  test: (value, date) => ({
    subject: "Un message pour essayer la connexion",
    before: [`${value("host")} a envoyé ce message le ${date("at")}, parce que vous avez appuyé sur le bouton. Le courrier fonctionne.`],
  }),
};

const catalogs: Readonly<Record<MailLanguage, Readonly<Record<MailTemplate, Write>>>> = { en, fr };

/** @param values texts; dates as milliseconds since the epoch */
export function wordsOf(template: MailTemplate, language: MailLanguage, values: MailValues): Words {
  const value = (name: string) => oneLine(values[name] ?? "");
  const format = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const date = (name: string) => `${format.format(Number(values[name] ?? 0))} UTC`;
  return catalogs[language][template](value, date);
}

/** Names are other people's words: they break no line and turn no direction. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim()
    .slice(0, 2000);
