/** What administrators and owners look at. */
import type { Page } from "playwright-core";
import { claimsAtRest, importEnds, importHalfDone, mixedClaims, reportsOfAllKinds } from "../e2e/states.ts";
import { answered, cut, type Given, inCompany, left, refusing, type Screen, screen, shot, times, uuid, waiting } from "./cells.ts";
import { calm } from "./upkeep.ts";

const failed = "#screen .lucide-plug";
const lock = "#screen .lucide-lock";
const offline = [".lucide-wifi-off", failed];
const longName = "Maximiliane von Hohenstein-Wittgenstein zu Oberschwaben, from the bureau across the street";
const entry = "main ul li >> nth=0";
const manyPeople = ({ real }: Given) => ({
  listPeople: { people: times(200, real.listPeople.people, (person, i) => ({ id: i < 12 ? person.id : uuid(i) })), more: true },
});
const shapes = [{ name: longName, role: "guest" }, { state: "left" }, { kind: "imported" }] as const;
const invites = ({ real }: Given) => ({
  listInvites: {
    invites: (["open", "open", "used", "expired"] as const).map((state, i) => ({
      ...(real.listInvites.invites[0] ?? { role: "guest" as const, channels: [], usesLeft: 1 }),
      id: uuid(i),
      label: i === 1 ? "" : longName,
      state,
      createdAt: Date.UTC(2026, 9, 14, 8, 12),
      expiresAt: Date.UTC(2026, 9, 28, 8, 12),
    })),
  },
});
const personMenu = async (page: Page, item: number) => {
  await page.locator("main li button[aria-haspopup=menu]").last().click();
  await page.getByRole("menuitem").nth(item).click();
};
const imports = (...jobs: readonly (typeof importHalfDone)[]) => ({ listImports: { imports: [...jobs] } });
const [done, broken, cancelled] = importEnds;
if (!done || !broken || !cancelled) throw new Error("an import ends in three ways");

