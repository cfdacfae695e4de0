/** Signing in by other servers: before one is inside, and its administration. */
import type { Page } from "playwright-core";
import { answered, cut, type Given, inCompany, left, refusing, type Screen, screen, shot, uuid, waiting } from "./cells.ts";

const now = Date.UTC(2026, 9, 14, 8, 12);
const longName = "Sign-in of the bureau across the street and of everybody who ever worked there since its beginning";
const nobody = { as: "nobody" } as const;
const names = ["Google", "Microsoft", "Keycloak", longName];
const brands = ["google", "microsoft", "other"] as const;

const ways = (count: number) => ({
  ways: Array.from({ length: count }, (_, i) => ({
    holder: uuid(1),
    connection: uuid(i + 2),
    kind: "oidc" as const,
    brand: brands[i % 3] ?? "other",
    name: names[i % names.length] ?? "",
  })),
});
const found = (count: number, company: string | null = "Fabrique du Nord") => ({ findSignInWays: { company, ...ways(count) } });

const connection = (i: number) => ({
  id: uuid(i + 2),
  kind: "oidc" as const,
  state: (["on", "off", "draft"] as const)[i % 3] ?? "on",
  brand: brands[i % 3] ?? "other",
  name: names[i % names.length] ?? "",
  issuer:
    ["https://accounts.google.com", "https://login.microsoftonline.com/organizations/v2.0", `https://keycloak.example/realms/${"staff".repeat(12)}`][i % 3] ??
    "",
  clientId: "bastide",
  hasSecret: true,
  saml: null,
  tenants: i % 3 === 1 ? [uuid(77)] : [],
  newcomers: "member" as const,
  trustsMfa: false,
  groups: [],
  createdAt: now,
  problems: i % 2 ? [] : [{ at: now, code: "domain" as const, about: "somebody@elsewhere.example", count: 1 }],
});
const domain = (i: number) => ({
  id: `${"A".repeat(42)}${i % 10}`,
  name: i ? `site-${i}.nord.example` : "nord.example",
  state: i % 2 ? ("pending" as const) : ("verified" as const),
  until: i === 2 ? now + 86_400_000 : null,
  record: { name: "_bastide.nord.example", text: `bastide-verify=${"x".repeat(43)}` },
});
const listing = (count: number) => (given: Given) => ({
  listConnections: {
    connections: Array.from({ length: count }, (_, i) => connection(i)),
    domains: Array.from({ length: Math.min(count, 3) }, (_, i) => domain(i)),
    redirectUri: "https://workspace.example/login/back",
    rule: { required: false, breakGlass: [] },
    people: count ? [{ person: given.leo.person, connection: uuid(2), usedAt: now }] : [],
    next: count > 1 ? given.leo.person : null,
  },
});
const never = { found: 0, made: 0, changed: 0, back: 0, gone: 0, blocked: 0, failed: 0 };
const counts = { found: 412, made: 9, changed: 3, back: 1, gone: 7, blocked: 2, failed: 0 };
const sync = { state: "never" as const, startedAt: null, endedAt: null, nextAt: null, progress: null, problem: null, counts: never, gone: [], blocked: [] };
const directory = {
  ...{ id: uuid(50), name: "Staff", product: "openldap" as const, host: "ldap.nord.example", port: 636, security: "tls" as const, authorities: null },
  ...{ bindDn: "cn=bastide,dc=nord,dc=example", base: "ou=people,dc=nord,dc=example", filter: "(objectClass=inetOrgPerson)", loginAttributes: ["uid"] },
  ...{ groupRule: "member_of" as const, groups: [], disabledFilter: null, newcomers: "member" as const, state: "on" as const, hasPassword: true },
  ...{ createdAt: now, sync, problems: [{ at: now, code: "domain" as const, about: "lea@elsewhere.example", count: 12 }] },
};
const held = {
  ...{ ...sync, state: "held" as const, startedAt: now, endedAt: now, nextAt: now + 3_600_000, counts },
  problem: "brake_many",
  gone: [names[0] ?? "", longName].map((name, i) => ({ person: uuid(60 + i), name, channels: i * 3, teams: i })),
  blocked: [{ name: longName, login: "twin@nord.example", obstacle: "address_taken" as const }],
};
const changes = (["new", "changed", "back", "gone", "blocked"] as const).map((kind, i) => ({
  ...{
    kind,
    obstacle: kind === "blocked" ? ("taken_out" as const) : null,
    name: i ? `Person ${i}` : longName,
    login: `person${i}@nord.example`,
    person: null,
    role: i % 2 || kind === "blocked" ? null : ("member" as const),
  },
}));
const withDirectory = (state: typeof sync | typeof held) => (given: Given) => ({
  ...listing(1)(given),
  listDirectories: { directories: [{ ...directory, sync: state }] },
  tryDirectorySync: { counts, problem: null, changes, more: true },
});
const row = "main li:has(.lucide-folder-tree)";
const addDirectory = (page: Page) => page.locator("main button:has(.lucide-plus)").last().click();
const failed = "main .lucide-plug";
const openSaml = (page: Page) => page.locator("main button:has(.lucide-plus)").nth(1).click();
const openDialog = (page: Page) => page.locator("main button:has(.lucide-plus)").first().click();

