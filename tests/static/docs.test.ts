import { join } from "node:path";
import { expect, test } from "vitest";
import { checkDocs } from "../../src/server/features/trust/docs-index.ts";
import { staleFiles } from "../../tools/docs/generated.ts";

const project = join(import.meta.dirname, "../..");

test("generated documents are what their sources make them", async () => {
  expect(await staleFiles(project, { write: false })).toEqual([]);
});

test("every page is listed for machines and every link answers", async () => {
  const { pages, links, faults } = await checkDocs(project);
  expect(faults).toEqual([]);
  expect(pages).toBeGreaterThan(5);
  expect(links).toBeGreaterThan(0);
});
