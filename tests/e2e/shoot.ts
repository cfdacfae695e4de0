import type { Browser } from "playwright-core";
import type { Given, Shot } from "../screens.ts";
import { type Answering, type Answers, answerWith } from "./answers.ts";
import { type Language, openPage, type Watched } from "./browser.ts";
import { showAs } from "./capture.ts";

export interface Planned {
  readonly name: string;
  readonly path: string;
  readonly shot: Shot;
  /** Its words and parts are looked at in another state. */
  readonly isRepeating: boolean;
}

export interface Opened {
  readonly watched: Watched;
  readonly answers: Answers;
  readonly answering: Answering;
  /** Where the page is, as long as nothing was put in the server's place and nothing done. */
  isClean: boolean;
  path: string;
}

/** Where it is late in the morning now, so that pictures show a day's work whenever they are taken. */
function zoneOfMorning(): string {
  const ahead = ((11 - new Date().getUTCHours() + 36) % 24) - 12;
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`; // the signs of these names are the other way round
}

export async function openWatched(browser: Browser, url: string, language: Language): Promise<Opened> {
  const watched = await openPage(browser, { url, language, zone: zoneOfMorning() });
  watched.context.setDefaultTimeout(10_000);
  const answers: Answers = {};
  return { watched, answers, answering: await answerWith(watched.page, answers), isClean: false, path: "" };
}

/** Brings the screen into the state: within the app where nothing stands in the way, else by loading it anew. */
export async function shoot(opened: Opened, { path, shot, isRepeating }: Planned, given: Given, language: Language): Promise<void> {
  const { watched, answers, answering } = opened;
  const { page } = watched;
  for (const name of Object.keys(answers) as (keyof Answers)[]) delete answers[name];
  const wanted = typeof shot.answers === "function" ? shot.answers(given) : shot.answers;
  Object.assign(answers, wanted);
  const wasClean = opened.isClean && opened.path !== path;
  opened.isClean = wanted === undefined && shot.act === undefined;
  opened.path = path;
  await showAs(page, shot.isPhoneOnly ? "phone" : "desktop");
  if (shot.isCut) {
    // What draws the screen is there, as the worker keeps it for who has the app; only its data are not.
    await page.goto(path);
    await page.locator("main").first().waitFor();
    await page.waitForLoadState("networkidle");
    const elsewhere = path.startsWith("/settings") ? "/trust" : "/settings";
    await within(opened, elsewhere);
    await page.waitForFunction((path) => {
      const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__: { state: { resolvedLocation?: { pathname: string } } } };
      return router.state.resolvedLocation?.pathname === path;
    }, elsewhere);
    await answering.cut();
    await within(opened, path);
  } else if (wasClean && opened.isClean && !shot.isPhoneOnly) await within(opened, path);
  else {
    await page.goto("about:blank");
    await page.goto(path);
  }
  await shot.act?.(page, given, language);
  await page.locator(shot.ready).first().waitFor();
  // What the side bar shows last.
  if (path.startsWith("/c/") && !isRepeating)
    await page
      .locator("nav a[href$='/drafts']")
      .waitFor({ state: "attached", timeout: 4000 })
      .catch(() => undefined);
}

const within = ({ watched }: Opened, path: string): Promise<void> =>
  watched.page.evaluate((path) => {
    (globalThis as unknown as { __TSR_ROUTER__: { history: { push(path: string): void } } }).__TSR_ROUTER__.history.push(path);
  }, path);
