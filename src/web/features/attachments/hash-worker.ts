// SHA-256 of a file, a piece at a time: none is held in memory whole.
import { sha256 } from "@noble/hashes/sha2.js";

const atOnce = 2 ** 22;

addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  digest(data).then(
    (text) => postMessage(text),
    () => postMessage(""), // it can't be read any more
  );
});

async function digest(bytes: Blob): Promise<string> {
  const hash = sha256.create();
  for (let from = 0; from < bytes.size; from += atOnce) hash.update(new Uint8Array(await bytes.slice(from, from + atOnce).arrayBuffer()));
  return btoa(String.fromCharCode(...hash.digest()))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
