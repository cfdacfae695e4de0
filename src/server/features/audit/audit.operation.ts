/** `bastide audit …`: the log as a file that others can check. */
import { z } from "zod";
import { writeWhole } from "../backups/index.ts";
import { type ExportDeps, exportLog } from "./audit.export.ts";

export const AuditOf = z.strictObject({ /** Name of the company; without one the installation's own log. */ company: z.string().min(1).optional() });
export const ExportAudit = AuditOf.extend({ file: z.string().min(1), force: z.boolean() });

export interface OperationDeps extends ExportDeps {
  readonly companyNamed: (name: string) => Promise<string | undefined>;
}

/** No company bears this name. */
class NoSuchCompany extends Error {
  override readonly name = "NoSuchCompany";
  readonly code = "not_found";
}

async function treeOf(d: OperationDeps, company: string | undefined): Promise<string> {
  if (company === undefined) return d.records.installation;
  const found = await d.companyNamed(company);
  if (!found) throw new NoSuchCompany(`There is no company "${company}".`);
  return found;
}

/** @throws BackupError refused when the file is there and `force` is not given */
export async function exportAudit(
  d: OperationDeps,
  { company, file, force }: z.output<typeof ExportAudit>,
  onProgress: (progress: unknown) => void,
  signal: AbortSignal,
) {
  const tree = await treeOf(d, company);
  let lines = 0;
  await writeWhole(file, force, async (write) => {
    let pending = "";
    for await (const line of exportLog(d, tree)) {
      signal.throwIfAborted();
      pending += line;
      lines++;
      if (pending.length < 1_000_000) continue;
      await write(Buffer.from(pending, "utf8"));
      pending = "";
      onProgress({ lines });
    }
    await write(Buffer.from(pending, "utf8"));
  });
  return { file, tree, ...(await auditHead(d, { company })) };
}

/** The signed head of a log as it is now, to be kept where the operator has no say. */
export async function auditHead(d: OperationDeps, { company }: z.output<typeof AuditOf>) {
  const tree = await treeOf(d, company);
  const head = await d.writer.head(tree);
  return { entries: head.size, ...(await d.signer.sign(tree, head)) };
}
