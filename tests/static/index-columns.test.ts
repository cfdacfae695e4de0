/** What stands in the search index, as the inventory explains it. */
import { expect, test } from "vitest";
import { indexInventory, unexplained } from "../../src/server/features/trust/index-columns.ts";
import { isInFrench } from "../../src/web/i18n/fr/reasons.ts";

test("every column of the index has a reason, in French too; one that nobody has explained is told", () => {
  expect(indexInventory().filter(({ why }) => !isInFrench(why))).toEqual([]);
  expect(unexplained([{ table: "document", column: "source", type: "BLOB" }])).toEqual([]);
  for (const column of [
    { table: "document", column: "text", type: "TEXT" },
    { table: "document", column: "source", type: "TEXT" },
    { table: "content", column: "c0", type: "" },
  ])
    expect(unexplained([column])).toHaveLength(1);
});
