/** A large upload by a standard client goes on through servers that are killed, and what is downloaded is what was sent. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Upload } from "tus-js-client";
import { afterAll, expect, test } from "vitest";
import { createDigest, randomBytes } from "../../src/crypto/index.ts";
import { type Child, firstOwner, newChannel, type Owner, startChild } from "./child.ts";

const MiB = 2 ** 20;
const size = Number(process.env["BASTIDE_UPLOAD_MIB"] ?? 96) * MiB;
/** Of what the client has sent, when the server is killed. */
const kills = [0.2, 0.45, 0.8];
const root = mkdtempSync(join(tmpdir(), "bastide-upload-"));
let child: Child | undefined;
afterAll(async () => {
  await child?.end("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** Random bytes on the disk, no two blocks the same. @returns where, and their SHA-256 */
async function newFile(): Promise<{ path: string; sha256: string }> {
  const path = join(root, "sent.bin");
  const digest = createDigest();
  const block = randomBytes(MiB);
  await using handle = await open(path, "w");
  for (let n = 0; n < size / MiB; n++) {
    block.writeUInt32BE(n);
    digest.update(block);
    await handle.write(block);
  }
  return { path, sha256: digest.digestBase64url() };
}

/** @param onSent hears how many bytes the client handed over */
function upload({ cookie, company }: Owner, url: string, path: string, onSent: (bytes: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const one = new Upload(createReadStream(path), {
      endpoint: `${url}/api/companies/${company}/uploads`,
      headers: { cookie, origin: url },
      uploadSize: size,
      // As long as a server takes to be there again.
      retryDelays: Array.from({ length: 100 }, () => 250),
      onProgress: onSent,
      onError: reject,
      onSuccess: () => resolve(one.url?.split("/").at(-1) ?? ""),
    });
    one.start();
  });
}

test(`an upload of ${size / MiB} MiB goes on through kill -9 ×${kills.length}`, { timeout: 60_000 + (size / MiB) * 300 }, async () => {
  const { path, sha256 } = await newFile();
  const first = await startChild({ root });
  child = first;
  const owner = await firstOwner(first);
  const channel = await newChannel(owner, "files");
  const waiting = [...kills];
  let killed = 0;
  let killing: Promise<void> = Promise.resolve();
  const began = performance.now();
  const kill = async (): Promise<void> => {
    await child?.end("SIGKILL");
    child = await startChild({ root, port: first.port });
    killed += 1;
  };
  let isDown = false;
  const uploaded = await upload(owner, first.url, path, (sent) => {
    if (isDown || sent < (waiting[0] ?? 2) * size) return;
    waiting.shift();
    isDown = true;
    killing = kill().finally(() => {
      isDown = false;
    });
  });
  await killing;
  const seconds = (performance.now() - began) / 1000;
  expect(killed).toBe(kills.length);
  const { company, client, cookie } = owner;
  const file = await client.call("createFile", { params: { company, channel }, body: { upload: uploaded, name: "sent.bin", sha256 } });
  expect(file.size).toBe(size);
  const read = await fetch(`${first.url}/api/companies/${company}/channels/${channel}/files/${file.id}/content`, { headers: { cookie } });
  const digest = createDigest();
  for await (const bytes of read.body ?? []) digest.update(bytes);
  expect(digest.digestBase64url()).toBe(sha256);
  process.stderr.write(`upload: ${size / MiB} MiB in ${seconds.toFixed(1)} s through ${killed} kills, downloaded identical\n`);
});
