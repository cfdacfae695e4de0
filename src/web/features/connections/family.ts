import type { BodyIn, Endpoints, ReplyOf } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";

export type Connection = ReplyOf<Endpoints["createConnection"]>;
export type Domain = ReplyOf<Endpoints["addDomain"]>;
export type NewConnection = BodyIn<Endpoints["createConnection"]>;
export type NewSaml = BodyIn<Endpoints["createSamlConnection"]>;
export type Changes = BodyIn<Endpoints["changeConnection"]>;
export type Tested = ReplyOf<Endpoints["testConnection"]>;

/** What is done with connections and domains, whether a company's or the installation's. */
export interface Family {
  create(body: NewConnection): Promise<Connection>;
  change(connection: string, body: Changes): Promise<Connection>;
  remove(connection: string): Promise<unknown>;
  test(connection: string): Promise<Tested>;
  addDomain(name: string): Promise<Domain>;
  verifyDomain(domain: string): Promise<Domain>;
  removeDomain(domain: string): Promise<unknown>;
  /** Only of a company. */
  readonly saml?: { create(body: NewSaml): Promise<Connection>; take(connection: string, metadata: NewSaml["metadata"]): Promise<Connection> };
}

export const ofCompany = (company: string): Family => ({
  create: (body) => client.call("createConnection", { params: { company }, body }),
  change: (connection, body) => client.call("changeConnection", { params: { company, connection }, body }),
  remove: (connection) => client.call("removeConnection", { params: { company, connection } }),
  test: (connection) => client.call("testConnection", { params: { company, connection } }),
  addDomain: (name) => client.call("addDomain", { params: { company }, body: { name } }),
  verifyDomain: (domain) => client.call("verifyDomain", { params: { company, domain } }),
  removeDomain: (domain) => client.call("removeDomain", { params: { company, domain } }),
  saml: {
    create: (body) => client.call("createSamlConnection", { params: { company }, body }),
    take: (connection, metadata) => client.call("setSamlMetadata", { params: { company, connection }, body: { metadata } }),
  },
});

export const ofInstallation: Family = {
  create: (body) => client.call("createInstallationConnection", { body }),
  change: (connection, body) => client.call("changeInstallationConnection", { params: { connection }, body }),
  remove: (connection) => client.call("removeInstallationConnection", { params: { connection } }),
  test: (connection) => client.call("testInstallationConnection", { params: { connection } }),
  addDomain: (name) => client.call("addInstallationDomain", { body: { name } }),
  verifyDomain: (domain) => client.call("verifyInstallationDomain", { params: { domain } }),
  removeDomain: (domain) => client.call("removeInstallationDomain", { params: { domain } }),
};
