import type { EndpointName } from "./endpoints.ts";

/** Endpoints that set or clear the session cookie, or answer with a file: only an HTTP reply can, so the socket refuses them. */
export const httpOnly: readonly EndpointName[] = [
  "createFirstAccount",
  "signIn",
  "finishSignIn",
  "signInByPasskey",
  "signOut",
  "startConnection",
  "finishConnection",
  "receiveSaml",
  "startLink",
  "finishLink",
  "renewSession",
  "changePassword",
  "finishTotp",
  "addPasskey",
  "redeemReset",
  "acceptInvite",
  "exportAudit",
  "exportInstallationAudit",
];
