// What it is: the log of what matters: intents and outcomes as leaves of Merkle trees, their proofs and signed heads.
// What it is not: the decision what is written down (`audit` of each endpoint), and the journal of commits (platform/records).
// Where to start: audit.service.ts for the way of an action, audit.writer.ts for how a tree grows; bytes in docs/formats/audit-log.md.
import type { Clock } from "../../platform/clock/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { createCheck } from "./audit.check.ts";
import { createCheckpoints } from "./audit.checkpoints.ts";
import { createReader, type ReaderDeps } from "./audit.reader.ts";
import { createRetention } from "./audit.retention.ts";
import { auditRoutes } from "./audit.routes.ts";
import { createTrail } from "./audit.service.ts";
import { createSigner } from "./audit.signer.ts";
import { createViews, type ViewDeps } from "./audit.view.ts";
import { AuditWriter } from "./audit.writer.ts";

export { createAuditNames } from "./audit.names.ts";
export { AuditOf, auditHead, ExportAudit, exportAudit } from "./audit.operation.ts";
export { createReads, type Reads } from "./audit.reads.ts";
export { AuditHead } from "./audit.records.ts";
export { verifyFile } from "./audit.verify.ts";
export { type AuditWitness, createWitness } from "./audit.witness.ts";

export type Audit = ReturnType<typeof createAudit>;

export interface AuditDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly onError: (where: string, error: unknown) => void;
  readonly mayKnow: ViewDeps["mayKnow"];
  readonly namesOf: ReaderDeps["namesOf"];
  readonly checkpointFolder: string | null;
}

export function createAudit({ records, clock, onError, mayKnow, namesOf, checkpointFolder }: AuditDeps) {
  const writer = new AuditWriter(records, clock);
  const signer = createSigner({ records, clock });
  const trail = createTrail({ records, writer, onError });
  const views = createViews({ records, mayKnow });
  const reader = createReader({ records, writer, signer, views, namesOf });
  const checkpoints = createCheckpoints({ records, writer, signer, folder: checkpointFolder, onError });
  const check = createCheck({ records, writer, signer, checkpoints });
  const retention = createRetention({ records, clock, writer });
  /** Ends what nobody works on any more. */
  async function heal(companies: readonly string[]): Promise<void> {
    for (const tree of [records.installation, ...companies]) await trail.heal(tree);
  }
  return {
    trail,
    writer,
    views,
    reader,
    check,
    checkpoints,
    signer,
    /** Resolves when every outcome is written. */
    idle: () => writer.idle(),
    forget: (company: string) => writer.forget(company),
    routes: auditRoutes({ records, writer, signer, views, reader, check, retention }),
    heal,
    /** What an operator must know at once. */
    problems: (): string[] => (checkpoints.hasInconsistent() ? ["audit_log_inconsistent"] : []),
    /** Writes the heads of what has grown to where the operator has no say. */
    keepHeads: (companies: readonly string[]): Promise<void> => checkpoints.keep([records.installation, ...companies]),
    /** Destroys the details that are older than each log keeps them. */
    async sweep(companies: readonly string[]): Promise<void> {
      for (const tree of [records.installation, ...companies]) await retention.sweep(tree);
    },
    /** Before requests come: ends what a former process left open, and has the key at hand. A full disk keeps no server from starting. */
    async start(companies: readonly string[]): Promise<void> {
      try {
        await heal(companies);
        await signer.verifier();
        checkpoints.compare([records.installation, ...companies]);
      } catch (error) {
        if (!(error instanceof StorageFull)) throw error;
        onError("audit", error);
      }
    },
  };
}
