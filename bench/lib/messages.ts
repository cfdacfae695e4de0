/** Messages of an export, imported as an operator does it, opened and in memory. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MessageRow } from "../../src/server/features/messages/index.ts";
import { Message, Reply } from "../../src/server/features/messages/messages.records.ts";
import type { SealedStore } from "../../src/server/platform/records/sealed.ts";
import { generateExport } from "../../tests/fixtures/slack-generator.ts";
import { makeFolders, testServices } from "../../tests/harness/installation.ts";
import { say } from "./numbers.ts";

export interface Messages {
  readonly records: SealedStore;
  readonly company: string;
  readonly messages: readonly MessageRow[];
  close(): Promise<void>;
}

/** @param path undefined: an export is made, of so many people and messages, each time the same */
export async function openMessages(path: string | undefined, made: { readonly people: number; readonly messages: number }): Promise<Messages> {
  const folders = makeFolders();
  const { services, close } = await testServices({ folders });
  const file = path ?? join(folders.root, "export.zip");
  if (path === undefined) writeFileSync(file, (await generateExport({ seed: 7, channels: 12, ...made })).zip);
  say(`reading ${path ?? "a generated export"} into a store`);
  const { operations } = await import("../../src/server/operations.list.ts");
  await operations.run("import.slack", services, { file, company: "Example" }, () => undefined, new AbortController().signal);
  const { records } = services;
  const [company = ""] = await services.companies.all();
  const messages: MessageRow[] = [];
  for (const record of [Message, Reply])
    for (let after: string | undefined; ; ) {
      const page = await records.port.scan(record.name, after, 1000);
      for (const row of page.rows) messages.push(record === Message ? await records.open(Message, row) : await records.open(Reply, row));
      after = page.next;
      if (after === undefined) break;
    }
  return {
    records,
    company,
    messages,
    close: async () => {
      await close();
      folders.remove();
    },
  };
}
