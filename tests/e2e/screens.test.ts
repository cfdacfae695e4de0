/** Every screen in every state, as `../screens.ts` lists them. Look at what it leaves in tests/output/screenshots. */
import { globSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dialogs, panels } from "../../src/web/app/urls.ts";
import { type Actor, type Given, pictures, repeating, type Screen, type Shot, screens, states } from "../screens.ts";
import { chromiumPath, type Language, launch, openPage } from "./browser.ts";
import { capture, captureForDocs } from "./capture.ts";
import { takeFirstRun } from "./first-run-shots.ts";
import { enterAs } from "./installation.ts";
import { type Lively, livelyWorld } from "./lively.ts";
import { cutAfter, type Opened, openWatched, type Planned, shoot } from "./shoot.ts";

const root = resolve(import.meta.dirname, "../..");
const web = join(root, "src/web");
const docs = join(root, "docs/screenshots");
const updatesDocs = Boolean(process.env["UPDATE_DOCS_PICTURES"]);
/** Pages that work beside each other: one waits for the server while the other one draws. */
const lanes = 3;
/** Where nothing of a company is on screen. */
const elsewhere = "/settings/kit";

const nameOf = (screen: string, state: string) => `${screen}${state === "usual" ? "" : `-${state.replaceAll(" ", "-")}`}`;
const cells = Object.entries(screens).flatMap(([name, { at, cells }]) =>
  Object.entries(cells).map(([state, cell]) => ({ name: nameOf(name, state), state, at, cell })),
);
const isShot = (cell: Screen["cells"][string]): cell is Shot => "ready" in cell;
const shots = cells.flatMap(({ name, state, at, cell }) =>
  isShot(cell) ? [{ name, at: cell.at ?? at, shot: cell, isRepeating: repeating.includes(state) }] : [],
);

describe("the list of screens", () => {
  const sources = globSync("**/*.tsx", { cwd: web }).map((path) => path.replaceAll("\\", "/"));
  const drawn = new Set(Object.values(screens).map(({ of }) => of));

  it("has a shot or a reason for every state of every screen, each under a name of its own", () => {
    for (const [name, { cells }] of Object.entries(screens)) expect(Object.keys(cells), name).toEqual(expect.arrayContaining([...states]));
    const reasons = cells.flatMap(({ cell }) => ("left" in cell ? [cell.left] : []));
    expect(reasons.filter((reason) => reason.length < 15)).toEqual([]);
    expect(new Set(cells.map(({ name }) => name)).size).toBe(cells.length);
  });

  it("names every screen, panel, dialog and sheet of the sources", () => {
    const frames = ["features/channels/side-panel.tsx", "features/lists/list-screen.tsx", "ui/dialog.tsx"];
    const isOne = (path: string) => /-(screen|panel|dialog|sheet)\.tsx$/.test(path) || /<Dialog[\s>]/.test(readFileSync(join(web, path), "utf8"));
    const partOfAnother = ["features/setup/kit-sheet.tsx"]; // on paper, and tested there
    expect(sources.filter((path) => isOne(path) && !frames.includes(path) && !partOfAnother.includes(path) && !drawn.has(path))).toEqual([]);
    expect([...drawn].filter((path) => !sources.includes(path))).toEqual([]);
  });

  it("has pictures for the documentation: all that are named there, none that isn't, none that is heavy", () => {
    const pages = ["README.md", ...globSync("docs/*.md", { cwd: root })].map((page) => readFileSync(join(root, page), "utf8")).join("\n");
    const named = [...pages.matchAll(/!\[([^\]]*)\]\((?:docs\/)?screenshots\/([\w-]+\.\w+)\)/g)];
    expect(named.filter(([, alt]) => (alt ?? "").length < 10).map(([text]) => text)).toEqual([]);
    expect([...new Set(named.map(([, , file]) => file))].toSorted()).toEqual(readdirSync(docs).toSorted());
    expect(readdirSync(docs).toSorted()).toEqual(pictures.map(({ file }) => `${file}.webp`).toSorted());
    for (const file of readdirSync(docs)) expect(statSync(join(docs, file)).size, file).toBeLessThan(300_000);
  });
});

