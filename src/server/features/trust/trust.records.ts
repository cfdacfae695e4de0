import { z } from "zod";
import { ClaimResult } from "../../../contract/index.ts";
import { counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** One run of the claims' checks, with what each of them found. */
export const ClaimRun = defineRecord("claimRun", {
  scope: "installation",
  root: "installation",
  partition: { installation: id() },
  sort: { startedAt: instant(), run: id() },
  clear: {
    endedAt: instant().optional(),
    total: counter("how many claims it checks"),
    done: counter("how many it has checked"),
    proven: counter("how many it found proven"),
    failing: counter("how many it found not true here"),
  },
  /** Results count for the build that they were found with. */
  sealed: z.object({ build: z.string(), results: z.array(ClaimResult) }),
  owners: () => [ownerOf.installation()],
  learns: { en: "That the security checks ran, when, and how many passed.", fr: "Que les contrôles ont tourné, quand, et combien ont réussi." },
});
