/** Before one is inside, and what belongs to the account. */
import { answered, cut, type Given, inCompany, left, refusing, type Screen, screen, shot, step, waiting } from "./cells.ts";

const token = "A".repeat(43);
const nobody = { as: "nobody" } as const;
const alert = "[role=alert] p";
const invitation = ({ invitation }: Given) => invitation;

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
        await page.locator("summary").click();
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
  nowhere: screen("app/failed.tsx", "/nothing-of-that-name", {
    usual: shot(".lucide-compass"),
    ...left("it is a sentence", "empty", "loading", "offline", "no rights", "many", "long"),
    ...left("a fault of the app speaks to the console, which has to be silent here", "error"),
  }),
  you: screen("features/people/you.tsx", inCompany("/you"), {
    usual: shot("main form >> nth=1"),
    ...left("everybody has a name, and it is known before the screen opens", "empty", "loading", "many", "no rights"),
    error: refusing(["updateMyProfile"], "main form >> nth=1", {
      act: async (page) => {
        await page.locator("main form").nth(1).locator("input").first().fill("Ana");
        await page.locator("main form").nth(1).locator("button[type=submit]").click();
      },
    }),
    offline: cut(".lucide-wifi-off"),
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
      "main form >> nth=1",
    ),
  }),
  "you-keys": screen("features/keys/keys-settings.tsx", inCompany("/you/keys"), {
    usual: shot("main h2 >> nth=0"),
    ...left("the keys are the app's own", "empty", "loading", "error", "no rights", "many", "long"),
    offline: cut(".lucide-wifi-off"),
  }),
  "you-notices": screen("features/notices/notice-settings.tsx", inCompany("/you/notices"), {
    usual: shot("main h2 >> nth=0"),
    ...left("what holds until the server answers are the usual choices", "empty", "loading", "error", "no rights", "many", "long"),
    offline: cut(".lucide-wifi-off"),
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
      "main li >> nth=20",
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
