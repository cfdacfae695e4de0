/** What many suites begin with: a server and a browser for all of their tests, and pages that are watched, and closed after each. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import { keepFailure, launch, openPage, type PageOptions, type Watched } from "./browser.ts";
import { enterAs } from "./installation.ts";
import { ensureWebBuilt } from "./web-build.ts";

export interface Stage {
  /** From the first test on. */
  readonly world: World;
  /** An address within the company, as somebody sees it once all that was done before has arrived. @param before is called ahead of the first address */
  open(as: Caller, path: string, options?: Partial<PageOptions>, before?: (page: Page) => unknown): Promise<Page>;
  /** Two new members and a channel of theirs. */
  pair(topic: string): Promise<Pair>;
}

export interface Pair {
  readonly ana: Caller;
  readonly leo: Caller;
  readonly channel: string;
  /** What their names and the channel's end with. */
  readonly number: number;
  /** Says something there, and waits until it has arrived everywhere. */
  readonly say: (by: Caller, text: string, thread?: number) => ReturnType<typeof post>;
}

const post = (by: Caller, params: { company: string; channel: string }, text: string, thread?: number) =>
  by.call("postMessage", { params, body: { text, ...(thread ? { thread } : {}) } });

/** To be called within `describe`. */
export function newStage(): Stage {
  let browser: Browser;
  let world: World;
  let pairs = 0;
  const opened: Watched[] = [];

  beforeAll(async () => {
    ensureWebBuilt();
    [browser, world] = await Promise.all([launch(), newWorld()]);
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

  return {
    get world() {
      return world;
    },
    async open(as, path, options = {}, before) {
      await world.services.settled();
      const watched = await openPage(browser, { url: world.server.url, ...options });
      opened.push(watched);
      await enterAs(watched, world.server.url, as);
      await before?.(watched.page);
      await watched.page.goto(`/c/${world.company}/${path}`);
      return watched.page;
    },
    async pair(topic) {
      const number = ++pairs;
      const { company } = world;
      const ana = await world.join(company, "member", [], `Ana ${number}`);
      const leo = await world.join(company, "member", [], `Léo ${number}`);
      const { id: channel } = await newChannel(ana, company, `${topic}-${number}`);
      await leo.call("joinChannel", { params: { company, channel } });
      const say: Pair["say"] = async (by, text, thread) => {
        const message = await post(by, { company, channel }, text, thread);
        await world.services.settled();
        return message;
      };
      return { ana, leo, channel, number, say };
    },
  };
}

/** A stage with a new pair before each test. To be called within `describe`. */
export function newPairs(topic: string) {
  const stage = newStage();
  let pair: Pair;
  beforeEach(async () => {
    pair = await stage.pair(topic);
  });
  return {
    stage,
    get world() {
      return stage.world;
    },
    get ana() {
      return pair.ana;
    },
    get leo() {
      return pair.leo;
    },
    get channel() {
      return pair.channel;
    },
    get number() {
      return pair.number;
    },
  };
}
