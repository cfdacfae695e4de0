/** What the index of a company holds, opened: for whoever looks after it. */
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { SearchIndex } from "../../platform/search-index/index.ts";
import { IndexEntry, unpacked } from "./search.records.ts";

const PAGE = 400;

/** @throws RowUnreadable */
export async function* entriesOf(records: SealedStore, index: SearchIndex, company: string): AsyncGenerator<ReturnType<typeof unpacked>> {
  for (let after = -1; ; ) {
    const page = await index.walk(company, after, PAGE);
    for (const { source, beside } of page) yield unpacked(await records.openBeside(IndexEntry, { company, source }, beside));
    after = page.at(-1)?.number ?? after;
    if (page.length < PAGE) return;
  }
}
