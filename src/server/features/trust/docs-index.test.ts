import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkDocs, llmsIndex, readDocs } from "./docs-index.ts";

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true });
});

const sound = {
  "README.md": "# Name\n\nWhat *it* is, see [keys](docs/keys.md#two-parts).\n\n```\n[no](link.md)\n```\n<!-- [not](yet.png) -->\n",
  "docs/keys.md":
    "# Keys\n\nHow keys are made.\n\n`[no](link.md)`\n\n## Two parts\n\n## Two parts\n\n[again](#two-parts-1) and [home](../README.md) and [far](https://example.org/x)\n",
};

/** Writes the pages and, unless `index` is given, the `llms.txt` that they make. */
async function docs(files: Record<string, string>, index?: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "docs-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await writeFile(join(root, "llms.txt"), index ?? llmsIndex(await readDocs(root)));
  return root;
}

test("the index lists every page with its first paragraph", async () => {
  const pages = await readDocs(await docs(sound));
  expect(llmsIndex(pages)).toBe(
    "# Name\n\n> What it is, see keys.\n\n## Overview\n\n- [Name](README.md): What it is, see keys.\n\n## docs\n\n- [Keys](docs/keys.md): How keys are made.\n",
  );
});

test("sound documentation has no fault, and its links were counted", async () => {
  expect(await checkDocs(await docs(sound))).toEqual({ pages: 2, links: 3, faults: [] });
});

test.each([
  ["[x](docs/none.md)", "README.md: docs/none.md leads to no file"],
  ["![x](none.png)", "README.md: none.png leads to no file"],
  ["[x](docs/keys.md#three)", "README.md: docs/keys.md#three leads to no heading"],
  ["[x](#none)", "README.md: #none leads to no heading"],
  ["[x](../outside.md)", "README.md: ../outside.md leads out of the project"],
])("%s is a fault", async (link, fault) => {
  expect((await checkDocs(await docs({ ...sound, "README.md": `# Name\n\nText ${link}\n` }))).faults).toEqual([fault]);
});

test("a stale index and a page without a first paragraph are faults", async () => {
  expect((await checkDocs(await docs(sound, "# Name\n"))).faults).toEqual(["llms.txt: not what the pages make it"]);
  expect((await checkDocs(await docs({ ...sound, "docs/empty.md": "# Empty\n" }))).faults).toEqual(["docs/empty.md: a page has a title and a first paragraph"]);
});
