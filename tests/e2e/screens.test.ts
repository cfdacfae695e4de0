/** Every screen in both themes and sizes, in English; those with long words in French too. Look at what it leaves in tests/output/screenshots. */
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { zipOf } from "../fixtures/slack-zip.ts";
import { answerWith } from "./answers.ts";
import { chromiumPath, keepFailure, type Language, launch, openPage, type Watched } from "./browser.ts";
import { capture, captureForReadme } from "./capture.ts";
import { type EmptyServer, emptyServer, enterAs, type Furnished, furnishedWorld, password, stop } from "./installation.ts";
import { furnishOwn, importEnds, importHalfDone, mixedClaims, scheduledOfAllKinds } from "./states.ts";

const texts = {
  en: { account: "Make account", kept: "I have kept it", company: "Make workspace", look: "Write and look", name: "Name", password: "Password" },
  fr: { account: "Créer le compte", kept: "Je l’ai conservé", company: "Créer l’espace", look: "Écrire et regarder", name: "Nom", password: "Mot de passe" },
} as const;

describe.skipIf(!chromiumPath)("screens", () => {
  let browser: Browser;
  let world: Furnished;
  const opened: Watched[] = [];
  const open = async (url: string, language: Language = "en") => {
    const watched = await openPage(browser, { url, language });
    opened.push(watched);
    return watched;
  };

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

  it.each(["en", "fr"] as const)("first run, %s", { timeout: 180_000 }, async (language) => {
    const server: EmptyServer = await emptyServer();
    const t = texts[language];
    const found: string[] = [];
    try {
      const { page } = await open(server.url, language);
      const take = async (name: string) => void found.push(...(await capture(page, name, language)));
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
    } finally {
      await stop(server);
    }
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("before signing in, %s", { timeout: 120_000 }, async (language) => {
    const { page } = await open(world.url, language);
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    await page.goto("/");
    await page.locator("input[name=login]").fill("ana");
    await page.locator("input[name=password]").fill("not this one");
    await page.locator("button[type=submit]").click();
    await page.getByRole("alert").locator("p").waitFor();
    await page.locator("summary").click();
    await take("sign-in");
    const { url } = await world.ana.call("createInvite", { params: { company: world.company }, body: { role: "guest" } });
    await page.goto(url);
    await page.locator("input[name=email]").waitFor();
    await take("invitation");
    await page.goto("about:blank");
    await page.goto(`/reset#token=bsr_${"A".repeat(43)}`);
    await page.locator("input[name=password]").fill("four quiet words here");
    await take("reset");
    await page.locator("button[type=submit]").click();
    await page.getByText("reset-link", { exact: false }).waitFor();
    await take("reset-dead");
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("conversation, %s", { timeout: 180_000 }, async (language) => {
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    const channel = `/c/${world.company}/channels/${world.design}`;
    await page.goto(channel);
    await page.getByText("Fixed, it was", { exact: false }).waitFor();
    await take("channel");
    if (language === "en" && process.env["UPDATE_README_PICTURE"]) await captureForReadme(page);
    await page.goto(`${channel}?panel=thread:2`);
    await page.getByText("Then we ship it tomorrow.").waitFor();
    await take("thread");
    await page.goto(`${channel}?panel=stored:2`);
    await page.getByText("XAES-256-GCM", { exact: false }).waitFor();
    await take("inspector");
    for (const dialog of ["browse", "create-channel", "direct", "invite", "switch", "keys"]) {
      await page.goto(`${channel}?dialog=${dialog}`);
      await page.getByRole("dialog").waitFor();
      await take(`dialog-${dialog}`);
    }
    await page.goto(`/c/${world.company}/inbox`);
    await page.getByText("one more", { exact: false }).waitFor();
    await take("inbox");
    await page.goto(`/c/${world.company}/you`);
    await page.getByText("@ana", { exact: false }).first().waitFor();
    await take("you");
    await page.goto("/settings");
    await page.locator("main li").first().waitFor();
    await take("settings");
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("channels and the side bar, %s", { timeout: 180_000 }, async (language) => {
    const { company, leo, ana, design, general } = world;
    const news = (await ana.call("createChannel", { params: { company }, body: { name: `announcements-${language}`, kind: "public", whoPosts: "managers" } }))
      .id;
    await ana.call("postMessage", { params: { company, channel: news }, body: { text: "The office is closed on Friday." } });
    await leo.call("joinChannel", { params: { company, channel: news } });
    await leo.call("setChannelPreference", { params: { company, channel: design }, body: { starred: true } });
    await leo.call("setChannelPreference", { params: { company, channel: general }, body: { muted: true } });
    await leo.call("openDirect", { params: { company }, body: { people: [ana.person] } });
    const { preferences, version } = await leo.call("getPreferences", { params: { company } });
    const section = (name: string, channels: string[], collapsed = false) => ({ id: randomUUID(), name, channels, collapsed });
    const sections = [section("Work", [news]), section("A name as long as section names may be", []), section("Folded", [general], true)];
    await leo.call("setPreferences", {
      params: { company },
      body: { version, preferences: { ...preferences, sideBar: { ...preferences.sideBar, unreadOnly: false, sections } } },
    });
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, leo);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    await page.goto(`/c/${company}/channels/${news}`);
    await page.getByText("The office is closed", { exact: false }).waitFor();
    await page.locator("section p").last().waitFor();
    await take("channel-announcements");
    await page.goto(`/c/${company}/channels/${news}?panel=details`);
    await page.locator("aside [role=switch]").first().waitFor();
    await take("details-member");
    await page.goto(`/c/${company}/channels/${design}?panel=details`);
    await page.locator("nav a[aria-current=page]").click({ button: "right" });
    await page.getByRole("menu").waitFor();
    await take("channel-menu");
    await page.keyboard.press("Escape");
    await page.goto(`/c/${company}?dialog=browse`);
    await page.getByRole("switch").check();
    await page.locator("[role=dialog] p.text-center").waitFor();
    await take("dialog-browse-archived-none");
    await leo.call("setPreferences", {
      params: { company },
      body: { version: version + 1, preferences: { ...preferences, sideBar: { ...preferences.sideBar, unreadOnly: true } } },
    });
    await page.goto(`/c/${company}/inbox`);
    await page.locator("nav p button").waitFor();
    await take("side-bar-unread");
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("many, slow, missing, and another kit, %s", { timeout: 180_000 }, async (language) => {
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, world.owner);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    const channel = `/c/${world.company}/channels/${world.design}`;
    const real = await world.ana.call("browseChannels", { params: { company: world.company }, body: {} });
    const many = Array.from({ length: 50 }, (_, i) => ({ ...real.channels[i % 2]!, id: randomUUID(), name: `room-${i}-of-the-house`, joined: i % 3 === 0 }));
    await answerWith(page, { browseChannels: { channels: many, more: true }, listChannelMembers: "never" });
    await page.goto(`${channel}?dialog=browse`);
    await page.getByText("room-0-of-the-house").waitFor();
    await take("dialog-browse-many");
    await page.goto(`${channel}?panel=members`);
    await page.locator("aside [role=status]").waitFor();
    await page
      .locator("aside .late")
      .first()
      .evaluate((node) => Promise.all(node.getAnimations().map(({ finished }) => finished)));
    await take("members-slow");
    await page.goto(`${channel}?at=99`);
    await page.locator("section [role=status] button").waitFor();
    await take("channel-missing");
    await page.goto("/settings");
    await page.locator("main li").first().waitFor();
    await take("settings-owner");
    await page.locator("a[href='/settings/kit']").click();
    await page.locator("input[name=password]").fill("words");
    await take("kit-another");
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("import, %s", { timeout: 120_000 }, async (language) => {
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    const address = `/c/${world.company}/import`;
    const answers: Parameters<typeof answerWith>[1] = { listImports: { imports: [] } };
    await answerWith(page, answers);
    await page.goto(address);
    await page.locator("input[type=file]").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("words") });
    await take("import-choose");
    answers.listImports = { imports: [importHalfDone] };
    await page.reload();
    await page.getByRole("progressbar").waitFor();
    await take("import-running");
    for (const [i, job] of importEnds.entries()) {
      answers.listImports = { imports: [job, ...importEnds.filter((other) => other !== job)] };
      await page.reload();
      await page.locator("main h2").waitFor();
      await take(`import-${importEnds[i]?.state}`);
    }
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("administration, %s", { timeout: 180_000 }, async (language) => {
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    const address = `/c/${world.company}/administration`;
    const params = { company: world.company };
    const people = (await world.ana.call("listPeople", { params })).people;
    const { invites } = await world.ana.call("listInvites", { params });
    const shapes = [{ name: "Maximiliane von Hohenstein-Wittgenstein zu Oberschwaben", role: "guest" }, { state: "left" }, { kind: "imported" }] as const;
    const answers: Parameters<typeof answerWith>[1] = { listReports: { reports: [] }, listInvites: { invites: [] } };
    await answerWith(page, answers);
    await page.goto(address);
    await page.locator("main li p > a").first().waitFor();
    await page.locator("main li .late").first().waitFor({ state: "detached" });
    await take("administration");
    answers.listPeople = { people: [...people, ...shapes.map((shape, i) => ({ ...people[i % 2]!, id: randomUUID(), ...shape }))], more: true };
    await page.goto(`${address}/people`);
    await page.locator("main select").first().waitFor();
    await take("administration-people");
    await page.goto(`${address}/invitations`);
    await page.locator("main h2").waitFor();
    await take("administration-invitations-none");
    answers.listInvites = {
      invites: (["open", "open", "used", "expired"] as const).map((state, i) => ({
        ...(invites[0] ?? { role: "guest", channels: [], usesLeft: 1, createdAt: 0, expiresAt: 0 }),
        id: randomUUID(),
        label: i === 1 ? "" : "Maximiliane von Hohenstein-Wittgenstein, from the bureau across the street",
        state,
        createdAt: Date.UTC(2026, 9, 14, 8, 12),
        expiresAt: Date.UTC(2026, 9, 28, 8, 12),
      })),
    };
    await page.reload();
    await page.locator("main ul li").first().waitFor();
    await page.locator("main label").nth(1).click();
    await take("administration-invitations");
    await page.locator("main button").nth(0).click();
    await page.getByRole("dialog").locator("textarea").fill("name,role\nAna Weber,member\nOtto,boss");
    await page.getByRole("dialog").locator("button").last().click();
    await page.getByRole("dialog").locator("table").waitFor();
    await take("administration-many");
    await page.goto(`${address}/reports`);
    await page.locator("main h2").waitFor();
    await take("administration-reports-none");
    const message = await world.ana.call("getMessage", { params: { ...params, channel: world.design, message: "2" } });
    const report = {
      id: randomUUID(),
      by: world.leo.person,
      at: Date.UTC(2026, 9, 14),
      reason: "Rude to a guest.",
      state: "open",
      channel: world.design,
      ref: "2",
      message,
    } as const;
    answers.listReports = { reports: [report, { ...report, id: randomUUID(), message: null }] };
    await page.reload();
    await page.locator("main ul li").first().waitFor();
    await take("administration-reports");
    await page.goto(`${address}/teams`);
    await page.locator("main h2").waitFor();
    await take("administration-teams");
    await page.goto(`${address}/settings`);
    await page.locator("main form").waitFor();
    await take("administration-settings");
    answers.listPeople = "never";
    await page.goto(`${address}/people`);
    await page.locator("main [role=status]").waitFor();
    await page.waitForTimeout(500);
    await take("administration-loading");
    for (const part of ["keys", "notices"]) {
      await page.goto(`/c/${world.company}/you/${part}`);
      await page.locator("main h2").first().waitFor();
      await take(`you-${part}`);
    }
    expect(found).toEqual([]);
  });

  it("administration without the rights", async () => {
    const watched = await open(world.url);
    await enterAs(watched, world.url, world.leo);
    await watched.page.goto(`/c/${world.company}/administration`);
    await watched.page.locator("main h2").waitFor();
    expect(await capture(watched.page, "administration-no-rights")).toEqual([]);
  });

  it.each(["en", "fr"] as const)("trust, %s", { timeout: 180_000 }, async (language) => {
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, world.owner);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    const answers: Parameters<typeof answerWith>[1] = { listClaims: mixedClaims(await world.owner.call("listClaims")) };
    await answerWith(page, answers);
    await page.goto("/trust");
    await page.locator("main li > button").first().click();
    await take("trust");
    delete answers.listClaims;
    await page.goto("/trust/columns");
    await page.locator("main dl").first().waitFor();
    await take("columns");
    answers.listClaims = "never";
    await page.goto("/trust");
    await page.getByRole("status").first().waitFor();
    await page.waitForTimeout(500);
    await take("trust-loading");
    expect(found).toEqual([]);
  });

  it.each(["en", "fr"] as const)("lists of one's own and people, %s", { timeout: 180_000 }, async (language) => {
    const watched = await open(world.url, language);
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    const found: string[] = [];
    const take = async (name: string) => void found.push(...(await capture(page, name, language)));
    const row = page.locator("#screen [data-row]").first();
    const nothing = page.locator("#screen h2");
    const answers: Parameters<typeof answerWith>[1] = {};
    await answerWith(page, answers);
    await furnishOwn(world);
    const at = (path: string) => page.goto(`/c/${world.company}/${path}`);
    await at("threads");
    await row.waitFor();
    await page.locator("nav a[href$='/drafts']").waitFor({ state: "attached" });
    await take("threads");
    await at(`threads?channel=${world.design}&panel=thread:2`);
    await page.locator("aside").getByText("Then we ship it tomorrow.").waitFor();
    await take("threads-open");
    await at("saved");
    await row.waitFor();
    await take("saved");
    answers.listScheduled = scheduledOfAllKinds(world.design);
    await at("drafts");
    await row.waitFor();
    await take("drafts");
    await page.locator("#screen button[data-row]").first().click();
    await page.getByRole("dialog").waitFor();
    await take("drafts-change");
    await at("people");
    await row.waitFor();
    await take("people");
    await at(`people?person=${world.leo.person}`);
    await page.locator("aside h3").waitFor();
    await take("profile");
    await at(`channels/${world.design}?panel=person:${world.ana.person}`);
    await page.locator("aside h3").waitFor();
    await take("profile-own");
    Object.assign(answers, {
      listThreads: { threads: [], unread: 0 },
      listSaved: { items: [] },
      listDrafts: { drafts: [] },
      listScheduled: { scheduled: [] },
      listInbox: { items: [] },
    });
    for (const name of ["threads", "saved", "drafts", "inbox"]) {
      await at(name);
      await nothing.waitFor();
      await take(`${name}-empty`);
    }
    answers.listSaved = "never";
    await at("saved");
    await page.locator("#screen [role=status] .late").first().waitFor();
    await page.waitForTimeout(500);
    await take("saved-loading");
    expect(found).toEqual([]);
  });

  it("a picture for the README that is not heavy", () => {
    expect(statSync(resolve(import.meta.dirname, "../../docs/screenshots/channel.png")).size).toBeLessThan(300_000);
  });

  it("a broken file, as the server really answers it", async () => {
    const watched = await open(world.url);
    await enterAs(watched, world.url, world.ana);
    const { page } = watched;
    await page.goto(`/c/${world.company}/import`);
    const broken = await zipOf([
      ["users.json", "[]"],
      ["channels.json", "[{]"],
    ]);
    await page.locator("input[type=file]").setInputFiles({ name: "broken.zip", mimeType: "application/zip", buffer: broken });
    await page.getByText("channels.json", { exact: true }).waitFor();
    expect(await capture(page, "import-broken")).toEqual([]);
  });
});
