/**
 * Search as a user sees it: from the last keystroke of a word until the frame in which what was found was painted, the pause included
 * after which the page asks; beside it the same question straight to the server.
 *   npm run build && CHROMIUM=/usr/bin/chromium node bench/search-browser.ts [--messages 2000] [--words 40] [--rounds 5]
 */
import { parseArgs } from "node:util";
import { launch, openPage } from "../tests/e2e/browser.ts";
import { enterAs } from "../tests/e2e/installation.ts";
import { newChannel, newWorld } from "../tests/harness/world.ts";
import { figure, interleaved, median, result, say } from "./lib/numbers.ts";

const { values } = parseArgs({
  options: { messages: { type: "string", default: "2000" }, words: { type: "string", default: "40" }, rounds: { type: "string", default: "5" } },
});
const [messages, asked, rounds] = [Number(values.messages), Number(values.words), Number(values.rounds)];

/** Words of letters alone, each time the same. */
const words = Array.from({ length: 400 }, (_, i) =>
  Array.from({ length: 3 }, (_, k) => ["ba", "do", "fi", "ku", "le", "mo", "na", "pe", "ri", "su"][Math.floor(i / 10 ** k) % 10] ?? "").join(""),
);
const wordAt = (n: number) => words[(n * 37) % words.length] ?? "";
const p95 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;

/** The last keydown's own timestamp, and when the page showed rows in which the word is marked. */
type Timed = typeof globalThis & { wait(word: string): Promise<number> };
const timing = `(() => {
  let last = 0;
  document.addEventListener("keydown", ({ timeStamp }) => { last = timeStamp; }, true);
  const isShown = (word) => {
    const marks = [...document.querySelectorAll("#screen [data-row] mark")];
    return marks.length > 0 && marks.every((mark) => mark.textContent.toLowerCase() === word);
  };
  globalThis.wait = (word) => new Promise((resolve) => {
    const look = () => {
      if (!isShown(word)) return void requestAnimationFrame(look);
      void scheduler.postTask(() => resolve(performance.now() - last), { priority: "user-blocking" }); // behind the paint
    };
    look();
  });
})()`;

const [world, browser] = await Promise.all([newWorld(), launch()]);
try {
  const params = { company: world.company };
  const { id: channel } = await newChannel(world.owner, world.company, "library");
  const text = (n: number) => `${wordAt(n)} stands in message ${n} beside ${wordAt(n * 3 + 1)}, in a sentence of usual length that people write`;
  for (let at = 0; at < messages; at += 8)
    await Promise.all(
      Array.from({ length: Math.min(8, messages - at) }, (_, i) =>
        world.owner.call("postMessage", { params: { ...params, channel }, body: { text: text(at + i) } }),
      ),
    );
  await world.services.settled();
  const watched = await openPage(browser, { url: world.server.url });
  await enterAs(watched, world.server.url, world.owner);
  const { page } = watched;
  await page.goto(`/c/${world.company}/search`);
  const field = page.getByRole("combobox", { name: "Search messages and files" });
  await field.waitFor();
  await page.evaluate(timing);
  let turn = 0;
  const inBrowser = async () => {
    const times: number[] = [];
    for (let i = 0; i < asked; i++) {
      const word = wordAt(++turn);
      await field.press("Control+a");
      await page.keyboard.type(word, { delay: 30 });
      times.push(await page.evaluate((word) => (globalThis as Timed).wait(word), word));
    }
    return times;
  };
  const atServer = async () => {
    const times: number[] = [];
    for (let i = 0; i < asked; i++) {
      const start = performance.now();
      await world.owner.call("search", { params, body: { text: wordAt(turn + i), typing: true, filters: { kind: "message" }, limit: 20 } });
      times.push(performance.now() - start);
    }
    return times;
  };
  await inBrowser(); // the code is warm
  const pairs = await interleaved(rounds, inBrowser, atServer);
  for (const [n, [seen, answered]] of pairs.entries())
    say(
      `round ${n + 1}: seen after ${figure(median(seen))} ms, p95 ${figure(p95(seen))}; answered after ${figure(median(answered))}, p95 ${figure(p95(answered))}`,
    );
  result("from the last key to the paint, median", `${figure(median(pairs.map(([seen]) => median(seen))))} ms`);
  result("p95 of it", `${figure(median(pairs.map(([seen]) => p95(seen))))} ms`);
  result("the server's answer alone, median", `${figure(median(pairs.map(([, answered]) => median(answered))))} ms`);
  result("p95 of it", `${figure(median(pairs.map(([, answered]) => p95(answered))))} ms`);
} finally {
  await browser.close();
  await world.close();
}
