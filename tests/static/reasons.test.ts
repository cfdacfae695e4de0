/** What stands beside the stored columns, and what an operator learns from a row, in both languages. */
import { expect, test } from "vitest";
import { allRecords } from "../../src/server/records.ts";
import { isInFrench } from "../../src/web/i18n/fr/reasons.ts";

test("every column's reason is there in French", () => {
  const reasons = allRecords.flatMap(({ name, partition, sort, clear }) =>
    Object.entries<{ why: string }>({ ...partition, ...sort, ...clear }).map(([column, { why }]) => ({ at: `${name}.${column}`, why })),
  );
  expect(reasons.length).toBeGreaterThan(300);
  expect(reasons.filter(({ why }) => !isInFrench(why)).map(({ at, why }) => `${at}: ${why}`)).toEqual([]);
});
