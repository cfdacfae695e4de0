import type { Endpoint } from "./endpoint.ts";
import type { EndpointName } from "./endpoints.ts";

/** Endpoints whose replies set or clear the session cookie, or send the browser to another address. */
const movesBrowser: readonly EndpointName[] = [
  "createFirstAccount",
  "signIn",
  "finishSignIn",
  "signInByPasskey",
  "signOut",
  "startConnection",
  "finishConnection",
  "startLink",
  "finishLink",
  "renewSession",
  "changePassword",
  "finishTotp",
  "addPasskey",
  "redeemReset",
  "acceptInvite",
];

/** Whether only an HTTP reply can carry what the endpoint answers with, or takes: the socket refuses it. */
export const isHttpOnly = (name: string, { upload, stream, tus, form }: Pick<Endpoint, "upload" | "stream" | "tus" | "form">): boolean =>
  upload || stream || tus || form || movesBrowser.some((one) => one === name);
