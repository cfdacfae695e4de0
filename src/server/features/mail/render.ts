import type { MailLanguage, MailTemplate } from "../../../contract/mail.ts";
import { type MailValues, wordsOf } from "./templates.ts";

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  /** The same words. Loads nothing from anywhere, and the one link shows where it leads. */
  readonly html: string;
}

export function render(template: MailTemplate, language: MailLanguage, values: MailValues): Rendered {
  const { subject, before, link, after = [] } = wordsOf(template, language, values);
  const text = [...before, ...(link ? [`${link.label}:\n${link.url}`] : []), ...after, "-- \nBastide"].join("\n\n");
  const paragraph = (words: string) => `<p>${escaped(words)}</p>`;
  const button = link ? [`<p><a href="${escaped(link.url)}">${escaped(link.label)}</a><br><small>${escaped(link.url)}</small></p>`] : [];
  const body = [...before.map(paragraph), ...button, ...after.map(paragraph)].join("\n");
  const style = "font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;max-width:36rem";
  const html = `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>\n<body style="${style}">\n${body}\n</body></html>\n`;
  return { subject, text: `${text}\n`, html };
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");

/** For the preview: what might stand in place of names, links and dates. */
export const examples = (origin: string, now: number): MailValues => ({
  company: "Acme",
  by: "Ana Ruiz",
  name: "lea",
  host: new URL(origin).host,
  url: `${origin}/…`,
  until: String(now + 1_800_000),
  at: String(now),
  device: "Firefox · Linux",
  address: "192.0.2.7",
  domain: "acme.example",
  record: "_bastide.acme.example",
});
