import { accounts } from "./en/accounts.ts";
import { app } from "./en/app.ts";
import { channels } from "./en/channels.ts";
import { companies } from "./en/companies.ts";
import { errors } from "./en/errors.ts";
import { imports } from "./en/imports.ts";
import { inspector } from "./en/inspector.ts";
import { invites } from "./en/invites.ts";
import { messages } from "./en/messages.ts";
import { people } from "./en/people.ts";
import { setup } from "./en/setup.ts";
import { trust } from "./en/trust.ts";
import { ui } from "./en/ui.ts";

export const texts = { accounts, app, channels, companies, errors, imports, inspector, invites, messages, people, setup, trust, ui };

/** Same keys, any words: what another language has to bring. */
export type Wording<T> = { readonly [K in keyof T]: T[K] extends string ? string : Wording<T[K]> };
export type Texts = Wording<typeof texts>;
