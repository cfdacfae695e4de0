import { z } from "zod";
import { type RunDeps, runImport } from "./import-run.ts";
import { openFile } from "./spool.ts";

const Args = z.strictObject({ file: z.string(), company: z.string().min(1).max(80) });

export interface ImportOperationDeps extends RunDeps {
  /** The company of that name, made when there is none, and who stands as its importer. */
  readonly companyNamed: (name: string) => Promise<{ company: string; importer: string | undefined }>;
  readonly settled: () => Promise<void>;
}

/** `bastide import slack`: reads the file where it lies, as the server's user. */
export async function importSlackOperation(d: ImportOperationDeps, args: unknown, progress: (p: unknown) => void, signal: AbortSignal) {
  const { file, company: name } = Args.parse(args);
  const source = await openFile(file);
  try {
    const { company, importer } = await d.companyNamed(name);
    const report = await runImport(d, { company, importer, source, signal, onProgress: progress });
    await d.settled();
    return report;
  } finally {
    await source.close();
  }
}
