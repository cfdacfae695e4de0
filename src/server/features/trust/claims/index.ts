/** Every sentence of the security page, in the order of its number. Page, command line and tests iterate over this list. */
import { disconnected } from "./c01-disconnected.ts";
import { withoutPersonalData } from "./c06-without-personal-data.ts";
import { slowPasswordHashes } from "./c07-slow-password-hashes.ts";
import { saltPerUser } from "./c08-salt-per-user.ts";
import { encryptedBeforeTheDatabase } from "./c09-encrypted-before-the-database.ts";
import { clearColumns } from "./c10-clear-columns.ts";
import { authenticated } from "./c11-authenticated.ts";
import { threeKeyParts } from "./c12-three-key-parts.ts";
import { files } from "./c14-files.ts";
import { stolenIndex } from "./c16-stolen-index.ts";
import { erased } from "./c20-erased.ts";
import { noAccessAfterDeletion } from "./c21-no-access-after-deletion.ts";
import { randomFromTheSystem } from "./c28-random-from-the-system.ts";
import { noInjection } from "./c29-no-injection.ts";
import { noXss } from "./c30-no-xss.ts";
import { tlsAndOrigin } from "./c33-tls.ts";
import { staticAnalysis } from "./c35-static-analysis.ts";
import { distinctRoles } from "./c37-roles.ts";
import { apiTokens } from "./c38-api-tokens.ts";
import { ownSessions } from "./c39-own-sessions.ts";
import { newToken } from "./c40-new-token.ts";
import { idleSessions } from "./c41-idle.ts";
import { loggedActions } from "./c42-logged-actions.ts";
import { secondFactor } from "./c43-second-factor.ts";
import { providers } from "./c44-providers.ts";
import { saml } from "./c45-saml.ts";
import { passwordsAndLinks } from "./c46-passwords-and-links.ts";
import { mailOverTls } from "./c48-mail-over-tls.ts";
import { indexForMachines } from "./c54-index-for-machines.ts";
import type { Claim } from "./define.ts";
import { later } from "./later.ts";

const here: readonly Claim[] = [
  disconnected,
  withoutPersonalData,
  slowPasswordHashes,
  saltPerUser,
  encryptedBeforeTheDatabase,
  clearColumns,
  authenticated,
  threeKeyParts,
  files,
  erased,
  stolenIndex,
  noAccessAfterDeletion,
  randomFromTheSystem,
  noInjection,
  noXss,
  tlsAndOrigin,
  staticAnalysis,
  distinctRoles,
  apiTokens,
  ownSessions,
  newToken,
  idleSessions,
  loggedActions,
  secondFactor,
  providers,
  saml,
  passwordsAndLinks,
  mailOverTls,
  indexForMachines,
];

export const claims: readonly Claim[] = [...here, ...later].sort((a, b) => a.id.localeCompare(b.id));
