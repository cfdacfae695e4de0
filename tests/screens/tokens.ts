/** Programs: one's own tokens, and all of a workspace. */
import type { Page } from "playwright-core";
import type { TokenScope } from "../../src/contract/index.ts";
import { answered, cut, type Given, inCompany, left, refusing, type Screen, screen, shot, uuid, waiting } from "./cells.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 9, 14, 8, 12);
const longName = "Nightly report of the bureau across the street, with everything that happened there since Tuesday";
const names = ["Weekly report", "Build bot", "Old script", longName];
const scopes: readonly TokenScope[][] = [["channels:read", "messages:read"], ["channels:read", "channels:write", "messages:write"], ["people:read"]];

const tokensOf = ({ ana, real }: Pick<Given, "ana" | "real">, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: uuid(i),
    kind: i % 3 === 1 ? ("service" as const) : ("personal" as const),
    name: names[i % names.length] ?? "",
    person: ana.person,
    by: ana.person,
    teams: i % 4 === 3 ? real.listTeams.teams.map(({ id }) => id) : null,
    scopes: scopes[i % scopes.length] ?? [],
    networks: i % 4 === 3 ? ["192.0.2.0/24", "2001:db8::/32"] : [],
    createdAt: now - 20 * day,
    expiresAt: now + (i % 4 === 2 ? -2 : 3650) * day,
    usedAt: i % 2 ? null : now - day,
    state: i % 4 === 2 ? ("expired" as const) : ("active" as const),
  }));
const own = (count: number) => (given: Given) => ({ listMyTokens: { tokens: tokensOf(given, count), mostDays: 365 } });
const all = (count: number) => (given: Given) => ({ listTokens: { tokens: tokensOf(given, count), mostDays: 365 } });

const entry = "main ul li >> nth=1";
const failed = "main .lucide-plug";
const openDialog = (page: Page) => page.locator("main button:has(.lucide-plus)").click();
const fill = async (page: Page) => {
  await openDialog(page);
  const dialog = page.getByRole("dialog");
  await dialog.locator("input:not([type])").first().fill("Weekly report");
  await dialog.locator("input[type=checkbox]").nth(2).check();
};
const made = async (page: Page) => {
  await fill(page);
  await page.getByRole("dialog").locator("button[type=submit]").click();
};
const secret = `bst_p${"7Kq2xW".repeat(8)}m0a1B2c`.slice(0, 54);
const makes = (given: Given) => ({ ...own(0)(given), createToken: { ...(tokensOf(given, 1)[0] as ReturnType<typeof tokensOf>[number]), value: secret } });

export const tokens: Readonly<Record<string, Screen>> = {
  tokens: screen("features/tokens/tokens-screen.tsx", "/settings/tokens", {
    usual: answered(own(3), entry),
    empty: answered(own(0), "main .lucide-key-square"),
    loading: waiting(["listMyTokens"], {}, "main .late"),
    error: refusing(["listMyTokens"], failed),
    offline: cut(failed),
    ...left("it is the account's own", "no rights"),
    many: answered(own(40), "main ul li >> nth=20"),
    long: answered(own(4), "main ul li >> nth=2"),
  }),
  "token-dialog": screen("features/tokens/token-dialog.tsx", "/settings/tokens", {
    usual: answered(own(0), "[role=dialog] button[type=submit]:not([disabled])", { act: fill }),
    empty: answered(own(0), "[role=dialog] button[type=submit][disabled]", { act: openDialog }),
    ...left("it opens once the list is there", "loading"),
    error: answered((given) => ({ ...own(0)(given), createToken: { refused: "conflict" } }), "[role=dialog] [role=alert] p", { act: made }),
    ...left("it is answered as any refusal is", "offline"),
    ...left("everybody may make one of his own", "no rights"),
    ...left("its teams scroll, as lists in dialogs do", "many"),
    ...left("its words are its own but for the teams'", "long"),
    once: answered(makes, "[role=dialog] input[readonly]", { act: made }),
  }),
  "administration-tokens": screen("features/tokens/company-tokens.tsx", inCompany("/administration/tokens"), {
    usual: answered(all(3), entry),
    empty: answered(all(0), "main .lucide-key-square"),
    loading: waiting(["listTokens"], {}, "main .late"),
    error: refusing(["listTokens"], "#screen .lucide-plug"),
    offline: cut([".lucide-wifi-off", "#screen .lucide-plug"]),
    "no rights": shot("#screen .lucide-lock", { as: "leo" }),
    many: answered(all(60), "main ul li >> nth=20"),
    long: answered(all(4), "main ul li >> nth=2"),
  }),
};
