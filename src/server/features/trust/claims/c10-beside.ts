/** What stands in clear beside the store: the columns of the search index, and the names of objects. */
import { CompanyEntry } from "../../companies/index.ts";
import { unexplained } from "../index-columns.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import { binary, newFile } from "./sample-files.ts";

const PAGE = 500;
/** What an envelope begins with. */
const MARK = 0xe1;

async function companiesOf({ records }: ClaimContext): Promise<string[]> {
  const found: string[] = [];
  for await (const { entry } of records.all(CompanyEntry, { installation: records.installation })) found.push(entry);
  return found;
}

export async function indexMatches(context: ClaimContext): Promise<Finding> {
  const { index, probe, pace, signal } = context;
  const { company: own, settled } = await probe();
  await settled();
  const faults = new Set<string>();
  // The control: a column for what somebody said.
  const mine = await index.columns(own);
  if (mine.length === 0 || unexplained([...mine, { table: "document", column: "text", type: "TEXT" }]).length === unexplained(mine).length)
    return { looked: mine.length, ok: false, evidence: "Its control failed: a readable column of the search index was not seen." };
  let [columns, documents, indexes] = [0, 0, 0];
  for (const company of await companiesOf(context)) {
    signal.throwIfAborted();
    const live = await index.columns(company);
    if (live.length > 0) indexes++;
    columns += live.length;
    for (const fault of unexplained(live)) faults.add(fault);
    for (let after = -1; ; ) {
      const page = await index.walk(company, after, PAGE);
      await pace.took(
        page.reduce((sum, { beside }) => sum + beside.length, 0),
        signal,
      );
      for (const { source, beside } of page)
        if (!/^[\w-]{43}$/.test(source) || beside[0] !== MARK) faults.add("a document of the search index that is no keyed hash with an envelope");
      documents += page.length;
      after = page.at(-1)?.number ?? after;
      if (page.length < PAGE) break;
    }
  }
  return {
    looked: columns + documents,
    ok: faults.size === 0 && documents > 0,
    evidence:
      faults.size === 0
        ? `${columns} columns of ${indexes} search indexes: row numbers, dates, keyed hashes, tokens and envelopes; ${documents} documents, each with an envelope.`
        : `Not explained: ${[...faults].slice(0, 5).join("; ")}.`,
  };
}

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** Company, person, upload, number. */
const ids = new RegExp(`^${uuid}/${uuid}/${uuid}/\\d{1,5}$`);

export async function objectsAreNumbered({ objects, probe, signal }: ClaimContext): Promise<Finding> {
  const company = await probe();
  await newFile(company, company.administrator, company.channel, "a name that no object has.txt", [binary(1000)]);
  const faults: string[] = [];
  let looked = 0;
  for await (const { key } of objects.list("")) {
    signal.throwIfAborted();
    looked++;
    if (!ids.test(key)) faults.push(key.replace(new RegExp(uuid, "g"), "…"));
  }
  for await (const { key } of objects.begun("")) {
    looked++;
    if (!ids.test(key)) faults.push(key.replace(new RegExp(uuid, "g"), "…"));
  }
  if (ids.test(`${company.company}/${company.company}/${company.company}/minutes`))
    return { looked, ok: false, evidence: "Its control failed: a word in the name of an object was not seen." };
  return {
    looked,
    ok: faults.length === 0,
    evidence:
      faults.length === 0
        ? `${looked} objects: each is named by three ids and a number, and says nothing else.`
        : `Names that say more: ${faults.slice(0, 5).join(", ")}.`,
  };
}