export const administration: Readonly<Record<string, Screen>> = {
  administration: screen("features/administration/administration-screen.tsx", inCompany("/administration"), {
    usual: shot("main li p > a >> nth=5"),
    empty: answered(
      { listInvites: { invites: [] }, listTeams: { teams: [] }, listReports: { reports: [] }, listImports: { imports: [] } },
      "main li p > a >> nth=5",
    ),
    loading: waiting(["listPeople", "listInvites", "listTeams", "listReports", "listColumns", "listImports", "listClaims"], {}, "main .late"),
    error: refusing(["listPeople", "listReports", "listClaims"], "main li .text-danger >> nth=2"),
    offline: cut([".lucide-wifi-off", "main li .text-danger >> nth=2"]),
    "no rights": shot(lock, { as: "leo" }),
    many: answered(manyPeople, "main li p > a >> nth=5"),
    long: answered(
      { getJobs: { ...calm, outgoing: { ...calm.outgoing, "sign-in": [1, 2].map((i) => `${"department.".repeat(8)}idp${i}.example`) } } },
      "main li p > a >> nth=5",
    ),
    leaving: answered({ getJobs: calm }, "main li p > a >> nth=5"),
  }),
  "administration-people": screen("features/administration/people-table.tsx", inCompany("/administration/people"), {
    usual: shot("main select >> nth=3"),
    ...left("whoever looks is in the list", "empty"),
    loading: waiting(["listPeople"], {}, "main .late"),
    error: refusing(["listPeople"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered(manyPeople, "main select >> nth=20"),
    long: answered(
      ({ real }) => ({ listPeople: { people: times(3, real.listPeople.people, (_, i) => ({ id: uuid(i), ...shapes[i] })), more: false } }),
      "main select >> nth=2",
    ),
  }),
  "take-out": screen("features/administration/take-out-dialog.tsx", inCompany("/administration/people"), {
    usual: shot("[role=dialog] button", { act: (page) => personMenu(page, 0) }),
    ...left("a person who made nothing has nothing to hand over: the tests of administration see that", "empty"),
    loading: waiting(["listOwned"], { act: (page) => personMenu(page, 0) }, "[role=dialog] .late"),
    error: refusing(["listOwned"], "[role=dialog] .text-danger", { act: (page) => personMenu(page, 0) }),
    ...left("it is answered as any refusal is", "offline"),
    ...left("the menu that opens it is the administrators'", "no rights"),
    ...left("it is a list as the others are", "many", "long"),
  }),
  sessions: screen("features/administration/sessions-dialog.tsx", inCompany("/administration/people"), {
    usual: shot("[role=dialog] li button >> nth=0", { as: "owner", act: (page) => personMenu(page, 0) }),
    ...left("the sentence stands in the table's place", "empty"),
    ...left("as in the list of one's own sessions", "loading", "error", "offline", "many", "long"),
    ...left("the menu shows it to owners only", "no rights"),
  }),
  "reset-link": screen("features/administration/reset-dialog.tsx", inCompany("/administration/people"), {
    usual: shot("[role=dialog] button", { as: "owner", act: (page) => personMenu(page, 1) }),
    ...left("it asks for a click and shows one link", "empty", "loading", "error", "offline", "many", "long"),
    ...left("the menu shows it to owners only", "no rights"),
  }),
  "administration-invitations": screen("features/administration/invitations.tsx", inCompany("/administration/invitations"), {
    usual: shot(entry),
    empty: answered({ listInvites: { invites: [] } }, "main h2"),
    loading: waiting(["listInvites"], {}, "main .late"),
    error: refusing(["listInvites"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered((given) => ({ listInvites: { invites: times(80, invites(given).listInvites.invites, (_, i) => ({ id: uuid(i), state: "open" })) } }), entry),
    long: answered(invites, entry, { act: (page) => page.locator("main label").nth(1).click() }),
  }),
  "invite-many": screen("features/administration/invite-many-dialog.tsx", inCompany("/administration/invitations"), {
    usual: shot("main button >> nth=0", {
      act: async (page) => {
        await page.locator("main button").nth(0).click();
        await page.getByRole("dialog").locator("textarea").fill("name,role\nAna Weber,member\nOtto,boss");
        await page.getByRole("dialog").locator("button").last().click();
        await page.getByRole("dialog").locator("table").waitFor();
      },
    }),
    empty: shot("main button >> nth=0", { act: (page) => page.locator("main button").nth(0).click() }),
    ...left("the dry run answers in its place", "loading", "error", "offline"),
    ...left("the screen that opens it is the administrators'", "no rights"),
    many: shot("main button >> nth=0", {
      act: async (page) => {
        await page.locator("main button").nth(0).click();
        await page
          .getByRole("dialog")
          .locator("textarea")
          .fill(["name,role", ...Array.from({ length: 60 }, (_, i) => `Person ${i + 1},member`)].join("\n"));
        await page.getByRole("dialog").locator("button").last().click();
        await page.getByRole("dialog").locator("table").waitFor();
      },
    }),
    ...left("the table breaks names as all tables do", "long"),
  }),
  "administration-teams": screen("features/administration/teams.tsx", inCompany("/administration/teams"), {
    usual: shot("main li h2 button >> nth=0", { act: (page) => page.locator("main li h2 button").first().click() }),
    empty: answered({ listTeams: { teams: [] } }, "main h2"),
    loading: waiting(["listTeams"], {}, "main .late"),
    error: refusing(["listTeams"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered(
      ({ real }) => ({ listTeams: { teams: times(40, real.listTeams.teams, (_, i) => ({ id: uuid(i), name: `Team ${i + 1}` })) } }),
      "main li >> nth=30",
    ),
    long: answered(({ real }) => ({ listTeams: { teams: times(2, real.listTeams.teams, (_, i) => ({ id: uuid(i), name: longName })) } }), "main li >> nth=1"),
    name: shot("main li h2 button >> nth=0", { act: (page) => page.locator("main .lucide-plus").click() }),
  }),
  "administration-reports": screen("features/administration/reports.tsx", inCompany("/administration/reports"), {
    usual: answered(reportsOfAllKinds, entry),
    empty: answered({ listReports: { reports: [] } }, "main h2"),
    loading: waiting(["listReports"], {}, "main .late"),
    error: refusing(["listReports"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered((given) => ({ listReports: { reports: times(30, reportsOfAllKinds(given).listReports.reports, (_, i) => ({ id: uuid(i) })) } }), entry),
    long: answered(
      (given) => ({ listReports: { reports: times(1, reportsOfAllKinds(given).listReports.reports, () => ({ reason: "Unbelievably".repeat(30) })) } }),
      entry,
    ),
  }),
  "administration-log": screen("features/audit/log-view.tsx", inCompany("/administration/log"), {
    usual: shot("main li > button[aria-expanded] >> nth=0"),
    empty: answered({ listAudit: { entries: [], names: {}, next: null, looked: 0, lookedTo: null, size: 0 } }, "main .lucide-scroll-text"),
    loading: waiting(["listAudit"], {}, "main .late"),
    error: refusing(["listAudit"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered(
      ({ real }) => ({ listAudit: { ...real.listAudit, entries: times(200, real.listAudit.entries, (_, i) => ({ number: i + 1 })), next: 40 } }),
      "main li > button[aria-expanded] >> nth=150",
    ),
    long: answered(
      ({ real }) => ({
        listAudit: {
          ...real.listAudit,
          entries: times(2, real.listAudit.entries, (_, i) => ({ number: i + 1, details: { address: "2001:db8::1", device: "w".repeat(300) } })),
          names: Object.fromEntries(Object.keys(real.listAudit.names).map((id) => [id, longName])),
        },
      }),
      "main li dl",
      { act: (page) => page.locator("main li > button[aria-expanded]").first().click() },
    ),
    checked: shot("main ol", {
      act: async (page) => {
        await page.locator("main section button").first().click();
        await page.locator("main section .text-positive").last().waitFor();
      },
    }),
  }),
  "installation-log": screen("features/audit/installation-log.tsx", "/settings/log", {
    usual: answered(({ real }) => ({ listInstallationAudit: real.listAudit }), "main li > button[aria-expanded] >> nth=0", { as: "owner" }),
    ...left("whoever looks has signed in", "empty"),
    loading: waiting(["listInstallationAudit"], { as: "owner" }, "main .late"),
    error: refusing(["listInstallationAudit"], "main .lucide-plug", { as: "owner" }),
    offline: cut("main .lucide-plug", { as: "owner" }),
    "no rights": shot("main .lucide-lock", { as: "leo" }),
    ...left("it is the log of a workspace in another frame", "many", "long"),
  }),
  "administration-settings": screen("features/administration/company-settings.tsx", inCompany("/administration/settings"), {
    usual: shot("main fieldset"),
    ...left("it is a form with a name in it", "empty", "loading", "offline", "many", "long"),
    error: refusing(["renameCompany"], "main form", {
      act: async (page) => {
        await page.locator("main input").first().fill("Fabrique");
        await page.keyboard.press("Enter");
        await page.locator("main [aria-invalid]").waitFor();
      },
    }),
    "no rights": shot(lock, { as: "leo" }),
    "asking all": shot("main input[type=number] >> nth=2", { act: (page) => page.locator("main fieldset input").last().check({ force: true }) }),
  }),
  "administration-nowhere": screen("features/administration/administration-screen.tsx", inCompany("/administration/nothing-of-that-name"), {
    usual: shot("#screen .lucide-search-x"),
    ...left("it is a sentence", "empty", "loading", "error", "offline", "no rights", "many", "long"),
  }),
  import: screen("features/imports/import-screen.tsx", inCompany("/import"), {
    usual: answered(imports(importHalfDone), "[role=progressbar]"),
    empty: answered(imports(), "main h2", {
      act: (page) => page.locator("input[type=file]").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("words") }),
    }),
    loading: waiting(["listImports"], {}, "main .late"),
    error: refusing(["listImports"], failed),
    offline: cut(offline),
    "no rights": shot("#screen .lucide-door-closed", { as: "leo" }),
    many: answered(imports(done, ...times(20, importEnds, (_, i) => ({ id: uuid(i) }))), "main h2"),
    ...left("the longest name of a channel stands in the usual one", "long"),
    done: answered(imports(done, broken, cancelled), "main h2"),
    failed: answered(imports(broken, done, cancelled), "main h2"),
    cancelled: answered(imports(cancelled, done, broken), "main h2"),
  }),
  trust: screen("features/trust/trust-screen.tsx", "/trust", {
    usual: answered(({ real }) => ({ listClaims: claimsAtRest(real.listClaims) }), "main li > button >> nth=0", { as: "owner" }),
    empty: shot("main li > button >> nth=0", { as: "owner" }),
    loading: waiting(["listClaims"], { as: "owner" }, "main .late"),
    error: refusing(["listClaims"], "main .lucide-plug", { as: "owner" }),
    offline: cut("main .lucide-plug", { as: "owner" }),
    "no rights": shot("main li > button >> nth=0", { as: "leo" }),
    ...left("the claims are those that there are", "many", "long"),
    failing: answered(({ real }) => ({ listClaims: mixedClaims(real.listClaims) }), "main li > button >> nth=0", {
      as: "owner",
      act: (page) => page.locator("main li > button").first().click(),
    }),
  }),
  columns: screen("features/trust/columns-screen.tsx", "/trust/columns", {
    usual: shot("main dl >> nth=0", { as: "owner" }),
    ...left("there is no server without stored columns", "empty"),
    loading: waiting(["listColumns"], { as: "owner" }, "main .late"),
    error: refusing(["listColumns"], "main .lucide-plug", { as: "owner" }),
    offline: cut("main .lucide-plug", { as: "owner" }),
    ...left("whoever is signed in may read it", "no rights"),
    ...left("the usual one is all of them", "many", "long"),
  }),
};
