import { Readable } from "node:stream";
import { saml as contract } from "../../../../contract/index.ts";
import { Download, personRoute, publicRoute, Redirect, type Route } from "../../../http/index.ts";
import type { SamlService } from "./saml.service.ts";

/** @param back the app's page that hands in what it was called with */
export const samlRoutes = (saml: SamlService, back: string): Route[] => [
  personRoute(contract.createSamlConnection, ({ company }, { body, operation }) => saml.create(company, body, operation)),
  personRoute(contract.setSamlMetadata, ({ company }, { params, body, operation }) => saml.setMetadata(company, params.connection, body.metadata, operation)),
  publicRoute(contract.getSamlMetadata, async (_actor, { params: { holder, connection } }) => {
    const text = await saml.ownMetadata(holder, connection);
    return new Download("application/samlmetadata+xml", "bastide-saml.xml", Readable.from([text]));
  }),
  publicRoute(contract.receiveSaml, async (_actor, { params: { holder, connection }, body, ...asked }) => {
    const next = await saml.receive(holder, connection, body.SAMLResponse, asked);
    return next === undefined ? new Redirect(`${back}?error=refused`, "refused") : new Redirect(`${back}?${next}`);
  }),
];
