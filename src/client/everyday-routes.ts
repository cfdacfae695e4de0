import { accounts } from "../contract/accounts.ts";
import { channels } from "../contract/channels.ts";
import { drafts } from "../contract/drafts.ts";
import { messages } from "../contract/messages.ts";
import { people } from "../contract/people.ts";
import { preferences } from "../contract/preferences.ts";
import { saved } from "../contract/saved.ts";
import { scheduled } from "../contract/scheduled.ts";
import { teams } from "../contract/teams.ts";
import { threads } from "../contract/threads.ts";
import { routesOf } from "./route.ts";

/** Those of reading and writing. The web build replaces this module by its value, so that no validator travels to the browser. */
export const everyday = routesOf({
  ...accounts,
  ...people,
  ...preferences,
  ...teams,
  ...channels,
  ...messages,
  ...threads,
  ...drafts,
  ...saved,
  ...scheduled,
});
