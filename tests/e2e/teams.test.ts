/** Teams in messages: offered while one writes, shown by their names; and what the disk holds of a channel and a person. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

describe.skipIf(!chromiumPath)("teams and stored rows", () => {
  let browser: Browser;
  let world: World;
  let ana: Caller;
  let leo: Caller;
  let channel = "";
  let team = "";
  const opened: Watched[] = [];
  const open = async (who: Caller, path: string) => {
    const watched = await openPage(browser, { url: world.server.url });
    opened.push(watched);
    await enterAs(watched, world.server.url, who);
    await watched.page.goto(`/c/${world.company}/${path}`);
    return watched.page;
  };

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
    const params = { company: world.company };
    ana = await world.join(world.company, "member", [], "Ana Lefèvre");
    leo = await world.join(world.company, "member", [], "Léo Marchand");
    channel = (await newChannel(ana, world.company, "talk")).id;
    await leo.call("joinChannel", { params: { ...params, channel } });
    team = (await world.owner.call("createTeam", { params, body: { name: "Design crew" } })).id;
    await world.owner.call("setTeamMember", { params: { ...params, team, person: leo.person }, body: { role: "member" } });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(async ({ task }) => {
    await keepFailure(task, ...opened);
    for (const watched of opened.splice(0)) {
      watched.expectCalm();
      await watched.close();
    }
  });

  it("a team is offered, sent as its id, shown by its name, and edited by its name again", async () => {
    const page = await open(ana, `channels/${channel}`);
    const box = page.getByRole("textbox").last();
    await box.click();
    await page.keyboard.type("hello @crew");
    await page.getByRole("option", { name: "Design crew" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("now");
    await page.keyboard.press("Enter");
    await page.getByRole("article").getByText("@Design crew").first().waitFor();
    await expect
      .poll(async () => (await ana.call("listMessages", { params: { company: world.company, channel } })).messages.at(-1))
      .toMatchObject({ body: { text: `hello @{${team}} now` }, teams: [team], mentions: [leo.person] });
    await box.click();
    await page.keyboard.press("ArrowUp");
    await expect
      .poll(() => page.locator("textarea").evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value)))
      .toContain("hello @Design crew now");
  });

  it("who never opened a list of teams reads the name, too", async () => {
    await ana.call("postMessage", { params: { company: world.company, channel }, body: { text: `for you, @{${team}}` } });
    const page = await open(leo, `channels/${channel}`);
    await page.getByRole("article").filter({ hasText: "for you" }).getByText("@Design crew").waitFor();
  });

  it("the channel's row opens from its details, a person's from the profile", async () => {
    const page = await open(ana, `channels/${channel}?panel=details`);
    const panel = page.getByRole("complementary", { name: "What the disk holds" });
    await page.getByRole("link", { name: "What the disk holds" }).click();
    await panel.getByText("That a channel of this kind exists", { exact: false }).waitFor();
    await panel.getByText("#talk").waitFor();
    await page.goto(`/c/${world.company}/channels/${channel}?panel=person:${leo.person}`);
    await page.getByRole("link", { name: "What the disk holds" }).click();
    await panel.getByText("That a person belongs to the company", { exact: false }).waitFor();
    await panel.getByText("Léo Marchand").waitFor();
    await panel.getByText("shown to the person alone").waitFor();
    expect(await panel.textContent()).not.toContain(leo.account);
  });
});
