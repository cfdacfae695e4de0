/** Setting up a SAML connection: the provider's metadata come in, as text or by an address, and ours go out. */
import type { BodyOf, saml as contract } from "../../../../contract/index.ts";
import { newSigningPair } from "../../../../crypto/index.ts";
import { type Call, type Operation, Refusal } from "../../../http/index.ts";
import type { Clock } from "../../../platform/clock/index.ts";
import { type Egress, EgressRefused } from "../../../platform/egress/index.ts";
import type { ConnectionsService } from "../connections.service.ts";
import { ProviderProblem } from "../oidc.ts";
import { ownMetadata, type ProviderMetadata, readMetadata } from "./metadata.ts";
import { SamlProblem } from "./problems.ts";
import type { SamlProviders } from "./saml.provider.ts";

export interface SamlServiceParts {
  readonly clock: Clock;
  readonly egress: Egress;
  readonly connections: ConnectionsService;
  readonly providers: SamlProviders;
}

type Wanted = BodyOf<typeof contract.createSamlConnection>;

/** Milliseconds that our own key is good: ten years, for each change has both sides at work. */
const OWN_LIFE = 3650 * 86_400_000;

export class SamlService {
  readonly #p: SamlServiceParts;

  constructor(parts: SamlServiceParts) {
    this.#p = parts;
  }

  async create(holder: string, { metadata, ...wanted }: Wanted, operation: Operation) {
    const { issuer, ...theirs } = await this.#read(metadata);
    const now = this.#p.clock.now();
    const { privateKey, certificate } = await newSigningPair("Bastide", now - 86_400_000, now + OWN_LIFE);
    const saml = { ...stored(theirs), privateKey, certificate, ownEnds: now + OWN_LIFE };
    return this.#p.connections.insert(holder, { ...wanted, kind: "saml", issuer, saml }, operation);
  }

  /** The provider's certificates as they are now: those that are gone there count no more. */
  async setMetadata(holder: string, connection: string, metadata: Wanted["metadata"], operation: Operation) {
    const { connections } = this.#p;
    const row = await connections.open(holder, connection);
    if (!row.saml) throw new Refusal("connection_not_found");
    const { issuer, ...theirs } = await this.#read(metadata);
    // Another provider would be believed about the people of this one.
    if (issuer !== row.issuer) throw refused("wrong_issuer");
    return connections.replaceSaml(holder, connection, stored(theirs), operation);
  }

  /** @throws Refusal connection_not_found */
  async ownMetadata(holder: string, connection: string): Promise<string> {
    const row = await this.#p.connections.open(holder, connection);
    if (!row.saml) throw new Refusal("connection_not_found");
    const { privateKey, certificate } = row.saml;
    return ownMetadata({ ...this.#p.providers.addresses(row), privateKey, certificate });
  }

  /** The query with which a browser that posts an answer goes on; undefined for an answer that opens nothing. */
  async receive(holder: string, connection: string, encoded: string, asked: Pick<Call<never>, "origin" | "concern">): Promise<string | undefined> {
    const { connections, providers } = this.#p;
    const row = await connections.find(holder, connection);
    if (row?.state !== "on" || !row.saml) return undefined;
    try {
      return await providers.receive(row, encoded);
    } catch (error) {
      if (!(error instanceof ProviderProblem)) throw error;
      // Others have browsers post here: whoever brings too much wrong is not told so, and nothing more is written for him.
      await connections.noteRefused(row, error, asked).catch((refused: unknown) => {
        if (!(refused instanceof Refusal)) throw refused;
      });
      return undefined;
    }
  }

  /** @throws Refusal invalid_request with what is wrong */
  async #read(metadata: Wanted["metadata"]): Promise<ProviderMetadata> {
    try {
      const text = "xml" in metadata ? metadata.xml : await this.#fetched(metadata.url);
      return await readMetadata(text, (address) => this.#p.egress.isNamed(address, "sign-in"));
    } catch (error) {
      if (error instanceof SamlProblem || error instanceof EgressRefused) throw refused(error.code);
      throw error;
    }
  }

  async #fetched(url: string): Promise<string> {
    if (!URL.canParse(url)) throw refused("not_tls");
    const reply = await this.#p.egress.request(url, "sign-in");
    if (reply.status >= 300 && reply.status < 400) throw refused("redirected");
    if (reply.status !== 200) throw refused("not_metadata");
    return reply.text();
  }
}

const refused = (problem: string): Refusal => new Refusal("invalid_request", { fields: [{ path: "body.metadata", problem }] });

const stored = ({ entryPoint, certificates }: Omit<ProviderMetadata, "issuer">) => ({
  entryPoint,
  certificates: certificates.map(({ pem, subject, fingerprint, notAfter }) => ({ pem, subject, fingerprint, notAfter })),
});
