/** Nouns whose words load with their screens: the channel and the sign-in don't wait for them. */
export const late = {
  en: {
    accounts: () => import("./en/accounts.ts"),
    imports: () => import("./en/imports.ts"),
    inspector: () => import("./en/inspector.ts"),
    invites: () => import("./en/invites.ts"),
    setup: () => import("./en/setup.ts"),
    sidebar: () => import("./en/sidebar.ts"),
    trust: () => import("./en/trust.ts"),
  },
  fr: {
    accounts: () => import("./fr/accounts.ts"),
    imports: () => import("./fr/imports.ts"),
    inspector: () => import("./fr/inspector.ts"),
    invites: () => import("./fr/invites.ts"),
    setup: () => import("./fr/setup.ts"),
    sidebar: () => import("./fr/sidebar.ts"),
    trust: () => import("./fr/trust.ts"),
  },
};

export type LateNoun = keyof (typeof late)["en"];
