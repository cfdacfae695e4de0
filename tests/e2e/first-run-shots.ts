import type { Browser } from "playwright-core";
import { type Language, openPage } from "./browser.ts";
import { capture } from "./capture.ts";
import { emptyServer, password, stop } from "./installation.ts";

const texts = {
  en: { account: "Make account", kept: "I have kept it", company: "Make workspace", look: "Write and look", name: "Name", password: "Password" },
  fr: { account: "Créer le compte", kept: "Je l’ai conservé", company: "Créer l’espace", look: "Écrire et regarder", name: "Nom", password: "Mot de passe" },
} as const;

/** The way through the first run, with a picture of each step. @returns what is wrong with them */
export async function takeFirstRun(browser: Browser, language: Language): Promise<string[]> {
  const server = await emptyServer();
  const t = texts[language];
  const found: string[] = [];
  const watched = await openPage(browser, { url: server.url, language });
  const { page } = watched;
  const take = async (name: string) => void found.push(...(await capture(page, name, { languages: [language] })));
  try {
    await page.goto("/");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await take("nobody-yet");
    await page.goto("about:blank");
    await page.goto(server.firstRun);
    await page.getByLabel(t.name, { exact: true }).fill("Ana Lefèvre");
    await page.getByLabel(t.password, { exact: true }).fill("password1");
    await page.getByRole("button", { name: t.account }).click();
    await page.locator("[aria-invalid]").waitFor();
    await take("setup-account");
    await page.getByLabel(t.password, { exact: true }).fill(password);
    await page.getByRole("button", { name: t.account }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[download]").click()]);
    await take("setup-kit");
    await page.getByRole("button", { name: t.kept }).click();
    await page.locator("input[name=line]").waitFor();
    await take("setup-kit-proof");
    await page.locator("input[type=file]").setInputFiles(await download.path());
    await page.locator("input[name=start]").first().waitFor();
    await take("setup-workspace");
    await page.getByLabel(t.name, { exact: true }).fill("Fabrique du Nord");
    await page.getByRole("button", { name: t.company }).click();
    await page.locator("textarea").waitFor();
    await take("setup-message");
    await page.getByRole("button", { name: t.look }).click();
    await page.getByText("XAES-256-GCM", { exact: false }).waitFor();
    await take("setup-stored");
    await page.goto("about:blank");
    await page.goto(`/setup#token=bsu_${"A".repeat(43)}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await take("setup-over");
    found.push(...watched.problems);
  } finally {
    await watched.close();
    await stop(server);
  }
  return found;
}
