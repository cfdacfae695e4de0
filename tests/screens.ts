/**
 * Every screen × state, as a table: which file draws it, where it is, and for each state what is done to see it, or why it has none.
 * `e2e/screens.test.ts` takes them all in both widths, themes and languages, and fails on what is missing here.
 */
import { account } from "./screens/account.ts";
import { administration } from "./screens/administration.ts";
import type { Screen } from "./screens/cells.ts";
import { channel } from "./screens/channel.ts";
import { connections } from "./screens/connections.ts";
import { dialogs } from "./screens/dialogs.ts";
import { drive } from "./screens/drive.ts";
import { lists } from "./screens/lists.ts";
import { mail } from "./screens/mail.ts";
import { shares } from "./screens/shares.ts";
import { tokens } from "./screens/tokens.ts";
import { upkeep } from "./screens/upkeep.ts";

export { type Actor, type Given, repeating, type Screen, type Shot, states } from "./screens/cells.ts";

export const screens: Readonly<Record<string, Screen>> = {
  ...account,
  ...channel,
  ...lists,
  ...drive,
  ...dialogs,
  ...administration,
  ...connections,
  ...tokens,
  ...mail,
  ...upkeep,
  ...shares,
};

/** Pictures of the documentation, in docs/screenshots: made anew by `UPDATE_DOCS_PICTURES=1` and the test of the screens. */
export const pictures: readonly { readonly file: string; readonly of: string; readonly size: "desktop" | "phone"; readonly theme: "light" | "dark" }[] = [
  { file: "thread", of: "thread", size: "desktop", theme: "light" },
  { file: "channel-dark", of: "channel", size: "desktop", theme: "dark" },
  { file: "channel-phone", of: "channel", size: "phone", theme: "light" },
  { file: "home-phone", of: "home", size: "phone", theme: "light" },
  { file: "inbox", of: "inbox", size: "desktop", theme: "light" },
  { file: "switcher", of: "dialog-switch", size: "desktop", theme: "light" },
  { file: "drive", of: "folder", size: "desktop", theme: "light" },
  { file: "drive-phone", of: "folder", size: "phone", theme: "light" },
  { file: "viewer", of: "viewer-page", size: "desktop", theme: "light" },
  { file: "viewer-phone", of: "viewer-page", size: "phone", theme: "light" },
  { file: "search", of: "search-found", size: "desktop", theme: "light" },
  { file: "search-phone", of: "search-found", size: "phone", theme: "light" },
  { file: "share", of: "share", size: "desktop", theme: "light" },
  { file: "share-phone", of: "share", size: "phone", theme: "light" },
  { file: "browse", of: "dialog-browse", size: "desktop", theme: "light" },
  { file: "stored", of: "stored", size: "desktop", theme: "light" },
  { file: "administration", of: "administration", size: "desktop", theme: "light" },
  { file: "people", of: "administration-people", size: "desktop", theme: "light" },
  { file: "invitations", of: "administration-invitations", size: "desktop", theme: "light" },
  { file: "trust", of: "trust", size: "desktop", theme: "light" },
];
