/** C28c: the main job while JavaScript's own generator answers a constant, in the server and in a browser. */
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { chromiumPath, launch, openPage } from "../../e2e/browser.ts";
import { enterAs, furnishedWorld } from "../../e2e/installation.ts";
import { mainJob, ownFolders, served } from "./main-job.ts";
import { entry } from "./programs.ts";

const constant = "data:text/javascript,Math.random=()=>0.5";

export async function withConstantRandom(): Promise<Finding> {
  const folders = ownFolders();
  let steps: number;
  try {
    const server = await served(process.execPath, ["--import", constant, entry], folders.env);
    steps = await mainJob(server.lines).finally(() => server.stop());
  } finally {
    folders.remove();
  }
  if (!chromiumPath) return { looked: 0, ok: true, evidence: "There is no browser on this machine." };
  const [browser, world] = await Promise.all([launch(), furnishedWorld()]);
  try {
    const watched = await openPage(browser, { url: world.url });
    await watched.context.addInitScript(() => {
      Math.random = () => 0.5;
    });
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    await page.goto(`/c/${world.company}/channels/${world.general}`);
    await page.waitForLoadState("networkidle");
    const composer = page.locator("#composer textarea");
    const sent = 12;
    for (let i = 0; i < sent; i++) {
      await composer.fill(`number ${i}`);
      await composer.press("Enter");
      await page
        .locator("section [data-message-list] article")
        .filter({ hasText: `number ${i}` })
        .last()
        .waitFor({ timeout: 60_000 });
    }
    // Were an operation id drawn twice, the second message would be taken for the first one again.
    const arrivedNow = async () => {
      const { messages } = await world.ana.call("listMessages", { params: { company: world.company, channel: world.general } });
      const texts = messages.flatMap(({ body }) => (body?.kind === "markdown" ? [body.text] : []));
      return new Set(texts.filter((text) => text.startsWith("number "))).size;
    };
    // The page shows a message before the server has it.
    let arrived = await arrivedNow();
    for (let tries = 0; arrived < sent && tries < 50; tries++) {
      await page.waitForTimeout(200);
      arrived = await arrivedNow();
    }
    return {
      looked: steps + sent,
      ok: arrived === sent && (await page.evaluate(() => Math.random())) === 0.5,
      evidence: `${steps} steps with a constant on the server; ${arrived} of ${sent} messages arrived from a browser with one.`,
    };
  } finally {
    await browser.close();
    await world.close();
  }
}
