import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { withWords } from "../i18n/index.ts";
import { Failed } from "./failed.tsx";
import { Gate } from "./gate.tsx";
import {
  channelSearch,
  driveSearch,
  inboxSearch,
  logSearch,
  peopleSearch,
  readSearch,
  securitySearch,
  setupSearch,
  shellSearch,
  threadsSearch,
  writeSearch,
} from "./urls.ts";

/**
 * Every screen has a URL; what stands beside it (a panel, a dialog, the message in focus) stands in its search part, see `urls.ts`.
 * Secrets of links stand behind `#`, which browsers never send: `/setup#token=…`, `/invite#token=…`, `/reset#token=…`.
 * Screens outside of `gated` are for anybody; they load with their own files.
 */
const root = createRootRoute({ component: Outlet, notFoundComponent: lazyRouteComponent(() => import("./nowhere.tsx"), "Nowhere"), errorComponent: Failed });

const gated = createRoute({
  getParentRoute: () => root,
  id: "gated",
  component: () => (
    <Gate>
      <Outlet />
    </Gate>
  ),
});

const home = createRoute({ getParentRoute: () => gated, path: "/", component: lazyRouteComponent(() => import("./home.tsx"), "Home") });

const company = createRoute({
  getParentRoute: () => gated,
  path: "/c/$company",
  validateSearch: shellSearch,
  component: lazyRouteComponent(() => import("./shell.tsx"), "Shell"),
});
const companyHome = createRoute({
  getParentRoute: () => company,
  path: "/",
  component: lazyRouteComponent(() => import("../features/companies/company-home.tsx"), "CompanyHome"),
});
const inbox = createRoute({
  getParentRoute: () => company,
  path: "/inbox",
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => withWords(["lists"], import("../features/inbox/inbox.tsx")), "Inbox"),
});
const threads = createRoute({
  getParentRoute: () => company,
  path: "/threads",
  validateSearch: threadsSearch,
  component: lazyRouteComponent(() => withWords(["lists"], import("../features/threads/threads-screen.tsx")), "ThreadsScreen"),
});
const saved = createRoute({
  getParentRoute: () => company,
  path: "/saved",
  component: lazyRouteComponent(() => withWords(["lists"], import("../features/saved/saved-screen.tsx")), "SavedScreen"),
});
const drafts = createRoute({
  getParentRoute: () => company,
  path: "/drafts",
  component: lazyRouteComponent(() => withWords(["lists"], import("../features/scheduled-list/drafts-screen.tsx")), "DraftsScreen"),
});
const people = createRoute({
  getParentRoute: () => company,
  path: "/people",
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => withWords(["lists", "profiles"], import("../features/people/people-screen.tsx")), "PeopleScreen"),
});
const you = createRoute({
  getParentRoute: () => company,
  path: "/you",
  component: lazyRouteComponent(() => withWords(["accounts", "profiles", "notices", "offline"], import("../features/people/you.tsx")), "You"),
});
const likes = createRoute({
  getParentRoute: () => company,
  path: "/you/$part",
  component: lazyRouteComponent(() => withWords(["keys", "notices"], import("../features/frame/settings-screen.tsx")), "SettingsScreen"),
});
const search = createRoute({
  getParentRoute: () => company,
  path: "/search",
  component: lazyRouteComponent(() => withWords(["search"], import("../features/search/search-screen.tsx")), "SearchScreen"),
});
const drive = createRoute({
  getParentRoute: () => company,
  path: "/drive/{-$place}/{-$folder}",
  validateSearch: driveSearch,
  component: lazyRouteComponent(() => withWords(["drive", "attachments"], import("../features/drive/drive-screen.tsx")), "DriveScreen"),
});
const administration = createRoute({
  getParentRoute: () => company,
  path: "/administration/{-$part}",
  validateSearch: logSearch,
  component: lazyRouteComponent(
    () =>
      withWords(["administration", "accounts", "factors", "invites", "tokens", "connections"], import("../features/administration/administration-screen.tsx")),
    "AdministrationScreen",
  ),
});
const channel = createRoute({
  getParentRoute: () => company,
  path: "/channels/$channel",
  validateSearch: channelSearch,
  component: lazyRouteComponent(() => import("../features/channels/channel-screen.tsx"), "ChannelScreen"),
});
const importing = createRoute({
  getParentRoute: () => company,
  path: "/import",
  component: lazyRouteComponent(() => withWords(["imports"], import("../features/imports/import-screen.tsx")), "ImportScreen"),
});

