/**
 * Draws ids, tokens, operation ids, salts and nonces by the million in a thread of its own, where `Math.random` always
 * answers the same; tells how many of each were distinct and how long the shortest is.
 */
import { parentPort, workerData } from "node:worker_threads";
import { fillNonce, operationId, randomBytes, randomToken, randomUUID } from "../../../../crypto/index.ts";

export interface Drawn {
  readonly kind: string;
  readonly drawn: number;
  readonly distinct: number;
  /** Random bits of one value. */
  readonly bits: number;
}

// Anything that leans on it repeats itself from here on.
Object.assign(Math, { random: () => 0.5 });
const replaced = Reflect.get(Math, "random") as () => number;

const drawn24 = Buffer.alloc(24);
const nonce = () => {
  fillNonce(drawn24);
  return drawn24;
};

const { times } = workerData as { times: number };

/** The last two come from the same source as tokens do: a tenth of them is enough. */
const kinds: readonly { kind: string; bits: number; times: number; draw: () => Buffer }[] = [
  { kind: "ids", bits: 122, times, draw: () => Buffer.from(randomUUID().replaceAll("-", ""), "hex") },
  { kind: "tokens", bits: 256, times, draw: () => Buffer.from(randomToken(""), "base64url") },
  { kind: "nonces", bits: 192, times, draw: nonce },
  { kind: "operation ids", bits: 256, times: times / 10, draw: () => Buffer.from(operationId(), "base64url") },
  { kind: "keys and salts", bits: 128, times: times / 10, draw: () => randomBytes(16) },
];

/** By 64 bits of each: should two of a million meet by chance (1 in 37 million), the claim is checked again. */
function count(draw: () => Buffer, times: number): number {
  const seen = new BigUint64Array(times);
  for (let i = 0; i < times; i++) seen[i] = draw().readBigUInt64BE(0);
  seen.sort();
  let distinct = times > 0 ? 1 : 0;
  for (let i = 1; i < times; i++) if (seen[i] !== seen[i - 1]) distinct++;
  return distinct;
}

const control = count(() => Buffer.from(String(replaced()).padEnd(8, "0")), 1000);
for (const { kind, bits, times: all, draw } of kinds) parentPort?.postMessage({ kind, drawn: all, distinct: count(draw, all), bits } satisfies Drawn);
parentPort?.postMessage({ kind: "control", drawn: 1000, distinct: control, bits: 0 } satisfies Drawn);
