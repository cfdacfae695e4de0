/** Installing needs npm and nothing else: no compiler, no headers, no script of a package but the pinned Node's. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

test("nothing was compiled", () => {
  const native = globSync("node_modules/{*,@*/*}/binding.gyp", { cwd: root });
  expect(native.length).toBeGreaterThan(0);
  for (const file of native) expect(existsSync(join(root, file, "../build")), `${file} was built`).toBe(false);
});

test("no package's script is allowed but the one that fetches the pinned Node", () => {
  const { allowScripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { allowScripts: Record<string, boolean> };
  expect(Object.entries(allowScripts).filter(([, allowed]) => allowed)).toEqual([["node", true]]);
});