const settings = createRoute({
  getParentRoute: () => gated,
  path: "/settings",
  component: lazyRouteComponent(() => withWords(["accounts", "mail"], import("../features/accounts/account-screen.tsx")), "AccountScreen"),
});
const security = createRoute({
  getParentRoute: () => gated,
  path: "/settings/security",
  validateSearch: securitySearch,
  component: lazyRouteComponent(
    () => withWords(["factors", "accounts", "audit", "connections"], import("../features/factors/security-screen.tsx")),
    "SecurityScreen",
  ),
});
const tokens = createRoute({
  getParentRoute: () => gated,
  path: "/settings/tokens",
  component: lazyRouteComponent(() => withWords(["tokens", "accounts", "administration"], import("../features/tokens/tokens-screen.tsx")), "TokensScreen"),
});
const mail = createRoute({
  getParentRoute: () => gated,
  path: "/settings/mail",
  component: lazyRouteComponent(() => withWords(["mail", "accounts", "administration"], import("../features/mail/mail-screen.tsx")), "MailScreen"),
});
const kit = createRoute({
  getParentRoute: () => gated,
  path: "/settings/kit",
  component: lazyRouteComponent(() => withWords(["setup", "accounts"], import("../features/setup/kit-screen.tsx")), "KitScreen"),
});
const log = createRoute({
  getParentRoute: () => gated,
  path: "/settings/log",
  validateSearch: logSearch,
  component: lazyRouteComponent(() => withWords(["audit", "accounts", "administration"], import("../features/audit/installation-log.tsx")), "InstallationLog"),
});
const trust = createRoute({
  getParentRoute: () => gated,
  path: "/trust",
  component: lazyRouteComponent(() => withWords(["trust"], import("../features/trust/trust-screen.tsx")), "TrustScreen"),
});
const columns = createRoute({
  getParentRoute: () => gated,
  path: "/trust/columns",
  component: lazyRouteComponent(() => withWords(["trust"], import("../features/trust/columns-screen.tsx")), "ColumnsScreen"),
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: lazyRouteComponent(() => withWords(["connections", "accounts"], import("../features/connections/login-screen.tsx")), "Login"),
});
const companyLogin = createRoute({
  getParentRoute: () => root,
  path: "/login/$company",
  component: lazyRouteComponent(() => withWords(["connections", "accounts"], import("../features/connections/login-screen.tsx")), "CompanyLogin"),
});
const back = createRoute({
  getParentRoute: () => root,
  path: "/login/back",
  component: lazyRouteComponent(() => withWords(["connections", "accounts", "factors"], import("../features/connections/back-screen.tsx")), "BackScreen"),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: setupSearch,
  component: lazyRouteComponent(() => withWords(["setup", "accounts", "inspector"], import("../features/setup/setup-screen.tsx")), "SetupScreen"),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: lazyRouteComponent(() => withWords(["invites", "accounts"], import("../features/invites/invite-screen.tsx")), "InviteScreen"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => withWords(["accounts"], import("../features/accounts/reset-screen.tsx")), "ResetScreen"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => withWords(["mail", "accounts"], import("../features/mail/forgot-screen.tsx")), "ForgotScreen"),
});
const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  component: lazyRouteComponent(() => withWords(["mail", "accounts"], import("../features/mail/confirm-screen.tsx")), "ConfirmEmailScreen"),
});
const share = createRoute({
  getParentRoute: () => root,
  path: "/share",
  component: lazyRouteComponent(() => withWords(["shares", "accounts", "attachments"], import("../features/shares/share-screen.tsx")), "ShareScreen"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    gated.addChildren([
      home,
      settings,
      security,
      tokens,
      mail,
      kit,
      log,
      trust,
      columns,
      company.addChildren([companyHome, inbox, threads, saved, drafts, people, search, drive, you, likes, administration, channel, importing]),
    ]),
    login,
    companyLogin,
    back,
    setup,
    invite,
    reset,
    forgot,
    confirmEmail,
    share,
  ]),
  defaultPreload: "intent",
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
