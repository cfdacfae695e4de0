/** Passkeys (WebAuthn Level 3): what is asked of a browser, and whether its answer holds. */

import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { z } from "zod";
import type { NewPasskey, PasskeyAnswer } from "../../../contract/index.ts";
import { Refusal } from "../../http/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { Challenges } from "./challenges.ts";
import type { Factor } from "./factors.records.ts";

export interface PasskeysDeps {
  readonly challenges: Challenges;
  /** Origins under which people reach this server. */
  readonly origins: () => readonly string[];
  /** Why an answer was refused, for who runs the place. */
  readonly onRefused: (why: string) => void;
}

export interface MadePasskey {
  readonly credential: string;
  readonly publicKey: string;
  readonly count: number;
  readonly transports: string[];
}

/** A device has a minute. */
const TIMEOUT = 60_000;

export class Passkeys {
  readonly #d: PasskeysDeps;

  constructor(deps: PasskeysDeps) {
    this.#d = deps;
  }

  /** The host that keys are bound to; undefined where people come by an address of numbers, for which browsers make none. */
  host(): string | undefined {
    const hosts = this.#d.origins().map((origin) => new URL(origin).hostname);
    return hosts.find((host) => !/^[\d.]+$|^\[/.test(host));
  }

  /** @throws Refusal not_found where none can be made */
  async optionsToMake(account: string, name: string, standing: readonly Stored<typeof Factor>[]) {
    return generateRegistrationOptions({
      rpName: "Bastide",
      rpID: this.#hostOrRefuse(),
      userID: new TextEncoder().encode(account),
      userName: name,
      userDisplayName: name,
      challenge: this.#d.challenges.make("make", account),
      timeout: TIMEOUT,
      attestationType: "none",
      excludeCredentials: standing.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
  }

  /** @param standing the account's own, where it is known: a browser offers only them */
  async optionsToShow(standing: readonly Stored<typeof Factor>[]) {
    return generateAuthenticationOptions({
      rpID: this.#hostOrRefuse(),
      challenge: this.#d.challenges.make("show", ""),
      timeout: TIMEOUT,
      userVerification: "required",
      allowCredentials: standing.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
    });
  }

  /** @throws Refusal wrong_credentials */
  async made(account: string, answer: z.output<typeof NewPasskey>): Promise<MadePasskey> {
    return this.#checked(async () => {
      const { registrationInfo, verified } = await verifyRegistrationResponse({
        response: answer as RegistrationResponseJSON,
        expectedChallenge: (challenge) => this.#d.challenges.isOurs(challenge, "make", account),
        expectedOrigin: [...this.#d.origins()],
        expectedRPID: this.#hostOrRefuse(),
        requireUserVerification: true,
      });
      if (!verified || !registrationInfo) throw new Error("The attestation does not hold.");
      await this.#d.challenges.spend(challengeOf(answer.response.clientDataJSON));
      const { id, publicKey, counter } = registrationInfo.credential;
      return { credential: id, publicKey: Buffer.from(publicKey).toString("base64url"), count: counter, transports: answer.response.transports ?? [] };
    });
  }

  /** @returns the passkey's own count now. @throws Refusal wrong_credentials */
  async shown(factor: Stored<typeof Factor>, answer: z.output<typeof PasskeyAnswer>): Promise<number> {
    return this.#checked(async () => {
      const { authenticationInfo, verified } = await verifyAuthenticationResponse({
        response: answer as AuthenticationResponseJSON,
        expectedChallenge: (challenge) => this.#d.challenges.isOurs(challenge, "show", ""),
        expectedOrigin: [...this.#d.origins()],
        expectedRPID: this.#hostOrRefuse(),
        requireUserVerification: true,
        credential: { id: factor.credential, publicKey: new Uint8Array(Buffer.from(factor.publicKey, "base64url")), counter: factor.last },
      });
      if (!verified) throw new Error("The signature does not hold.");
      await this.#d.challenges.spend(challengeOf(answer.response.clientDataJSON));
      return authenticationInfo.newCounter;
    });
  }

  #hostOrRefuse(): string {
    const host = this.host();
    if (host === undefined) throw new Refusal("not_found");
    return host;
  }

  async #checked<T>(check: () => Promise<T>): Promise<T> {
    try {
      return await check();
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // The library quotes what it was given after the first quotation mark.
      this.#d.onRefused(error instanceof Error ? error.message.replace(/".*$/s, "…") : "unknown");
      throw new Refusal("wrong_credentials");
    }
  }
}

/** The challenge in a browser's own words; checked by the library before. */
const challengeOf = (clientDataJSON: string): string =>
  String((JSON.parse(Buffer.from(clientDataJSON, "base64url").toString()) as { challenge: unknown }).challenge);
