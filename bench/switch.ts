/**
 * From the key to the paint of another channel, when both were open before; beside it the same key on a route that shows nothing.
 *   npm run build && node bench/switch.ts [--switches 50] [--rounds 5] [--listed 240]
 */
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { launch, openPage } from "../tests/e2e/browser.ts";
import { enterAs } from "../tests/e2e/installation.ts";
import { newChannel, newWorld } from "../tests/harness/world.ts";
import { figure, interleaved, median, result, say } from "./lib/numbers.ts";

const { values } = parseArgs({
  options: { switches: { type: "string", default: "50" }, rounds: { type: "string", default: "5" }, listed: { type: "string", default: "240" } },
});
const [switches, rounds, listed] = [Number(values.switches), Number(values.rounds), Number(values.listed)];
/** Those that are opened; the side bar lists more of them. */
const channels = 8;
const texts = [
  "short",
  "two lines\nof text",
  "```ts\nconst a = 1;\nconst b = 2;\n```",
  "- one\n- two\n- three",
  "| what | how many |\n| --- | --- |\n| rows | 3 |",
  "word ".repeat(80),
];

const p95 = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;

/** What the keydowns came to, in milliseconds. */
type Timed = typeof globalThis & { times: number[] };

/** From each keydown's own timestamp until the frame in which the screen shows something else, with `sign` in it, was painted. */
const time = (page: Page, sign: string): Promise<void> =>
  page.evaluate(`(() => {
    const times = (globalThis.times = []);
    const shown = () => document.querySelector("#screen");
    document.onkeydown = ({ key, timeStamp }) => {
      if (key === "Alt" || key === "Tab") return;
      const before = shown()?.textContent;
      const look = () => {
        if (shown()?.textContent === before || !shown()?.querySelector(${JSON.stringify(sign)})) return void requestAnimationFrame(look);
        void scheduler.postTask(() => void times.push(performance.now() - timeStamp), { priority: "user-blocking" }); // behind the paint
      };
      requestAnimationFrame(look);
    };
  })()`);

/** Says how many milliseconds of a processor the page's main thread has used so far: a figure that other work on the machine changes little. */
async function meter(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
  };
}

async function press(page: Page, count: number, key: (n: number) => Promise<void>): Promise<number[]> {
  for (let n = 1; n <= count; n++) {
    await key(n);
    await page.waitForFunction((n) => (globalThis as Timed).times.length >= n, n);
  }
  return page.evaluate(() => (globalThis as Timed).times);
}

const [world, browser] = await Promise.all([newWorld(), launch()]);
try {
  let first = "";
  for (let n = 0; n < channels; n++) {
    const { id } = await newChannel(world.owner, world.company, `room-${n}`);
    first ||= id;
    for (let i = 0; i < 60; i++)
      await world.owner.call("postMessage", { params: { company: world.company, channel: id }, body: { text: `${i} in ${n}: ${texts[i % texts.length]}` } });
  }
  for (let n = channels; n < listed; n++) await newChannel(world.owner, world.company, `shelf-${n}`); // behind them
  const watched = await openPage(browser, { url: world.server.url });
  await enterAs(watched, world.server.url, world.owner);
  const { page } = watched;
  await page.goto(`/c/${world.company}/channels/${first}`);
  await page.locator("[data-message-list] article").first().waitFor();
  const message = "[data-message-list] article";
  const next = (n: number) => page.keyboard.press((n - 1) % (2 * channels - 2) < channels - 1 ? "Alt+ArrowDown" : "Alt+ArrowUp"); // to the last and back
  const links = ["Threads", "Saved"].map((name) => page.getByRole("link", { name }).first());
  const link = async (n: number) => {
    await links[n % 2]?.focus();
    await page.keyboard.press("Enter");
  };
  await time(page, message);
  await press(page, 2 * channels - 2, next); // each was open once, and the code is warm
  await time(page, "h1, h2");
  await press(page, 6, link);
  const used = await meter(page);
  const costs: number[] = [];
  const pairs = await interleaved(
    rounds,
    async () => {
      await page.locator(`a[data-channel="${first}"]`).click();
      await page.locator(message).first().waitFor();
      await time(page, message);
      const before = await used();
      const times = await press(page, switches, next);
      costs.push(((await used()) - before) / switches);
      return times;
    },
    async () => {
      await time(page, "h1, h2");
      return press(page, switches, link);
    },
  );
  for (const [n, [switched, empty]] of pairs.entries())
    say(
      `round ${n + 1}: channels ${figure(median(switched))} ms, p95 ${figure(p95(switched))}; empty screens ${figure(median(empty))} ms, p95 ${figure(p95(empty))}`,
    );
  const over = (of: (switched: readonly number[], empty: readonly number[]) => number) => figure(median(pairs.map((pair) => of(...pair))));
  result("p95 of a switch between open channels", `${over((switched) => p95(switched))} ms`, "<100 ms");
  result("median of it", `${over((switched) => median(switched))} ms`);
  result("CPU of the page for one, with what follows", `${figure(median(costs))} ms`);
  result("p95 against that of an empty screen", `${over((switched, empty) => p95(switched) / p95(empty))}×`);
} finally {
  await browser.close();
  await world.close();
}
