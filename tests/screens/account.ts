/** Before one is inside, and what belongs to the account. */
import type { Page } from "playwright-core";
import type { ServerFrame } from "../../src/contract/socket.ts";
import { answered, cut, type Given, inCompany, left, refusing, type Screen, screen, shot, step, uuid, waiting } from "./cells.ts";

const token = "A".repeat(43);
const nobody = { as: "nobody" } as const;
const alert = "[role=alert] p";
const offline = ".lucide-wifi-off";
const invitation = ({ invitation }: Given) => invitation;

const standing = (factors: readonly ("totp" | "passkey")[], left = 10, name = "Desk") => ({
  getSecurity: {
    factors: factors.map((kind, i) => ({
      id: uuid(i),
      kind,
      name: kind === "totp" ? "" : name,
      createdAt: Date.UTC(2026, 9, 3, 8, 12),
      usedAt: i === 1 ? null : Date.UTC(2026, 9, 14, 8, 12),
    })),
    recovery: factors.length > 0 ? { left, createdAt: Date.UTC(2026, 9, 3, 8, 12) } : null,
    passwordChangedAt: Date.UTC(2026, 8, 1, 8, 12),
    confirmedUntil: Date.UTC(2026, 9, 14, 8, 22),
    came: null,
    passkeysPossible: true,
    demanded: [],
  },
});
const demanding = (company: string, from: number, factors: readonly ("totp" | "passkey")[] = []) => ({
  getSecurity: { ...standing(factors).getSecurity, demanded: [{ company, name: "Fabrique du Nord", from }] },
});
/** Nobody is in the company before the second factor is shown. */
const outside = (company: string) => ({
  me: (me: Extract<ServerFrame, { type: "me" }>) => ({ ...me, companies: me.companies.filter(({ id }) => id !== company) }),
});
const codes = Array.from({ length: 10 }, (_, i) => `k7m2${"abcdefghjk"[i]}-qx9rt-4wvh8`);
const makesCodes = { ...standing(["totp", "passkey"], 2), makeRecoveryCodes: { recoveryCodes: codes } };
const begun = {
  startTotp: {
    id: uuid(1),
    secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    uri: "otpauth://totp/localhost:Ana?issuer=localhost&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
  },
};
const second = (...ways: ("totp" | "passkey" | "recovery")[]) => ({
  signIn: { state: "second_factor" as const, ticket: token, ways, expiresAt: Date.UTC(2036, 0, 1) },
});
const enterPassword = async (page: Page) => {
  await page.locator("input[name=login]").fill("ana");
  await page.locator("input[name=password]").fill("four quiet words here");
  await page.locator("button[type=submit]").click();
};
const makeCodes = (page: Page) => page.getByRole("button", { name: "Make new codes" }).click();

/** What somebody does to his own account, and somebody who guesses at it. */
const ofAccount = (account: string) => (entry: Given["real"]["listAudit"]["entries"][number], i: number) => ({
  ...{ ...entry, action: (["session.start", "session.start", "password.change", "session.end"] as const)[i % 4] ?? "session.start" },
  ...{ object: null, subject: account, actor: i % 4 === 1 ? null : account, result: i % 4 === 1 ? ("refused" as const) : ("done" as const) },
});

