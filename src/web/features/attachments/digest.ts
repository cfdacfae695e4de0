import { policy } from "../../app/trusted-types.ts";
import workerAddress from "./hash-worker.ts?worker&url";

/** The bytes of a chosen file can't be had any more: it was changed, moved or taken away since. */
export class Unreadable extends Error {}

/** SHA-256 as base64url, made beside the page: with gigabytes, too, it scrolls and types as ever. @throws Unreadable */
export function digestOf(bytes: Blob, signal: AbortSignal): Promise<string> {
  const worker = new Worker(policy.createScriptURL(workerAddress), { type: "module" });
  const digest = new Promise<string>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    worker.addEventListener("error", () => reject(new Unreadable()));
    worker.addEventListener("message", ({ data }: MessageEvent<string>) => (data === "" ? reject(new Unreadable()) : resolve(data)));
    worker.postMessage(bytes);
  });
  return digest.finally(() => worker.terminate());
}
