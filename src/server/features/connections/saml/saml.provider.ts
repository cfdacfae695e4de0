/** An identity provider of SAML 2.0 as a way to sign in: where a browser is sent, what its post says, and who that is. */
import type { Clock } from "../../../platform/clock/index.ts";
import type { SealedStore } from "../../../platform/records/sealed.ts";
import type { Claims, ConnectionRow } from "../oidc.ts";
import { ProviderProblem } from "../oidc.ts";
import type { Checks, WaysOut } from "../ways-out.ts";
import { claimsOf } from "./claims.ts";
import { Handover } from "./handover.ts";
import { SamlProblem } from "./problems.ts";
import { requestAddress } from "./request.ts";
import { readResponse, type SamlAgreement } from "./response.ts";

export interface SamlParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly ways: WaysOut;
  /** The origin of this server's addresses. */
  readonly url: () => string;
}

export class SamlProviders {
  readonly #p: SamlParts;
  readonly #handover: Handover;

  constructor(parts: SamlParts) {
    this.#p = parts;
    this.#handover = new Handover(parts.records);
  }

  /** What we are called for this connection, and where its answers are posted. */
  addresses({ holder, connection }: Pick<ConnectionRow, "holder" | "connection">): Pick<SamlAgreement, "entityId" | "acs"> {
    const acs = `${this.#p.url()}/api/sign-in/saml/${holder}/${connection}`;
    return { entityId: `${acs}/metadata`, acs };
  }

  addressFor(row: ConnectionRow, { state }: Checks, anew: boolean): Promise<string> {
    const { entryPoint, privateKey } = agreed(row);
    return requestAddress({ ...this.addresses(row), entryPoint, privateKey }, questionOf(state), anew);
  }

  /**
   * Reads a post. @returns the query with which the browser goes on; what it says counts once the browser that asked hands it in
   * @throws ProviderProblem
   */
  async receive(row: ConnectionRow, encoded: string): Promise<string> {
    const { certificates } = agreed(row);
    const now = this.#p.clock.now();
    try {
      const agreement = { issuer: row.issuer, certificates: certificates.map(({ pem }) => pem), ...this.addresses(row) };
      const { id, inResponseTo, expiresAt, authenticatedAt, issuer, subject, ...rest } = await readResponse(encoded, agreement, now);
      // An answer to no question could be anybody's, put into this browser to have him work in another's account.
      if (inResponseTo === null) throw new SamlProblem("unsolicited");
      const { groups, ...claims } = claimsOf({ subject, ...rest });
      const counting = row.groups.map(({ group }) => group);
      const said = {
        ...claims,
        groups: groups.filter((one) => counting.includes(one)),
        connection: row.connection,
        assertion: id,
        authenticatedAt,
        issuer,
        subject,
      };
      const saml = this.#handover.seal({ ...said, inResponseTo, expiresAt }, now);
      return new URLSearchParams({ state: inResponseTo.slice(PREFIX.length), saml }).toString();
    } catch (error) {
      throw problemOf(error);
    }
  }

  /** Who came back: in answer to this browser's own question, by a word of the provider's that was not used. @throws ProviderProblem */
  async claimsOf(row: ConnectionRow, answer: string, { state }: Checks): Promise<Claims> {
    const given = new URLSearchParams(answer).getAll("saml");
    const handed = given.length === 1 ? this.#handover.open(given[0] ?? "", this.#p.clock.now()) : undefined;
    if (!handed || handed.connection !== row.connection) throw new ProviderProblem("bad_answer");
    if (handed.inResponseTo !== questionOf(state)) throw new ProviderProblem("other_request");
    if (!(await this.#p.ways.spendAnswer(row.connection, handed.assertion, handed.expiresAt))) throw new ProviderProblem("replayed");
    const { issuer, subject, name, email, groups, hasSecond, authenticatedAt } = handed;
    return { issuer, subject, name, email, groups, hasSecond, authenticatedAt };
  }

  /** Whether there is a certificate that still counts. */
  async test(row: ConnectionRow): Promise<{ keys: number; algorithms: string[] }> {
    const keys = agreed(row).certificates.filter(({ notAfter }) => notAfter > this.#p.clock.now()).length;
    if (keys === 0) throw new ProviderProblem("bad_certificate");
    return { keys, algorithms: ["RSA-SHA256", "RSA-SHA512"] };
  }
}

/** Ids of XML begin with no digit. */
const PREFIX = "_";
const questionOf = (state: string): string => `${PREFIX}${state}`;

function agreed({ saml }: ConnectionRow): NonNullable<ConnectionRow["saml"]> {
  if (!saml) throw new ProviderProblem("bad_metadata");
  return saml;
}

export function problemOf(error: unknown): unknown {
  return error instanceof SamlProblem ? new ProviderProblem(error.code) : error;
}
