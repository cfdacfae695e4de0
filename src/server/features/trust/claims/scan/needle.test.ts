import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../../../platform/clock/index.ts";
import { scanFile, scanLive } from "./files.ts";
import { Needle, search } from "./needle.ts";
import { Pace } from "./pace.ts";

const secret = "zqk3v9m2x7p4w1t8";
const needles = [Needle.text("secret", secret)];

test("a text is found in every dress, whatever stands around it", () => {
  const around = fc.uint8Array({ maxLength: 40 });
  const dresses: readonly ((before: Buffer, after: Buffer) => Buffer)[] = [
    (before, after) => Buffer.concat([before, Buffer.from(secret), after]),
    (before, after) => Buffer.from(Buffer.concat([before, Buffer.from(secret), after]).toString("base64")),
    (before, after) => Buffer.from(Buffer.concat([before, Buffer.from(secret), after]).toString("base64url")),
    (before, after) => Buffer.from(Buffer.concat([before, Buffer.from(secret), after]).toString("hex")),
    (before, after) => Buffer.concat([before, Buffer.from(secret, "utf16le"), after]),
    (before, after) => Buffer.concat([before, Buffer.from(secret, "utf16le").swap16(), after]),
    (before, after) => Buffer.concat([before, Buffer.from(secret.toUpperCase()), after]),
  ];
  fc.assert(
    fc.property(around, around, fc.constantFrom(...dresses), (before, after, dress) => {
      expect(search(dress(Buffer.from(before), Buffer.from(after)), needles).length).toBeGreaterThan(0);
    }),
  );
});

test("bytes that only look like it are not found", () => {
  for (const text of [secret.slice(1), [...secret].reverse().join(""), secret.replace("9", "8")]) expect(search(Buffer.from(text), needles)).toEqual([]);
});

test("what lies across two pieces of a file is found at its place", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bastide-scan-"));
  try {
    const file = join(folder, "file");
    const offset = (1 << 20) - 7;
    await writeFile(file, Buffer.concat([Buffer.alloc(offset), Buffer.from(secret), Buffer.alloc(50)]));
    const hits = await scanFile(file, needles, new Pace(systemClock, 1000), new AbortController().signal);
    expect(hits).toContainEqual({ needle: "secret", encoding: "raw", offset });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("what went away has nothing, but what stood in a database's log is found in the database; what can't be read is told", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bastide-scan-"));
  const scan = async (name: string) => (await scanLive(join(folder, name), needles, new Pace(systemClock, 1000), new AbortController().signal)).length;
  try {
    await writeFile(join(folder, "one.sqlite"), secret);
    expect([await scan("one.sqlite-wal"), await scan("one.sqlite-shm"), await scan("two.sqlite-wal")]).toEqual([1, 0, 0]);
    await expect(scan(".")).rejects.toThrow("EISDIR");
  } finally {
    await rm(folder, { recursive: true });
  }
});