export const account: Readonly<Record<string, Screen>> = {
  gate: screen("app/gate.tsx", "/settings", {
    usual: shot("input[name=login]", nobody),
    empty: step("nobody-yet"),
    loading: waiting(["getSetup"], nobody),
    error: refusing(["getSetup"], ".lucide-unplug", nobody, "store_unavailable"),
    ...left("the page itself comes from the server, see the service worker's tests for the frame", "offline"),
    ...left("it asks who one is", "no rights", "many", "long"),
  }),
  "sign-in": screen("features/accounts/sign-in.tsx", "/", {
    usual: shot("input[name=login]", nobody),
    ...left("two fields and a button: `gate` shows what comes before", "empty", "loading", "no rights", "many", "long"),
    error: shot("input[name=login]", {
      ...nobody,
      act: async (page) => {
        await page.locator("input[name=login]").fill("ana");
        await page.locator("input[name=password]").fill("not this one");
        await page.locator("button[type=submit]").click();
        await page.locator(alert).waitFor();
      },
    }),
    offline: refusing(
      ["signIn"],
      "input[name=login]",
      {
        ...nobody,
        act: async (page) => {
          await page.locator("input[name=login]").fill("ana");
          await page.locator("input[name=password]").fill("not this one");
          await page.locator("button[type=submit]").click();
          await page.locator(alert).waitFor();
        },
      },
      "shutting_down",
    ),
  }),
  "second-factor": screen("features/factors/second-step.tsx", "/", {
    usual: answered(second("totp", "recovery"), "input[name=code]", { ...nobody, act: enterPassword }),
    ...left("a step of the sign-in: `sign-in` shows the others", "empty", "loading", "offline", "no rights", "many", "long"),
    error: answered({ ...second("totp", "recovery"), finishSignIn: { refused: "wrong_code" } }, "input[name=code]", {
      ...nobody,
      act: async (page) => {
        await enterPassword(page);
        await page.locator("input[name=code]").fill("123456");
        await page.locator("[id$=-error]").waitFor();
      },
    }),
    recovery: answered(second("recovery"), "input[name=recovery]", { ...nobody, act: enterPassword }),
    over: answered({ ...second("totp"), finishSignIn: { refused: "wrong_credentials" } }, alert, {
      ...nobody,
      act: async (page) => {
        await enterPassword(page);
        await page.locator("input[name=code]").fill("123456");
      },
    }),
  }),
  security: screen("features/factors/security-screen.tsx", "/settings/security", {
    usual: answered(standing(["totp", "passkey"]), "main li >> nth=6"),
    empty: answered(standing([]), "main li >> nth=4"),
    loading: waiting(["getSecurity"], {}, "main .late"),
    error: refusing(["getSecurity"], "main .text-danger"),
    offline: cut("main .text-danger"),
    ...left("it is the account's own", "no rights"),
    many: answered(standing(["totp", ...Array.from({ length: 12 }, () => "passkey" as const)], 2), "main li >> nth=16"),
    long: answered(standing(["passkey"], 0, "Security key of the bureau across the street, which opens everything there"), "main li >> nth=5"),
    activity: answered(
      ({ real, callers }) => ({ listMyActivity: { entries: real.listAudit.entries.slice(0, 15).map(ofAccount(callers.ana.account)), next: 15 } }),
      "main div.contents > section:last-of-type li >> nth=4",
      { sight: "main div.contents > section:last-of-type" },
    ),
    "set up": answered({ ...standing([]), ...begun }, "main svg[role=img]", { at: "/settings/security?set=app" }),
    codes: answered(makesCodes, "main a[download]", { act: makeCodes }),
    removing: answered(standing(["totp"]), "main .text-danger", {
      act: async (page) => {
        await page.locator("main section:nth-of-type(2) li button").last().click();
      },
    }),
  }),
  "confirm-identity": screen("features/factors/confirm-dialog.tsx", "/settings/security", {
    usual: answered({ ...makesCodes, makeRecoveryCodes: { refused: "confirm_first" } }, "[role=dialog] input", { act: makeCodes }),
    ...left("it asks for a password", "empty", "loading", "offline", "no rights", "many", "long"),
    error: answered(
      { ...makesCodes, makeRecoveryCodes: { refused: "confirm_first" }, confirmIdentity: { refused: "wrong_password" } },
      "[role=dialog] [id$=-error]",
      {
        act: async (page) => {
          await makeCodes(page);
          await page.locator("[role=dialog] input").fill("not this one");
          await page.locator("[role=dialog] button[type=submit]").click();
        },
      },
    ),
  }),
  "company-closed": screen("features/factors/company-closed.tsx", inCompany("/"), {
    usual: answered(({ company }) => ({ ...demanding(company, 1), ...outside(company) }), ".lucide-key-round"),
    ...left("it is a sentence with a button", "empty", "loading", "error", "offline", "many", "long"),
    "no rights": shot(".lucide-door-closed", { as: "lone" }),
    "has one": answered(({ company }) => ({ ...demanding(company, 1, ["totp"]), ...outside(company) }), ".lucide-key-round"),
    grace: answered(({ company }) => demanding(company, Date.UTC(2036, 11, 6)), "a[href*='set=app']"),
  }),
  invitation: screen("features/invites/invite-screen.tsx", invitation, {
    usual: shot("input[name=email]", nobody),
    empty: shot("main a", { ...nobody, at: "/invite" }),
    loading: waiting(["lookInvite"], nobody),
    error: refusing(["lookInvite"], alert, nobody),
    ...left("a link that is opened without a connection opens nothing", "offline"),
    "no rights": shot("main a", { ...nobody, at: `/invite#token=bsi_${token}` }),
    ...left("it is one invitation", "many"),
    long: answered(
      {
        lookInvite: {
          company: "Fabrique du Nord et de l’Est réunies, société coopérative d’intérêt collectif",
          role: "guest",
          expiresAt: Date.UTC(2026, 11, 1),
          signedInAs: null,
        },
      },
      "input[name=email]",
      nobody,
    ),
    "signed in": shot("main button", { as: "lone" }),
  }),
  reset: screen("features/accounts/reset-screen.tsx", `/reset#token=bsr_${token}`, {
    usual: shot("input[name=password]", { ...nobody, act: (page) => page.locator("input[name=password]").fill("four quiet words here") }),
    empty: shot("main a", { ...nobody, at: "/reset" }),
    ...left("it asks the server only when it is sent", "loading", "offline", "many", "long"),
    error: refusing(["redeemReset"], "input[name=password]", {
      ...nobody,
      act: async (page) => {
        await page.locator("input[name=password]").fill("four quiet words here");
        await page.locator("button[type=submit]").click();
        await page.locator(alert).waitFor();
      },
    }),
    "no rights": shot("main", {
      ...nobody,
      act: async (page) => {
        await page.locator("input[name=password]").fill("four quiet words here");
        await page.locator("button[type=submit]").click();
        await page.getByText("reset-link", { exact: false }).waitFor();
      },
    }),
  }),
  setup: screen("features/setup/setup-screen.tsx", `/setup#token=bsu_${token}`, {
    usual: step("setup-account"),
    ...left("each step asks for something", "empty"),
    loading: waiting(["getSetup"], nobody),
    error: refusing(["getSetup"], alert, nobody),
    ...left("a link that is opened without a connection opens nothing", "offline"),
    "no rights": step("setup-over"),
    ...left("one question at a time", "many", "long"),
    kit: step("setup-kit"),
    proof: step("setup-kit-proof"),
    workspace: step("setup-workspace"),
    message: step("setup-message"),
    stored: step("setup-stored"),
  }),
  alone: screen("app/home.tsx", "/", {
    ...left("it leads to a company", "usual"),
    empty: shot(".lucide-door-open", { as: "lone" }),
    ...left("it shows what the session knows already", "loading", "error", "offline", "no rights", "many", "long"),
  }),
  nowhere: screen("app/nowhere.tsx", "/nothing-of-that-name", {
    usual: shot(".lucide-compass"),
    ...left("it is a sentence", "empty", "loading", "offline", "no rights", "many", "long"),
    // What no server answers: the list is none.
    error: answered({ listInbox: { items: null as never } }, ".lucide-triangle-alert", { at: inCompany("/inbox"), isFault: true }),
  }),
  you: screen("features/people/you.tsx", inCompany("/you"), {
    usual: shot("main form >> nth=1"),
    ...left("everybody has a name, and it is known before the screen opens", "empty", "loading", "many", "no rights"),
    error: refusing(["updateMyProfile"], "main form >> nth=1 >> [role=alert] p", {
      act: async (page) => {
        await page.locator("main form").nth(1).locator("input").first().fill("Ana");
        await page.locator("main form").nth(1).locator("button[type=submit]").click();
      },
    }),
    offline: cut([offline, "main form >> nth=1"]),
    long: answered(
      {
        me: (me) => ({
          ...me,
          companies: me.companies.map((company) => ({
            ...company,
            person: {
              ...company.person,
              name: "Maximiliane von Hohenstein-Wittgenstein zu Oberschwaben",
              title: "Responsable adjointe de l’harmonisation typographique et du rayonnement",
            },
          })),
        }),
      },
      "main form bdi >> text=Maximiliane",
    ),
    "picking a sign": shot("[role=dialog] [data-emoji] >> nth=20", { act: (page) => page.locator("main form button[aria-haspopup=dialog]").click() }),
    "until a time": shot("main form input[type=datetime-local]", { act: (page) => page.locator("main form >> nth=0 >> [type=radio]").last().check() }),
    "on this device": shot("main [role=switch]", { sight: "main [role=switch]" }),
  }),
  "you-keys": screen("features/keys/keys-settings.tsx", inCompany("/you/keys"), {
    usual: shot("main h2 >> nth=0"),
    ...left("the keys are the app's own", "empty", "loading", "error", "no rights", "many", "long"),
    offline: cut([offline, "main h2 >> nth=0"]),
  }),
  "you-notices": screen("features/notices/notice-settings.tsx", inCompany("/you/notices"), {
    usual: shot("main h2 >> nth=0"),
    ...left("what holds until the server answers are the usual choices", "empty", "loading", "error", "no rights", "many", "long"),
    offline: cut([offline, "main h2 >> nth=0"]),
  }),
  "you-nowhere": screen("features/frame/settings-screen.tsx", inCompany("/you/nothing-of-that-name"), {
    usual: shot("#screen .lucide-search-x"),
    ...left("it is a sentence", "empty", "loading", "error", "offline", "no rights", "many", "long"),
  }),
  settings: screen("features/accounts/account-screen.tsx", "/settings", {
    usual: shot("main li >> nth=0"),
    ...left("this session is always there", "empty"),
    loading: waiting(["listSessions"], {}, "main .late"),
    error: refusing(["listSessions"], "main .text-danger"),
    offline: cut("main .text-danger"),
    ...left("it is the account's own", "no rights"),
    many: answered(
      {
        listSessions: {
          sessions: Array.from({ length: 24 }, (_, i) => ({
            id: `00000000-0000-4000-8000-0000000001${String(i).padStart(2, "0")}`,
            current: i === 0,
            createdAt: Date.UTC(2026, 9, 1 + i),
            seenAt: Date.UTC(2026, 9, 2 + i),
            expiresAt: Date.UTC(2027, 0, 1),
            device: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            address: `2001:db8:85a3:8d3:1319:8a2e:370:${7000 + i}`,
            by: i % 3 === 0 ? "passkey" : "password",
            second: i % 3 === 1 ? "totp" : "none",
          })),
        },
      },
      ["main li >> nth=20", "main li button >> nth=20"],
    ),
    ...left("names of devices are few and short", "long"),
    owner: shot("main li >> nth=0", { as: "owner" }),
  }),
  kit: screen("features/setup/kit-screen.tsx", "/settings/kit", {
    usual: shot("input[name=password]", { as: "owner", act: (page) => page.locator("input[name=password]").fill("words") }),
    ...left("it asks for a password and shows what the first run shows", "empty", "loading", "offline", "many", "long"),
    error: shot("input[name=password]", {
      as: "owner",
      act: async (page) => {
        await page.locator("input[name=password]").fill("not this one");
        await page.locator("button[type=submit]").click();
        await page.locator(alert).waitFor();
      },
    }),
    "no rights": shot(".lucide-door-closed"),
  }),
};