describe.skipIf(!chromiumPath)("screens", () => {
  let browser: Browser;
  let world: Lively;
  let given: Given;
  const addresses: string[] = [];

  beforeAll(async () => {
    [browser, world] = await Promise.all([launch(), livelyWorld()]);
    given = await learn(world);
    mkdirSync(docs, { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it("are calm, whole, nowhere cut or wider than the page, and open to everybody, in both themes and sizes", { timeout: 1_200_000, retry: 0 }, async () => {
    const found: string[] = [];
    const wanted = new Set(pictures.map(({ of }) => of));
    const only = process.env["SCREENS"]?.split(",");
    const isWanted = (name: string) => (updatesDocs ? wanted.has(name) : !only || only.some((part) => name.startsWith(part)));
    const planned: Planned[] = shots
      .filter(({ name }) => isWanted(name))
      .map(({ at, ...planned }) => ({ ...planned, path: typeof at === "string" ? at : at(given) }));
    addresses.push(...planned.map(({ path }) => path));

    const jobs = batches(planned).map((batch) => async () => void found.push(...(await take(batch))));
    if (!updatesDocs && (!only || only.includes("setup")))
      for (const language of ["en", "fr"] as const) jobs.unshift(async () => void found.push(...(await takeFirstRun(browser, language))));
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let job = jobs.shift(); job; job = jobs.shift()) await job();
      }),
    );
    expect(found).toEqual([]);
  });

  it.skipIf(updatesDocs || process.env["SCREENS"])("are on the list: every route, panel and dialog of the running app", async () => {
    const watched = await openPage(browser, { url: world.url });
    await watched.page.goto("/settings");
    const routes = await watched.page.evaluate(() => {
      const { routesById } = (
        globalThis as unknown as { __TSR_ROUTER__: { routesById: Record<string, { fullPath: string; options: { component?: unknown } }> } }
      ).__TSR_ROUTER__;
      return Object.entries(routesById).flatMap(([id, { fullPath, options }]) => (options.component && !["__root__", "/gated"].includes(id) ? [fullPath] : []));
    });
    await watched.close();
    expect(routes.length).toBeGreaterThan(15);
    const parts = (file: string, pattern: RegExp) => [...readFileSync(join(web, file), "utf8").matchAll(pattern)].map(([, name]) => name ?? "");
    const [table = ""] = parts("features/administration/administration-screen.tsx", /const parts[^{]*\{[^{]*\{([^}]*)\}/g);
    const administered = [...table.matchAll(/(\w+):/g)].map(([, name]) => `/administration/${name}`);
    const chosen = parts("features/frame/settings-screen.tsx", /case "(\w+)":/g).map((name) => `/you/${name}`);
    expect(Math.min(administered.length - 4, chosen.length)).toBeGreaterThan(0);
    expect([...administered, ...chosen].filter((part) => !addresses.some((address) => address.endsWith(part)))).toEqual([]);
    const paths = addresses.map((address) => address.replace(/[?#].*/, ""));
    const isListed = (route: string) => {
      const pattern = route
        .replace(/\/$/, "")
        .replace(/\/\{-\$\w+\}/g, "(/[^/]+)?")
        .replace(/\$\w+/g, "[^/]+");
      return paths.some((path) => new RegExp(`^${pattern}/?$`).test(path));
    };
    expect(routes.filter((route) => !isListed(route))).toEqual([]);
    expect(panels.filter((panel) => !addresses.some((address) => new RegExp(`panel=${panel}\\b`).test(address)))).toEqual([]);
    expect(dialogs.filter((dialog) => !addresses.some((address) => address.includes(`dialog=${dialog}`)))).toEqual([]);
  });

  /** Those of one person on one page after each other, in portions that keep all lanes at work to the end. */
  function batches(all: readonly Planned[]): Planned[][] {
    const most = 24;
    return [...Map.groupBy(all, ({ shot }) => shot.as).values()].flatMap((own) => {
      const screens = [...Map.groupBy(own, ({ path }) => path.split("?")[0]).values()];
      const portions: Planned[][] = [];
      for (const screen of screens) {
        const last = portions.at(-1);
        if (last && last.length + screen.length <= most) last.push(...screen);
        else portions.push([...screen]);
      }
      return portions;
    });
  }

  /** What did not come on a busy machine is asked for once more, on a page of its own; what is found on a picture stays found. */
  async function take(batch: readonly Planned[], isAgain = false): Promise<string[]> {
    const actor = batch[0]?.shot.as ?? "nobody";
    let opened = await enter(actor);
    const found: string[] = [];
    const missed: Planned[] = [];
    const cut = batch.filter(({ shot }) => shot.isCut);
    for (const planned of [...batch.filter(({ shot }) => !shot.isCut), ...cut]) {
      const { name, shot } = planned;
      const { page, problems } = opened.watched;
      const began = problems.length;
      try {
        if (planned === cut[0]) await cutAfter(opened, cut, elsewhere);
        await shoot(opened, planned, given);
        found.push(...(await look(page, planned)));
      } catch (error) {
        if (isAgain) {
          found.push(`${name}: ${String(error).split("\n").slice(0, 3).join(" ")}`);
          await page.screenshot({ path: join(root, `tests/output/failures/${name}.png`) });
        }
        missed.push(...(shot.isCut ? cut.slice(cut.indexOf(planned)) : [planned]));
      }
      if (!shot.isFault) found.push(...problems.slice(began).map((problem) => `${name}: ${problem}`));
      if (missed.includes(planned)) {
        await opened.watched.close();
        opened = await enter(actor);
        if (shot.isCut) break;
      }
    }
    await opened.watched.close();
    if (!isAgain) for (const planned of missed) found.push(...(await take([planned], true)));
    return found;
  }

  async function look(page: Page, { name, shot, isRepeating }: Planned): Promise<string[]> {
    const languages: readonly Language[] = updatesDocs || isRepeating ? ["en"] : ["en", "fr"];
    const found = await capture(page, name, { languages, isPhoneOnly: shot.isPhoneOnly ?? false, isRepeating, sight: shot.sight });
    for (const { file, of, size, theme } of pictures) {
      if (updatesDocs && of === name) await captureForDocs(page, join(docs, `${file}.webp`), size, theme);
    }
    return found;
  }

  async function enter(actor: Actor): Promise<Opened> {
    const opened = await openWatched(browser, world.url);
    if (actor !== "nobody") await enterAs(opened.watched, world.url, given.callers[actor]);
    return opened;
  }
});

async function learn(world: Lively): Promise<Given> {
  const { ana, company, design } = world;
  const params = { company };
  const call = ana.call;
  const real = {
    listPeople: await call("listPeople", { params, query: { limit: 500 } }),
    browseChannels: await call("browseChannels", { params, body: {} }),
    listInbox: await call("listInbox", { params }),
    listThreads: await call("listThreads", { params }),
    listClaims: await call("listClaims"),
    listInvites: await call("listInvites", { params }),
    listTeams: await call("listTeams", { params }),
    listAudit: await call("listAudit", { params, query: { limit: 50 } }),
    getPreferences: await call("getPreferences", { params }),
  };
  const message = await call("getMessage", { params: { company, channel: design, message: "2" } });
  const { url } = await call("createInvite", { params, body: { role: "guest" } });
  const lone = await world.callerOf(await world.newAccount("Lena Ohneland"), company);
  return {
    ...world,
    real,
    message,
    invitation: new URL(url).pathname + new URL(url).hash,
    callers: { ana, leo: world.leo, owner: world.owner, guest: world.guest, lone },
  };
}
