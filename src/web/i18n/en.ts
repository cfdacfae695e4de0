import { app } from "./en/app.ts";
import { channels } from "./en/channels.ts";
import { companies } from "./en/companies.ts";
import { errors } from "./en/errors.ts";
import { messages } from "./en/messages.ts";
import { people } from "./en/people.ts";
import { ui } from "./en/ui.ts";

export { late } from "./en-late.ts";

export const texts = { app, channels, companies, errors, messages, people, ui };

/** Same keys, any words: what another language has to bring. */
export type Wording<T> = { readonly [K in keyof T]: T[K] extends string ? string : Wording<T[K]> };

type Late = typeof import("./en/accounts.ts") &
  typeof import("./en/attachments.ts") &
  typeof import("./en/administration.ts") &
  typeof import("./en/actions.ts") &
  typeof import("./en/audit.ts") &
  typeof import("./en/writing.ts") &
  typeof import("./en/browsing.ts") &
  typeof import("./en/channelSettings.ts") &
  typeof import("./en/connections.ts") &
  typeof import("./en/drive.ts") &
  typeof import("./en/factors.ts") &
  typeof import("./en/find.ts") &
  typeof import("./en/imports.ts") &
  typeof import("./en/inspector.ts") &
  typeof import("./en/invites.ts") &
  typeof import("./en/keys.ts") &
  typeof import("./en/lists.ts") &
  typeof import("./en/mail.ts") &
  typeof import("./en/offline.ts") &
  typeof import("./en/profiles.ts") &
  typeof import("./en/notices.ts") &
  typeof import("./en/search.ts") &
  typeof import("./en/setup.ts") &
  typeof import("./en/shares.ts") &
  typeof import("./en/sidebar.ts") &
  typeof import("./en/tokens.ts") &
  typeof import("./en/trust.ts");
export type FirstTexts = Wording<typeof texts>;
export type Texts = FirstTexts & Wording<Late>;
