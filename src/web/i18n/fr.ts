import type { Texts } from "./en.ts";
import { accounts } from "./fr/accounts.ts";
import { app } from "./fr/app.ts";
import { channels } from "./fr/channels.ts";
import { companies } from "./fr/companies.ts";
import { errors } from "./fr/errors.ts";
import { imports } from "./fr/imports.ts";
import { inspector } from "./fr/inspector.ts";
import { invites } from "./fr/invites.ts";
import { messages } from "./fr/messages.ts";
import { people } from "./fr/people.ts";
import { setup } from "./fr/setup.ts";
import { trust } from "./fr/trust.ts";
import { ui } from "./fr/ui.ts";

export const texts: Texts = { accounts, app, channels, companies, errors, imports, inspector, invites, messages, people, setup, trust, ui };
