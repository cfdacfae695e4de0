/** A sealing thread: does what crypto's envelope says, batch by batch, and keeps nothing. */
import { parentPort } from "node:worker_threads";
import { performOpen, performSeal, SealError, type SealTask, xaesRelease } from "../../../crypto/index.ts";
import { type FromSealer, Packed, type ToSealer, Unpacking } from "./sealers-wire.ts";

const port = parentPort as NonNullable<typeof parentPort>;

function run({ work, keys, bytes }: ToSealer): Packed {
  const from = new Unpacking(bytes);
  const to = new Packed();
  while (!from.isOver) {
    const task = { key: keys[from.number()], aad: from.bytes() } as SealTask;
    const content = from.bytes() as Buffer;
    if (work === "seal") to.bytes(performSeal(task, content));
    else open(task, content, to);
  }
  // The next batch brings its own; many of these would wait long to be collected.
  for (const key of keys) xaesRelease(key);
  return to;
}

function open(task: SealTask, envelope: Buffer, to: Packed): void {
  try {
    to.bytes(performOpen(task, envelope));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    to.none();
  }
}

port.on("message", (message: ToSealer | null) => {
  if (!message) return port.close();
  const bytes = run(message).take();
  port.postMessage({ batch: message.batch, bytes } satisfies FromSealer, [bytes.buffer]);
});
