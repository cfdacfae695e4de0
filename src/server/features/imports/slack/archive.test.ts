import { describe, expect, it } from "vitest";
import { generateExport } from "../../../../../tests/fixtures/slack-generator.ts";
import { hostileArchives } from "../../../../../tests/fixtures/slack-hostile.ts";
import { patchDirectory, sourceOf, zipOf } from "../../../../../tests/fixtures/slack-zip.ts";
import { DEFAULT_LIMITS, IMPORT_ERROR_CODES, ImportError, type ImportLimits, openArchive, scan } from "./index.ts";

async function refusal(zip: Buffer, limits?: Partial<ImportLimits>): Promise<ImportError> {
  try {
    await scan(await openArchive(sourceOf(zip), { ...DEFAULT_LIMITS, ...limits }));
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    return error as ImportError;
  }
  throw new Error("the archive was accepted");
}

const hostile = await hostileArchives();

describe("a hostile archive", () => {
  it.each(hostile)("with $name is refused", async ({ zip, code, file, place }) => {
    const error = await refusal(zip);
    expect(error.code).toBe(code);
    if (file) expect(error.file).toBe(file);
    expect(error.place).toMatchObject(place ?? {});
    expect(error.message).toContain(error.file || "archive");
  });

  it.each([5_000, 64 * 2 ** 20])("of %i bytes that declares 1,000 is unpacked up to there and no further", async (size) => {
    const honest = await zipOf([["users.json", Buffer.alloc(size, 0x20)]]);
    const liar = patchDirectory(honest, 24, 4, () => 1000);
    const archive = await openArchive(sourceOf(liar));
    await expect(archive.bytes("users.json")).rejects.toMatchObject({
      code: "broken_entry",
      message: expect.stringContaining("holds more than the 1000 bytes"),
    });
  });
});

describe("limits", () => {
  const zip = generateExport({ seed: 4, people: 6, channels: 2, messages: 40 }).then((made) => made.zip);
  const cases: readonly (readonly [Partial<ImportLimits>, string])[] = [
    [{ entries: 3 }, "too_many_entries"],
    [{ entryBytes: 500 }, "entry_too_large"],
    [{ archiveBytes: 2000 }, "archive_too_large"],
    [{ ratio: 2, ratioFreeBytes: 100 }, "compression_bomb"],
    [{ valueBytes: 90 }, "value_too_large"],
    [{ depth: 1 }, "json_too_deep"],
  ];
  it.each(cases)("%o refuse with %s", async (limits, code) => {
    expect((await refusal(await zip, limits)).code).toBe(code);
  });

  it("every code of the list is met by some archive", () => {
    const met = new Set([...hostile.map(({ code }) => code), ...cases.map(([, code]) => code)]);
    expect(IMPORT_ERROR_CODES.filter((code) => !met.has(code))).toEqual([]);
  });
});

it("a source that gives fewer bytes than asked is asked again", async () => {
  const { zip } = await generateExport({ seed: 5, people: 4, channels: 2, messages: 10 });
  const whole = sourceOf(zip);
  const stingy = { size: whole.size, read: (position: number, length: number) => whole.read(position, Math.min(length, 1000)) };
  expect((await scan(await openArchive(stingy))).messages).toBeGreaterThan(10);
});

it("an empty workspace is a good export", async () => {
  const zip = await zipOf([
    ["users.json", "[]"],
    ["channels.json", " [ ] \n"],
  ]);
  expect(await scan(await openArchive(sourceOf(zip)))).toMatchObject({ channels: [], messages: 0, period: null, dialect: "markdown" });
});
