/** Nouns whose words load with their screens: the channel and the sign-in don't wait for them. */
export const late = {
  actions: () => import("./en/actions.ts"),
  accounts: () => import("./en/accounts.ts"),
  administration: () => import("./en/administration.ts"),
  attachments: () => import("./en/attachments.ts"),
  audit: () => import("./en/audit.ts"),
  browsing: () => import("./en/browsing.ts"),
  channelSettings: () => import("./en/channelSettings.ts"),
  connections: () => import("./en/connections.ts"),
  drive: () => import("./en/drive.ts"),
  factors: () => import("./en/factors.ts"),
  find: () => import("./en/find.ts"),
  imports: () => import("./en/imports.ts"),
  inspector: () => import("./en/inspector.ts"),
  invites: () => import("./en/invites.ts"),
  keys: () => import("./en/keys.ts"),
  lists: () => import("./en/lists.ts"),
  mail: () => import("./en/mail.ts"),
  offline: () => import("./en/offline.ts"),
  profiles: () => import("./en/profiles.ts"),
  notices: () => import("./en/notices.ts"),
  search: () => import("./en/search.ts"),
  setup: () => import("./en/setup.ts"),
  shares: () => import("./en/shares.ts"),
  sidebar: () => import("./en/sidebar.ts"),
  tokens: () => import("./en/tokens.ts"),
  trust: () => import("./en/trust.ts"),
  writing: () => import("./en/writing.ts"),
};

export type LateNoun = keyof typeof late;

/** Refusals that only these screens meet. */
export type LateError = keyof (typeof import("./en/accounts.ts").errors &
  typeof import("./en/attachments.ts").errors &
  typeof import("./en/connections.ts").errors &
  typeof import("./en/factors.ts").errors &
  typeof import("./en/imports.ts").errors &
  typeof import("./en/tokens.ts").errors);
