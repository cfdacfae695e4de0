import type { FirstTexts } from "./en.ts";
import { app } from "./fr/app.ts";
import { channels } from "./fr/channels.ts";
import { companies } from "./fr/companies.ts";
import { errors } from "./fr/errors.ts";
import { messages } from "./fr/messages.ts";
import { people } from "./fr/people.ts";
import { ui } from "./fr/ui.ts";

export { late } from "./fr-late.ts";

export const texts: FirstTexts = { app, channels, companies, errors, messages, people, ui };
