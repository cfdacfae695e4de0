/** Signing in by SAML 2.0: a company's connection to an identity provider, told by metadata both ways. */
import { z } from "zod";
import { Id, plainText } from "./common.ts";
import { Connection, ConnectionSettings } from "./connections.ts";
import { administrator, anybody, endpoint } from "./define.ts";

const company = z.object({ company: Id });
const way = z.object({ holder: Id, connection: Id });

/** The provider's own file, as text or by its address. */
const metadata = z.union([z.strictObject({ xml: plainText(300_000).min(1) }), z.strictObject({ url: plainText(2000) })]);

const { name, newcomers, trustsMfa, groups } = ConnectionSettings.shape;

export const saml = {
  createSamlConnection: endpoint("POST", "/api/companies/:company/saml-connections", "Makes a SAML connection of the company, switched off.", administrator, {
    confirmed: true,
    params: company,
    body: z.object({ name, newcomers, trustsMfa, groups, metadata }),
    audit: { action: "connection.create", details: ["newcomers", "trustsMfa"] },
    reply: Connection,
  }),
  setSamlMetadata: endpoint(
    "PUT",
    "/api/companies/:company/saml-connections/:connection/metadata",
    "Takes the provider's metadata anew: where it is, and its certificates.",
    administrator,
    {
      confirmed: true,
      params: company.extend({ connection: Id }),
      body: z.object({ metadata }),
      audit: { action: "connection.change", object: "connection" },
      reply: Connection,
    },
  ),
  getSamlMetadata: endpoint(
    "GET",
    "/api/sign-in/saml/:holder/:connection/metadata",
    "What an identity provider has to know of a connection. Its address is the connection's entity id.",
    anybody("addresses and a public key, which every identity provider is told"),
    { params: way, stream: true, reply: z.object({}) },
  ),
  receiveSaml: endpoint(
    "POST",
    "/api/sign-in/saml/:holder/:connection",
    "Where an identity provider has a browser post its answer; leads on to the app's own page.",
    anybody("an answer that the provider signed, which opens nothing without the browser that asked"),
    {
      params: way,
      form: true,
      secret: true,
      body: z.object({ SAMLResponse: z.string().max(600_000) }),
      audit: { action: "session.start" },
      reply: z.object({}),
    },
  ),
};
