import { z } from "zod";
import { limits, shortText } from "../../../contract/common.ts";
import type { ImportTarget } from "./import-company.ts";
import { type ImportProgress, type Report, type RunDeps, runImport } from "./import-run.ts";
import { openFile } from "./spool.ts";

export const ImportSlack = z.strictObject({ file: z.string().startsWith("/"), company: shortText(limits.name) });

export interface ImportOperationDeps extends RunDeps {
  /** The company of that name, made when there is none. */
  readonly companyNamed: (name: string) => Promise<ImportTarget>;
  readonly settled: () => Promise<void>;
}

/** `bastide import slack`: reads the file where it lies, as the server's user. */
export async function importSlack(
  d: ImportOperationDeps,
  { file, company }: z.output<typeof ImportSlack>,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<Report> {
  const source = await openFile(file);
  try {
    const report = await runImport(d, { into: () => d.companyNamed(company), source, signal, onProgress });
    await d.settled();
    return report;
  } finally {
    await source.close();
  }
}
