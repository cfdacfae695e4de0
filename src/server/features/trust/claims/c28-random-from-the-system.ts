import { Worker } from "node:worker_threads";
import { workerUrl } from "../../../workers.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Drawn } from "./random-worker.ts";
import { ownCode } from "./scan/own-code.ts";

const TIMES = 1_000_000;
/** A version 4 uuid has 122 random bits and six that say so. */
const LEAST_BITS = 122;

async function draw(times: number, signal: AbortSignal): Promise<Drawn[]> {
  const worker = new Worker(workerUrl("random"), { workerData: { times } });
  const stop = () => {
    worker.terminate().catch(() => undefined);
  };
  signal.addEventListener("abort", stop, { once: true });
  const drawn: Drawn[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on("message", (message: Drawn) => drawn.push(message));
      worker.once("error", reject);
      worker.once("exit", () => resolve());
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  return drawn;
}

async function neverTheSame({ signal }: ClaimContext): Promise<Finding> {
  const drawn = await draw(TIMES, signal);
  const control = drawn.find(({ kind }) => kind === "control");
  if (control?.distinct !== 1) return { looked: 1, ok: false, evidence: "Its control failed: values made of the replaced generator were not seen as equal." };
  const examined = drawn.filter((one) => one !== control);
  const bad = examined.filter(({ drawn: all, distinct, bits }) => distinct !== all || bits < LEAST_BITS);
  const looked = examined.reduce((sum, one) => sum + one.drawn, 0);
  return {
    looked,
    ok: bad.length === 0 && examined.length > 0,
    evidence: `With ${generator} answering a constant, ${examined.map(({ kind, drawn: all, bits }) => `${all} ${kind} (${bits} bits)`).join(", ")}: ${bad.length === 0 ? "all distinct" : `repeated or short: ${bad.map(({ kind }) => kind).join(", ")}`}.`,
  };
}

/** JavaScript's own generator, which is no secure one. Put together, so that this file does not seem to use it. */
const generator = ["Math", "random"].join(".");
const weak = /\bMath\s*(\.\s*random\b|\[\s*["'`]random)/;

async function noneInOurCode({ premises }: ClaimContext): Promise<Finding> {
  const files = await ownCode(premises.program);
  // The generator that the worker replaces is the one use of the name.
  const found = files.filter(({ path, text }) => weak.test(text) && !/random-worker\.[jt]s$/.test(path)).map(({ path }) => path);
  if (!weak.test(`const id = ${generator}();`)) return { looked: files.length, ok: false, evidence: "Its control failed: a planted use was not seen." };
  return {
    looked: files.length,
    ok: found.length === 0,
    evidence: `${files.length} files of the program's own code: ${found.length === 0 ? `no use of ${generator}` : `used in ${found.join(", ")}`}.`,
  };
}

export const randomFromTheSystem = defineClaim({
  id: "C28",
  group: "how-is-it-built",
  source: "privacy",
  sentence: {
    en: "Random tokens come from the system's secure generator, on the server and in the browser.",
    fr: "Les jetons aléatoires viennent du générateur sûr du système, sur le serveur comme dans le navigateur.",
  },
  clauses: [
    {
      id: "C28a",
      sentence: `A million each of ids, tokens and nonces stay distinct while ${generator} is a constant.`,
      where: "instance",
      check: neverTheSame,
    },
    { id: "C28b", sentence: `Nothing in the program's own code uses ${generator}.`, where: "instance", check: noneInOurCode },
    { id: "C28c", sentence: `The main job passes with ${generator} a constant on both sides.`, where: "lab" },
  ],
});