export const connections: Readonly<Record<string, Screen>> = {
  login: screen("features/connections/login-screen.tsx", "/login", {
    usual: shot("input[name=email]", nobody),
    empty: answered(found(0, null), "[role=alert] p", { ...nobody, act: (page) => find(page) }),
    ...left("one field, which is there with the page", "loading"),
    error: refusing(["findSignInWays"], "[role=alert] p", { ...nobody, act: (page) => find(page) }, "too_many_requests"),
    ...left("the page itself comes from the server", "offline"),
    ...left("it is for anybody", "no rights"),
    many: answered(found(8, null), "main button >> nth=7", { ...nobody, act: (page) => find(page) }),
    long: answered(found(4, null), "main button >> nth=4", { ...nobody, act: (page) => find(page) }),
    company: answered(found(3), "main button >> nth=2", { ...nobody, at: ({ company }) => `/login/${company}` }),
    "company-none": shot("[role=alert] p", { ...nobody, at: `/login/${uuid(404)}` }),
  }),
  "login-back": screen("features/connections/back-screen.tsx", "/login/back?state=x&code=x", {
    usual: shot("[role=alert] p", nobody),
    ...left("it holds one sentence", "empty", "many", "long"),
    loading: waiting(["finishConnection"], nobody, "main .late"),
    error: refusing(["finishConnection"], "[role=alert] p", nobody, "sso_link_first"),
    ...left("the page itself comes from the server", "offline"),
    ...left("it is for anybody", "no rights"),
  }),
  "administration-sign-in": screen("features/connections/company-connections.tsx", inCompany("/administration/sign-in"), {
    usual: answered(listing(3), "main ul li >> nth=2"),
    empty: answered(listing(0), "main h2"),
    loading: waiting(["listConnections"], {}, "main .late"),
    error: refusing(["listConnections"], failed),
    offline: cut("main .lucide-wifi-off, main .lucide-plug"),
    "no rights": shot("main .lucide-lock", { as: "leo" }),
    many: answered(listing(15), "main ul li >> nth=12"),
    long: answered(listing(4), "main ul li >> nth=3"),
    directory: answered(withDirectory(sync), row, { sight: row }),
    "dry run": answered(withDirectory(sync), `${row} table`, { sight: `${row} table`, act: (page) => page.locator(`${row} button`).nth(1).click() }),
    held: answered(withDirectory(held), `${row} details[open]`, {
      sight: row,
      act: async (page) => {
        await page.locator(`${row} summary`).first().click();
        await page.locator(`${row} summary`).nth(1).click();
      },
    }),
  }),
  "connection-dialog": screen("features/connections/connection-dialog.tsx", inCompany("/administration/sign-in"), {
    usual: answered(listing(0), "[role=dialog] button[type=submit]", { act: openDialog }),
    ...left("its fields are filled in by the choice of a provider", "empty", "loading", "offline", "many", "long"),
    error: answered((given) => ({ ...listing(0)(given), createConnection: { refused: "internal" } }), "[role=dialog] [role=alert] p", {
      act: async (page) => {
        await openDialog(page);
        await page.getByRole("dialog").locator("input[name=clientId]").fill("bastide");
        await page.getByRole("dialog").locator("button[type=submit]").click();
      },
    }),
    ...left("the screen that opens it is the administrators'", "no rights"),
  }),
  "saml-dialog": screen("features/connections/saml-dialog.tsx", inCompany("/administration/sign-in"), {
    usual: answered(listing(0), "[role=dialog] button[type=submit]", { act: openSaml }),
    ...left("its fields are filled in by the provider's metadata", "empty", "loading", "offline", "many", "long"),
    ...left("what is wrong with metadata is said in its field, see the tests of SAML", "error"),
    ...left("the screen that opens it is the administrators'", "no rights"),
  }),
  "directory-dialog": screen("features/connections/directory-dialog.tsx", inCompany("/administration/sign-in"), {
    usual: answered(listing(0), "[role=dialog] input[name=host]", { act: addDirectory }),
    ...left("its fields are filled in by the choice of a product", "empty", "loading", "offline", "many", "long"),
    ...left("what is wrong is said in its field, as in the dialog of a connection", "error"),
    ...left("the screen that opens it is the administrators'", "no rights"),
  }),
};

async function find(page: Page): Promise<void> {
  await page.locator("input[name=email]").fill("ana@nord.example");
  await page.locator("main button[type=submit]").click();
}
