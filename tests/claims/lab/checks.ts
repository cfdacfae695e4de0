/** The checks of the clauses that need a traced machine, a browser or the tools of the repository. */

import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { claims } from "../../../src/server/features/trust/claims/index.ts";
import { tracedJob } from "./c01-traced.ts";
import { figureIsOfToday } from "./c16-leakage.ts";
import { goneThereIsOutHere } from "./c21-directory.ts";
import { withConstantRandom } from "./c28-constant.ts";
import { noForeignRequest, noScriptRuns } from "./c30-no-xss.ts";
import { noWeakTls } from "./c33-tls.ts";
import { seedsAreFound } from "./c35-seeds.ts";
import { noFurther, noLieLetsIn, onlyByItsRules, onlyNamedPeers } from "./c44-providers.ts";
import { noForgeryLetsIn, onceHere } from "./c45-saml.ts";
import { mailIsSecured, requiredIsRequired } from "./c48-mail.ts";

export const labChecks: Readonly<Record<string, () => Promise<Finding>>> = {
  C01a: tracedJob,
  C01c: noForeignRequest,
  C16d: figureIsOfToday,
  C21d: goneThereIsOutHere,
  C28c: withConstantRandom,
  C30a: noScriptRuns,
  C33a: noWeakTls,
  C35a: seedsAreFound,
  C44a: noLieLetsIn,
  C44b: noFurther,
  C44c: onlyNamedPeers,
  C44d: onlyByItsRules,
  C45a: noForgeryLetsIn,
  C45b: onceHere,
  C48a: mailIsSecured,
  C48b: requiredIsRequired,
};

/** Every lab clause of the claims; each must have a check. */
export const labClauses = claims.flatMap(({ clauses }) => clauses.filter(({ where }) => where === "lab").map(({ id }) => id));
