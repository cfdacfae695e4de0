import i18next from "i18next";
import type { z } from "zod";
import { ApiError, type Client } from "../../../client/index.ts";
import type { NewPasskey, PasskeyAnswer } from "../../../contract/factors.ts";
import { formProblem } from "../accounts/field-problems.ts";

/** Browsers make and show passkeys for hosts with a name only, and over safe lines. */
export const canPasskey = (): boolean => isSecureContext && "PublicKeyCredential" in globalThis && !/^[\d.]+$|^\[/.test(location.hostname);

type Asked<F extends (given: never) => unknown> = Parameters<F>[0] extends { optionsJSON: infer O } ? O : never;

/** What the browser answers once a passkey was shown. @param ticket of a sign-in that waits for it */
export async function showPasskey(client: Client, ticket?: string): Promise<z.input<typeof PasskeyAnswer>> {
  const [{ startAuthentication }, { options }] = await Promise.all([
    import("@simplewebauthn/browser"),
    client.call("startPasskeySignIn", { body: ticket === undefined ? {} : { ticket } }),
  ]);
  const { clientExtensionResults, ...answer } = await startAuthentication({ optionsJSON: options as unknown as Asked<typeof startAuthentication> });
  return { ...answer, clientExtensionResults: { ...clientExtensionResults } };
}

/** Has a device make one. */
export async function makePasskey(client: Client): Promise<z.input<typeof NewPasskey>> {
  const [{ startRegistration }, { options }] = await Promise.all([import("@simplewebauthn/browser"), client.call("startPasskey")]);
  const { clientExtensionResults, ...answer } = await startRegistration({ optionsJSON: options as unknown as Asked<typeof startRegistration> });
  return { ...answer, clientExtensionResults: { ...clientExtensionResults } };
}

/** In the reader's words. */
export function passkeyProblem(error: unknown): string | undefined {
  if (error instanceof ApiError) return error.code === "wrong_credentials" ? i18next.t("factors.passkey.refused") : formProblem(error, []);
  if (!(error instanceof Error) || error.name === "UnreachableError") return formProblem(error, []);
  return error.name === "InvalidStateError" ? i18next.t("factors.passkey.known") : i18next.t("factors.passkey.notShown");
}
