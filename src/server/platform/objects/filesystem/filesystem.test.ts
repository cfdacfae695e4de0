import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomUUID } from "../../../../crypto/index.ts";
import { objectsSuite } from "../suite.ts";
import { filesystemObjects } from "./index.ts";

const folder = () => mkdtempSync(join(tmpdir(), "bastide-objects-"));

objectsSuite("filesystem", async () => {
  const path = folder();
  return {
    store: await filesystemObjects(path),
    // A process that was killed has closed nothing.
    reopen: () => filesystemObjects(path),
    close: () => Promise.resolve(rmSync(path, { recursive: true })),
  };
});

test("what was written whole and never put into its place is gone after the next start, begun ones stay", async () => {
  const path = folder();
  const store = await filesystemObjects(path);
  const upload = await store.begin(randomUUID());
  writeFileSync(join(path, "whole", "left"), "torn");
  await filesystemObjects(path);
  expect([readdirSync(join(path, "whole")), readdirSync(join(path, "begun"))]).toEqual([[], [upload]]);
  rmSync(path, { recursive: true });
});

test("a folder in the place of an object is no object, and deleting leaves no empty folders", async () => {
  const path = folder();
  const store = await filesystemObjects(path);
  mkdirSync(join(path, "objects", "a"), { recursive: true });
  expect(await store.size("a")).toBe(undefined);
  await store.put("b/c/d", Buffer.from("x"));
  await store.delete("b/c/d");
  expect(readdirSync(join(path, "objects"))).toEqual(["a"]);
  rmSync(path, { recursive: true });
});

test("what was begun and got no name before its process died is gone after the next start", async () => {
  const path = folder();
  const store = await filesystemObjects(path);
  const upload = await store.begin("a/b");
  const nameless = join(path, "begun", randomUUID());
  mkdirSync(nameless);
  writeFileSync(join(nameless, "data"), "");
  await filesystemObjects(path);
  expect(readdirSync(join(path, "begun"))).toEqual([upload]);
  rmSync(path, { recursive: true });
});
