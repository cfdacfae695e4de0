import type { LateNoun } from "./en-late.ts";

export const late: Readonly<Record<LateNoun, () => Promise<object>>> = {
  actions: () => import("./fr/actions.ts"),
  accounts: () => import("./fr/accounts.ts"),
  administration: () => import("./fr/administration.ts"),
  browsing: () => import("./fr/browsing.ts"),
  channelSettings: () => import("./fr/channelSettings.ts"),
  factors: () => import("./fr/factors.ts"),
  find: () => import("./fr/find.ts"),
  imports: () => import("./fr/imports.ts"),
  inspector: () => import("./fr/inspector.ts"),
  invites: () => import("./fr/invites.ts"),
  keys: () => import("./fr/keys.ts"),
  lists: () => import("./fr/lists.ts"),
  offline: () => import("./fr/offline.ts"),
  profiles: () => import("./fr/profiles.ts"),
  notices: () => import("./fr/notices.ts"),
  setup: () => import("./fr/setup.ts"),
  sidebar: () => import("./fr/sidebar.ts"),
  tokens: () => import("./fr/tokens.ts"),
  trust: () => import("./fr/trust.ts"),
  writing: () => import("./fr/writing.ts"),
};
