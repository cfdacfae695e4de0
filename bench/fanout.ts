/**
 * Fan-out: what is said in one channel reaches all of its clients; a few messages are under way at a time. Bastide with all
 * that it does (access, sealing, journal, store with a sync per flush) against ejabberd with a room and its archive.
 *   node bench/fanout.ts [--clients 200] [--messages 500] [--window 8] [--rounds 5]
 */
import { parseArgs } from "node:util";
import { bastideRival } from "./lib/bastide-rival.ts";
import type { Rival } from "./lib/deliveries.ts";
import { ejabberdMissing, ejabberdRival } from "./lib/ejabberd-rival.ts";
import { count, figure, interleaved, median, result, say } from "./lib/numbers.ts";
import { cpuSeconds } from "./lib/proc.ts";

interface Burst {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "200" },
    messages: { type: "string", default: "500" },
    window: { type: "string", default: "8" },
    rounds: { type: "string", default: "5" },
  },
});
const [clients, messages, window, rounds] = [Number(values.clients), Number(values.messages), Number(values.window), Number(values.rounds)];
/** Milliseconds without a whole delivery after which nothing more is expected. */
const patience = 30_000;
/** Of each rival: the last message that was said. */
const said = new Map<Rival, number>();

/** Says so many messages; the next one begins when one has reached every client. */
async function burst(rival: Rival, total: number): Promise<Burst> {
  const before = said.get(rival) ?? 0;
  const last = before + total;
  let next = before + 1;
  let whole = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  rival.deliveries.onWhole(() => {
    if (++whole === total) resolve();
    else if (next <= last) rival.say(next++);
  });
  let seen = -1;
  const watch = setInterval(() => {
    if (whole === seen)
      reject(new Error(`${rival.name} stands still: ${whole} of ${next - before - 1} messages reached everybody; ${rival.deliveries.missing()}`));
    seen = whole;
  }, patience);
  const [cpu, started] = [cpuSeconds(rival.pid), performance.now()];
  while (next <= last && next <= before + window) rival.say(next++);
  await promise.finally(() => clearInterval(watch));
  const seconds = (performance.now() - started) / 1000;
  said.set(rival, last);
  const deliveries = total * rival.deliveries.clients;
  return { perSecond: deliveries / seconds, perCpuSecond: deliveries / (cpuSeconds(rival.pid) - cpu) };
}

async function measured(rival: Rival): Promise<Burst> {
  const one = await burst(rival, messages);
  say(`${rival.name.padEnd(10)} ${count(one.perSecond).padStart(9)} deliveries/s ${count(one.perCpuSecond).padStart(9)} per CPU-second of the server`);
  return one;
}

const whyNot = ejabberdMissing();
const own = await bastideRival(clients);
const other = whyNot ? undefined : await ejabberdRival(clients);
try {
  say(`${clients} clients of one channel, ${messages} messages a round, ${window} under way, ${rounds} rounds`);
  if (whyNot) say(`!! NOT COMPARED: ${whyNot}`);
  for (const rival of [own, ...(other ? [other] : [])]) await burst(rival, Math.ceil(messages / 2));
  const pairs = await interleaved(
    rounds,
    () => measured(own),
    async () => (other ? measured(other) : undefined),
  );
  result("Bastide, deliveries per second", count(median(pairs.map(([one]) => one.perSecond))));
  result("Bastide, deliveries per server CPU-second", count(median(pairs.map(([one]) => one.perCpuSecond))));
  const ratios = (of: (burst: Burst) => number) => pairs.flatMap(([one, two]) => (two ? [of(one) / of(two)] : []));
  if (other) {
    result("against ejabberd, per second", `${figure(median(ratios((one) => one.perSecond)))}×`, "≥10×");
    result("against ejabberd, per server CPU-second", `${figure(median(ratios((one) => one.perCpuSecond)))}×`, "≥10×");
  }
} finally {
  await own.stop();
  await other?.stop();
}
