/** All sabotages, by what their claims are about. A sabotaged process is told a place in this list. */
import { access } from "./access.ts";
import { credentials } from "./credentials.ts";
import type { Sabotage } from "./define.ts";
import { outward } from "./outward.ts";
import { providers } from "./providers.ts";
import { stored } from "./stored.ts";

export const sabotages: readonly Sabotage[] = [...stored, ...access, ...credentials, ...outward, ...providers];
