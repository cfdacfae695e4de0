// What it is: the log of what matters: intents and outcomes as leaves of Merkle trees, their proofs and signed heads.
// What it is not: the decision what is written down (`audit` of each endpoint), and the journal of commits (platform/records).
// Where to start: audit.service.ts for the way of an action, audit.writer.ts for how a tree grows; bytes in docs/formats/audit-log.md.
import type { PersonActor } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { StorageFull } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { createReader } from "./audit.reader.ts";
import { auditRoutes } from "./audit.routes.ts";
import { createTrail } from "./audit.service.ts";
import { createSigner } from "./audit.signer.ts";
import { AuditWriter } from "./audit.writer.ts";

export { AuditOf, auditHead, ExportAudit, exportAudit } from "./audit.operation.ts";
export { verifyFile } from "./audit.verify.ts";

export interface AuditDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly onError: (where: string, error: unknown) => void;
  /** Whether a channel's id tells the reader anything that is not his to know; true for what is no channel. */
  readonly mayKnow: (actor: PersonActor, channel: string) => Promise<boolean>;
}

export function createAudit({ records, clock, onError, mayKnow }: AuditDeps) {
  const writer = new AuditWriter(records, clock);
  const signer = createSigner({ records, clock });
  const trail = createTrail({ records, writer, onError });
  const reader = createReader({ records, writer, signer, mayKnow });
  /** Ends what nobody works on any more. */
  async function heal(companies: readonly string[]): Promise<void> {
    for (const tree of [records.installation, ...companies]) await trail.heal(tree);
  }
  return {
    trail,
    writer,
    reader,
    signer,
    /** Resolves when every outcome is written. */
    idle: () => writer.idle(),
    forget: (company: string) => writer.forget(company),
    routes: auditRoutes(reader, records.installation),
    heal,
    /** Before requests come: ends what a former process left open, and has the key at hand. A full disk keeps no server from starting. */
    async start(companies: readonly string[]): Promise<void> {
      try {
        await heal(companies);
        await signer.verifier();
      } catch (error) {
        if (!(error instanceof StorageFull)) throw error;
        onError("audit", error);
      }
    },
  };
}
