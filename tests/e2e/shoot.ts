import type { Browser, Page } from "playwright-core";
import type { Given, Shot } from "../screens.ts";
import { type Answering, type Answers, answerWith } from "./answers.ts";
import { openPage, type Watched } from "./browser.ts";
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
  /** The app runs, and somebody is signed in to it. */
  isStarted: boolean;
  /** Nothing was put in the server's place so far, and nothing done. */
  isClean: boolean;
  path: string;
}

/** Where it is late in the morning now, so that pictures show a day's work whenever they are taken. */
function zoneOfMorning(): string {
  const ahead = ((11 - new Date().getUTCHours() + 36) % 24) - 12;
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`; // the signs of these names are the other way round
}

/** What would change the world for those who look at it meanwhile. */
const unsaid: Answers = { markRead: "never", saveDraft: "never" };

export async function openWatched(browser: Browser, url: string): Promise<Opened> {
  const watched = await openPage(browser, { url, zone: zoneOfMorning() });
  watched.context.setDefaultTimeout(10_000);
  const answers: Answers = {};
  return { watched, answers, answering: await answerWith(watched.page, answers), isStarted: false, isClean: true, path: "" };
}

/** Brings the screen into the state. */
export async function shoot(opened: Opened, { path, shot }: Planned, given: Given): Promise<void> {
  const { page } = opened.watched;
  const wanted = typeof shot.answers === "function" ? shot.answers(given) : shot.answers;
  const isPlain = !wanted && !shot.act;
  await showAs(page, shot.isPhoneOnly ? "phone" : "desktop");
  if (shot.isCut) await goTo(page, path);
  else {
    answer(opened, wanted);
    await open(opened, path, opened.isClean && isPlain && path !== opened.path);
  }
  opened.isStarted = shot.as !== "nobody" && !shot.isFault && isGated(path);
  opened.isClean = isPlain;
  await shot.act?.(page, given, "en");
  for (const ready of [shot.ready].flat()) await page.locator(ready).first().waitFor();
  await opened.answering.still();
}

/** Without a connection screens show what they have: before it is cut they are opened, by one person one after the other. */
export async function cutAfter(opened: Opened, planned: readonly Planned[], elsewhere: string): Promise<void> {
  answer(opened);
  for (const [i, path] of [...planned.filter(({ shot }) => !shot.isNew).map(({ path }) => path), elsewhere].entries()) {
    await open(opened, path, i > 0);
    await opened.answering.still();
  }
  await opened.answering.cut();
}

function answer({ answers }: Opened, wanted: Answers = {}): void {
  for (const name of Object.keys(answers) as (keyof Answers)[]) delete answers[name];
  Object.assign(answers, unsaid, wanted);
}

/** Screens that are for anybody begin without a session of their own. */
const isGated = (path: string) => path === "/" || /^\/(c|settings|trust)\b/.test(path);

/** Loads the app where it doesn't run yet; else goes there within it, on with what it knows or without. */
async function open(opened: Opened, path: string, isGoingOn: boolean): Promise<void> {
  const { page } = opened.watched;
  if (opened.isStarted && isGoingOn) await goTo(page, path);
  else if (opened.isStarted && isGated(path)) await signInAt(page, path);
  else {
    await page.goto("about:blank");
    await page.goto(path);
  }
  opened.isStarted = true;
  opened.path = path;
}

/**
 * As if it had been loaded anew, and several times as fast: another tab says that the session is over, and that there is one.
 * Of what the app knew nothing is left then; its code is there.
 */
async function signInAt(page: Page, path: string): Promise<void> {
  const say = (word: string) =>
    page.evaluate((word) => {
      const tabs = new BroadcastChannel("bastide");
      tabs.postMessage(word);
      tabs.close();
    }, word);
  await say("signed-out");
  await page.locator("input[name=login]").waitFor();
  await goTo(page, path);
  await say("signed-in");
}

const goTo = (page: Page, path: string): Promise<void> =>
  page.evaluate((path) => {
    (globalThis as unknown as { __TSR_ROUTER__: { history: { push(path: string): void } } }).__TSR_ROUTER__.history.push(path);
  }, path);
