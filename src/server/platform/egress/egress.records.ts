import { z } from "zod";
import { egressPurposes } from "../../../contract/egress.ts";
import { counter, defineRecord, digest, id, instant, ownerOf } from "../records/define.ts";

/** The ledger: one line per peer and purpose. */
export const EgressPeer = defineRecord("egressPeer", {
  scope: "installation",
  write: "merge",
  root: "installation",
  partition: { installation: id() },
  sort: { peer: digest("a keyed hash of host, port and purpose") },
  clear: {
    connections: counter("how many connections were opened, for the trust page"),
    refused: counter("how many were refused before they were opened"),
    lastAt: instant(),
  },
  sealed: z.object({ host: z.string(), port: z.number(), purpose: z.enum(egressPurposes) }),
  owners: () => [ownerOf.installation()],
  learns: {
    en: "With how many other servers this one spoke, how often and when last. Not with which, nor what about.",
    fr: "Avec combien d'autres serveurs celui-ci a parlé, combien de fois et quand. Ni lesquels, ni à quel sujet.",
  },
});
