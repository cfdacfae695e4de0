import type { z } from "zod";
import type { Jobs } from "../../../contract/jobs.ts";
import type { PersonActor } from "../../http/index.ts";
import type { AgendaStanding, Standing } from "../../platform/jobs/index.ts";
import type { BackupLog } from "../backups/index.ts";
import type { Imports } from "../imports/index.ts";
import type { Filling } from "../search/index.ts";
import type { Trust } from "../trust/index.ts";

export interface JobsDeps {
  readonly now: () => number;
  readonly consumers: () => Promise<readonly Standing[]>;
  readonly agenda: (company: string) => AgendaStanding;
  readonly imports: Pick<Imports, "list">;
  readonly trust: Pick<Trust, "standing">;
  readonly backups: Pick<BackupLog, "last">;
  readonly search: { standing(): Filling };
  readonly hasKit: () => Promise<boolean>;
  readonly outgoing: (company: string) => Promise<z.output<typeof Jobs>["outgoing"]>;
}

const isOver = (state: string): boolean => state === "done" || state === "failed" || state === "cancelled";

export const createJobs = (d: JobsDeps) => ({
  async get(actor: PersonActor): Promise<z.output<typeof Jobs>> {
    const [consumers, { imports }, checks, backup, kit] = await Promise.all([
      d.consumers(),
      d.imports.list(actor),
      d.trust.standing(),
      d.backups.last(),
      d.hasKit(),
    ]);
    return {
      at: d.now(),
      consumers: consumers.map(({ name, lag, failingSince }) => ({ name, lag: actor.installationOwner ? [...lag] : null, failingSince })),
      agenda: d.agenda(actor.company),
      imports: {
        running: imports.filter(({ state }) => !isOver(state)).length,
        failed: imports.filter(({ state }) => state === "failed").length,
        lastAt: imports.length === 0 ? null : Math.max(...imports.map(({ startedAt }) => startedAt)),
      },
      checks,
      // All companies together: how much that is says something about the other ones.
      backup: backup && !actor.installationOwner ? { ...backup, rows: null, bytes: null } : backup,
      search: { ...d.search.standing(), ...(actor.installationOwner ? {} : { rows: null }) },
      kit,
      outgoing: await d.outgoing(actor.company),
    };
  },
});
export type JobsService = ReturnType<typeof createJobs>;
