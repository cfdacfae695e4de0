/** Mail: a new password asked for, an address confirmed, the owners' page. */
import type { Page } from "playwright-core";
import { answered, cut, left, refusing, type Screen, screen, shot, waiting } from "./cells.ts";

const nobody = { as: "nobody" } as const;
const owner = { as: "owner" } as const;
const alert = "[role=alert] p";
const day = 86_400_000;
const now = Date.UTC(2026, 9, 14, 8, 12);
const setup = (mail: boolean) => ({ getSetup: { step: "done" as const, signedIn: false, mail, version: "0.1.0" } });
const send = async (page: Page) => {
  await page.locator("input[name=login]").fill("ana");
  await page.locator("button[type=submit]").click();
};
const confirm = (page: Page) => page.locator("main button").click();

const server = { host: "mail.workspace.example", port: 587, user: "bastide", from: "Bastide <bastide@workspace.example>", tls: "require-tls" as const };
const sent = { state: "sent" as const, step: "hand_over" as const, problem: null, reply: null, protocol: "TLSv1.3" };
const refused = { state: "later" as const, step: "secure" as const, problem: "bad_certificate" as const, reply: null, protocol: null };
const problems = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    template: (["invitation", "reset", "sign_in"] as const)[i % 3] ?? ("test" as const),
    state: i % 3 === 0 ? ("failed" as const) : ("waiting" as const),
    problem: (["recipient_refused", "bad_certificate", "cut_off"] as const)[i % 3] ?? ("unreachable" as const),
    reply: i % 3 === 0 ? 550 : null,
    tries: 1 + (i % 5),
    createdAt: now - i * 3_600_000,
  }));
const state = (count: number, host = server.host) => ({
  getMail: {
    server: { ...server, host },
    last: { ...(count > 0 ? refused : sent), at: now },
    queue: { waiting: count, failed: count > 0 ? 2 : 0, oldest: count > 0 ? now - day : null, nextAt: count > 0 ? now + 240_000 : null },
    problems: problems(count),
  },
});
const off = { getMail: { server: null, last: null, queue: { waiting: 0, failed: 0, oldest: null, nextAt: null }, problems: [] } };
const template = "main details >> nth=0";
const fact = "main dl dd >> nth=0";
const failed = "main .lucide-plug >> nth=0";

export const mail: Readonly<Record<string, Screen>> = {
  forgot: screen("features/mail/forgot-screen.tsx", "/forgot", {
    usual: answered(setup(true), "input[name=login]", nobody),
    empty: answered(setup(false), "main .font-mono", nobody),
    ...left("it asks one thing of the server, whose answer the frame waits for, too", "loading", "offline", "many", "long", "no rights"),
    error: shot(alert, { ...nobody, answers: { ...setup(true), askReset: { refused: "too_many_attempts" } }, act: send }),
    sent: shot("main a", { ...nobody, answers: { ...setup(true), askReset: { done: true } }, act: send }),
  }),
  "confirm-email": screen("features/mail/confirm-screen.tsx", `/confirm-email#token=bse_${"A".repeat(43)}`, {
    usual: shot("main button"),
    empty: shot("main a", { at: "/confirm-email" }),
    ...left("it asks the server only when the button is pressed", "loading", "offline", "many"),
    error: refusing(["confirmEmail"], alert, { act: confirm }),
    dead: refusing(["confirmEmail"], "main a", { act: confirm }, "link_not_found"),
    "no rights": shot("input[name=login]", nobody),
    long: answered({ confirmEmail: { email: `${"someone.with.a.long.name.".repeat(6)}@workspace.example` } }, "main a", { act: confirm }),
  }),
  mail: screen("features/mail/mail-screen.tsx", "/settings/mail", {
    usual: answered(state(0), [fact, template], owner),
    empty: answered(off, ["main .lucide-mail-x", template], owner),
    loading: waiting(["getMail"], owner, "main .late"),
    error: refusing(["getMail"], failed, owner),
    offline: cut(failed, owner),
    "no rights": shot("main .lucide-lock"),
    many: answered(state(12), ["main section li >> nth=8", template], owner),
    long: answered(state(3, `${"mail.of.a.department.".repeat(5)}workspace.example`), [fact, template], owner),
    tried: answered({ ...state(0), testMail: { to: "olga@workspace.example", outcome: refused } }, "main [aria-live] ol", {
      ...owner,
      act: async (page) => {
        await page.locator("main section button").first().click();
        await page.locator("main [aria-live] ol").waitFor();
      },
    }),
  }),
};
