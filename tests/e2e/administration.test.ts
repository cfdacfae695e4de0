/** What administrators do first, in the browser; what it came to is asked of the server. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Caller, newChannel } from "../harness/world.ts";
import { chromiumPath, keepFailure, launch, openPage, type Watched } from "./browser.ts";
import { enterAs, type Furnished, furnishedWorld } from "./installation.ts";

describe.skipIf(!chromiumPath)("administration", () => {
  let browser: Browser;
  let world: Furnished;
  const opened: Watched[] = [];

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), furnishedWorld()]);
  }, 120_000);
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

  async function enter(caller: Caller, part = ""): Promise<Page> {
    const watched = await openPage(browser, { url: world.url });
    opened.push(watched);
    await enterAs(watched, world.url, caller);
    await watched.page.goto(`/c/${world.company}/administration${part}`);
    return watched.page;
  }
  const params = () => ({ company: world.company });
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });

  it("is for administrators only, and says so", async () => {
    const page = await enter(world.leo);
    await page.getByText("Your role doesn’t open this", { exact: false }).waitFor();
    expect(await page.getByRole("heading", { name: "Who can get in?" }).count()).toBe(0);
  });

  it("cards answer, and lead to their tables; the workspace gets another name, and the old one back", async () => {
    const page = await enter(world.ana);
    await page.getByText(/4 people can\./).waitFor();
    await page.getByText("Nothing waits for you.").waitFor();
    await page.getByText("Nothing by itself: it was told to connect to no other server.", { exact: false }).waitFor();
    await page.getByText("No: there is no recovery kit, and without it nobody can.").waitFor();
    await page.getByText("Nothing was checked on this server yet.").waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("textbox", { name: "Name of the workspace" }).fill("Fabrique du Sud");
    await button(page, "Save").click();
    await page.getByText("Workspace renamed").waitFor();
    expect((await world.ana.call("getCompany", { params: params() })).name).toBe("Fabrique du Sud");
    await button(page, "Undo").click();
    await expect.poll(async () => (await world.ana.call("getCompany", { params: params() })).name).toBe("Fabrique du Nord");
    await page.getByText("is shown to the owners of the installation", { exact: false }).waitFor();
    expect(await page.getByText("BASTIDE_DATA").count()).toBe(0);
  });

  it("what runs is told in figures, what is missing says what to do; owners see the settings with their source", async () => {
    const dueAt = Date.now() + 3_600_000;
    const text = "words for later, which no administrator reads";
    const { id } = await world.leo.call("scheduleMessage", { params: params(), body: { channel: world.general, text, dueAt } });
    const page = await enter(world.owner, "/running");
    const line = (name: string) => page.getByRole("listitem").filter({ hasText: name });
    await line("Last backup").getByText("bastide backup FILE", { exact: false }).waitFor();
    await line("Inbox").getByText("Up to date.").waitFor();
    await expect.poll(() => line("Scheduled messages").last().textContent()).toContain("1");
    expect(await page.getByText("words for later").count()).toBe(0);
    await world.leo.call("cancelScheduled", { params: { ...params(), scheduled: id } });
    await page.goto(`/c/${world.company}/administration/settings`);
    await page.getByText(world.server.folders.config.data, { exact: true }).waitFor();
    expect(await page.getByText("********").count()).toBe(0);
  });

  it("the log tells who did what, live and filtered; the browser proves it, and it is taken away as a file", async () => {
    const page = await enter(world.ana, "/log");
    const lines = page.locator("main li > button[aria-expanded]");
    await lines.first().waitFor();
    await page.getByRole("switch", { name: "Live" }).check();
    await newChannel(world.leo, world.company, "heard-of");
    await lines.filter({ hasText: "creates #heard-of" }).waitFor();
    await button(page, "Verify now").click();
    await page.getByText("The log is whole").waitFor();
    await page.getByText("First look from this browser.", { exact: false }).waitFor();
    await newChannel(world.leo, world.company, "later-on");
    await button(page, "Verify again").click();
    await page.getByText("what you saw then stands unchanged in it", { exact: false }).waitFor();
    await lines.filter({ hasText: "creates #later-on" }).click();
    await button(page, "Prove this entry").click();
    await page.getByText(/^Proven: entry \d+ stands/).waitFor();
    await button(page, "Only about this").click();
    await lines.filter({ hasText: "creates #heard-of" }).waitFor({ state: "detached" });
    await lines.filter({ hasText: "creates #later-on" }).waitFor();
    expect(await lines.count()).toBe(1);
    expect(page.url()).toContain("about=");
    await page.reload();
    await lines.filter({ hasText: "creates #later-on" }).waitFor();
    expect(await lines.count()).toBe(1);
    const [file] = await Promise.all([page.waitForEvent("download"), button(page, "Table (CSV)").click()]);
    expect(file.suggestedFilename()).toBe("company-log.csv");
    expect(
      readFileSync(await file.path(), "utf8")
        .split("\r\n")
        .slice(1, 2)
        .join(),
    ).toContain("channel.create,done");
    await page.getByText("company-log.csv is complete", { exact: false }).waitFor();
  });

  it("channels: archived without being in one, brought back; private ones are counted, ownerless ones get a new hand", async () => {
    const vera = await world.join(world.company, "member", [world.general], "Vera Blum");
    const hers = await newChannel(vera, world.company, "left-behind");
    const den = await newChannel(world.leo, world.company, "den-of-leo", "private");
    await world.ana.call("disablePerson", { params: { ...params(), person: vera.person } });
    const page = await enter(world.ana, "/channels");
    await page.getByText("people are in 1 private channel,", { exact: false }).waitFor();
    expect(await page.getByText(den.name).count()).toBe(0);
    await button(page, "Archive left-behind").click();
    const isArchived = async () => (await world.leo.call("getChannel", { params: { ...params(), channel: hers.id } })).archived;
    await expect.poll(isArchived).toBe(true);
    await page.getByText(/^Archived 1$/).click();
    await button(page, "Bring back left-behind").click();
    await expect.poll(isArchived).toBe(false);
    await button(page, "Give them to somebody …").click();
    await button(page, "Give").click();
    await page.getByText("Choose who takes over.", { exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Who looks after them from now on" }).fill("léo");
    await page.getByRole("option", { name: /Léo/ }).click();
    await button(page, "Give").click();
    await page.getByText("1 channel is looked after again").waitFor();
    const { channels } = await world.ana.call("surveyChannels", { params: params() });
    expect(channels.find(({ id }) => id === hers.id)).toMatchObject({ by: world.leo.person, ownerless: false });
  });

  it("many invitations: looked through first, nothing made while a line is wrong, links shown once, one revoked", async () => {
    const page = await enter(world.ana, "/invitations");
    await button(page, "Invite many").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Lines").fill("name;role;channels\nMina;guest;general\nOtto;boss;\nPia;member;#design-system");
    await button(page, "Look through").click();
    await dialog.getByText("There is no role “boss”.").waitFor();
    expect(await button(page, "Make 3 invitations").isDisabled()).toBe(true);
    expect((await world.ana.call("listInvites", { params: params() })).invites.filter(({ label }) => label === "Mina")).toEqual([]);
    await button(page, "Change lines").click();
    await dialog
      .locator("input[type=file]")
      .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from("Mina,guest,general\nPia,member,") });
    await button(page, "Look through").click();
    await button(page, "Make 2 invitations").click();
    await dialog.getByText("2 invitations are ready").waitFor();
    expect(await dialog.locator("li").count()).toBe(2);
    await page.keyboard.press("Escape");
    const row = page.locator("li", { hasText: "Mina" });
    await row.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Invitation revoked").waitFor();
    const { invites } = await world.ana.call("listInvites", { params: params() });
    expect(
      invites
        .filter(({ label }) => label === "Mina" || label === "Pia")
        .map(({ label, role, state }) => `${label} ${role} ${state}`)
        .toSorted(),
    ).toEqual(["Mina guest revoked", "Pia member open"]);
  });

  it("a role is changed and taken back; whoever goes hands over first, and the name is typed", async () => {
    const vera = await world.join(world.company, "member", [world.general], "Vera Kern");
    const herChannel = await newChannel(vera, world.company, "veras-room");
    await world.leo.call("joinChannel", { params: { ...params(), channel: herChannel.id }, body: {} });
    const page = await enter(world.ana, "/people");
    await page.getByLabel("Find somebody").fill("vera");
    const role = page.getByLabel("Role of Vera Kern");
    await role.selectOption("administrator");
    const roleNow = async () => (await world.ana.call("getPerson", { params: { ...params(), person: vera.person } })).role;
    await expect.poll(roleNow).toBe("administrator");
    await button(page, "Undo").click();
    await expect.poll(roleNow).toBe("member");

    await button(page, "More for Vera Kern").click();
    expect(await page.getByRole("menuitem", { name: "Where they are signed in" }).count()).toBe(0); // owners of the installation only
    await page.getByRole("menuitem", { name: "Take out …" }).click();
    await page.getByText("Looks after 1 channel", { exact: false }).waitFor();
    await page.getByLabel("Type “Vera Kern” to go on").fill("Vera Kern");
    await button(page, "Take out").click();
    await page.getByText("Choose who takes over.", { exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Who looks after them from now on" }).fill("léo");
    await page.getByRole("option", { name: /Léo/ }).click();
    await page.getByLabel("Type “Vera Kern” to go on").fill("Vera");
    await button(page, "Take out").click();
    await page.getByText("This is not the name.").waitFor();
    await page.getByLabel("Type “Vera Kern” to go on").fill("Vera Kern");
    await button(page, "Take out").click();
    await page.getByText("Vera Kern was taken out").waitFor();
    expect(await vera.refused("listMyChannels", { params: params() })).toBe("company_not_found");
    expect((await world.ana.call("surveyChannels", { params: params() })).channels.find(({ id }) => id === herChannel.id)?.by).toBe(world.leo.person);
  });

  it("owners of the installation see sessions, end them, and make a link for a new password", async () => {
    await world.callerOf(world.nour.account, world.company); // signed in at a second place
    const page = await enter(world.owner, "/people");
    await page.getByLabel("Find somebody").fill("nour");
    await button(page, /More for Nour/).click();
    await page.getByRole("menuitem", { name: "Link for a new password …" }).click();
    await button(page, "Make the link").click();
    expect(await page.getByLabel("Link for a new password").inputValue()).toContain("/reset#token=bsr_");
    await page.keyboard.press("Escape");
    await button(page, /More for Nour/).click();
    await page.getByRole("menuitem", { name: "Where they are signed in" }).click();
    const ends = page.getByRole("dialog").getByRole("button", { name: "End", exact: true });
    await ends.first().waitFor();
    const before = await ends.count();
    await ends.last().click();
    await page.getByText("Session ended").waitFor();
    await expect.poll(() => ends.count()).toBe(before - 1);
    await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("Signed in nowhere.").waitFor();
  });

  it("a team is made, gets a member and a manager, and another name", async () => {
    const page = await enter(world.ana, "/teams");
    await page.getByText("No team yet").waitFor();
    await button(page, "Make a team").click();
    await page.getByLabel("Name", { exact: true }).fill("Werkstatt");
    await page.getByRole("dialog").getByRole("button", { name: "Make a team" }).click();
    await page.getByRole("combobox", { name: "Add somebody" }).fill("léo");
    await page.getByRole("option", { name: /Léo/ }).click();
    await page.getByLabel("Role of Léo Marchand").selectOption("manager");
    await page.getByText("Léo Marchand is now: Manager").waitFor();
    await button(page, "Rename Werkstatt").click();
    await page.getByLabel("Name", { exact: true }).fill("Atelier");
    await button(page, "Save").click();
    await page.getByText("Team renamed").waitFor();
    const { teams } = await world.ana.call("listTeams", { params: params() });
    expect(teams.map(({ name }) => name)).toEqual(["Atelier"]);
    const { members } = await world.ana.call("listTeamMembers", { params: { ...params(), team: teams[0]?.id ?? "" } });
    expect(members.find(({ person }) => person === world.leo.person)?.role).toBe("manager");
  });

  it("a report is settled, with undo; what stands in a foreign room stays closed", async () => {
    const secret = (await newChannel(world.leo, world.company, "closed", "private")).id;
    const inSecret = await world.leo.call("postMessage", { params: { ...params(), channel: secret }, body: { text: "words of a closed room" } });
    await world.leo.call("reportMessage", { params: { ...params(), channel: world.design, message: "1" }, body: { reason: "not nice" } });
    await world.leo.call("reportMessage", { params: { ...params(), channel: secret, message: inSecret.ref }, body: { reason: "nor this" } });
    const page = await enter(world.ana, "/reports");
    await page.getByText("It stands in a conversation that you are not in", { exact: false }).waitFor();
    expect(await page.getByText("words of a closed room").count()).toBe(0);
    await page.locator("li", { hasText: "not nice" }).getByRole("button", { name: "Settle" }).click();
    await expect.poll(() => page.getByText("not nice").count()).toBe(0);
    const states = async () => (await world.ana.call("listReports", { params: params() })).reports.map(({ reason, state }) => `${reason}: ${state}`).toSorted();
    expect(await states()).toEqual(["nor this: open", "not nice: settled"]);
    await button(page, "Undo").click();
    await expect.poll(states).toEqual(["nor this: open", "not nice: open"]);
  });
});
