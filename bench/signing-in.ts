/**
 * Sign-ins a second over HTTP, with Argon2id at the usual parameters, against the bare hash verified as often in this process.
 *   node bench/signing-in.ts [--sign-ins 60] [--rounds 5] [--callers 4]
 */
import { parseArgs } from "node:util";
import { hash, verify } from "@node-rs/argon2";
import { createClient } from "../src/client/index.ts";
import { operationId } from "../src/crypto/index.ts";
import { usualOptions } from "../src/server/features/accounts/index.ts";
import { makeFolders, testServer } from "../tests/harness/installation.ts";
import { figure, interleaved, median, result, say } from "./lib/numbers.ts";

const { values } = parseArgs({
  options: { "sign-ins": { type: "string", default: "60" }, rounds: { type: "string", default: "5" }, callers: { type: "string", default: "4" } },
});
const [signIns, rounds, callers] = [values["sign-ins"], values.rounds, values.callers].map(Number) as [number, number, number];
const password = "violet-harbour-tram-49";
const { memory, passes, lanes } = usualOptions.argon2;
const folders = makeFolders();
const server = await testServer({ folders, accounts: usualOptions });
server.spare();
await server.services.accounts.accounts.make({ name: "bench", password }, { id: operationId(), digest: null });
const bare = await hash(password, { memoryCost: memory, timeCost: passes, parallelism: lanes });
const client = createClient({ baseUrl: server.url });

/** So many at once, so many in all. @returns how many a second */
async function timed(work: () => Promise<unknown>): Promise<number> {
  let left = signIns;
  const begun = performance.now();
  const caller = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (signIns / (performance.now() - begun)) * 1000;
}

// As many hashes at once as the server lets run.
const slots = Array.from({ length: usualOptions.slots.atOnce }, () => Promise.resolve());
let turn = 0;
const inSlots = (work: () => Promise<unknown>): Promise<void> => {
  const place = turn++ % slots.length;
  const done = (slots[place] ?? Promise.resolve()).then(async () => void (await work()));
  slots[place] = done;
  return done;
};

say(`Argon2id, m=${memory} KiB, t=${passes}, p=${lanes}; ${signIns} sign-ins, ${callers} callers, ${slots.length} hashes at once, ${rounds} rounds`);
const pairs = await interleaved(
  rounds,
  () => timed(() => client.call("signIn", { body: { login: "bench", password } })),
  () => timed(() => inSlots(() => verify(bare, password))),
);
const ratios = pairs.map(([signIn, alone]) => signIn / alone);
result("bare hashes", `${figure(median(pairs.map(([, alone]) => alone)))} a second`);
result("sign-ins over HTTP", `${figure(median(pairs.map(([signIn]) => signIn)))} a second`);
result("ratio, median of rounds", `${figure(median(ratios))} (${figure(Math.min(...ratios))}–${figure(Math.max(...ratios))})`);
await server.close();
folders.remove();
