import { audit as contract } from "../../../contract/index.ts";
import { accountRoute, personRoute, type Route } from "../../http/index.ts";
import type { AuditReader } from "./audit.reader.ts";

export const auditRoutes = (reader: AuditReader, installation: string): Route[] => [
  personRoute(contract.listAudit, (actor, { query }) => reader.page(actor.company, query, actor)),
  personRoute(contract.proveAudit, (actor, { params }) => reader.prove(actor.company, params.leaf, actor)),
  accountRoute(contract.listInstallationAudit, (_, { query }) => reader.page(installation, query)),
  accountRoute(contract.proveInstallationAudit, (_, { params }) => reader.prove(installation, params.leaf)),
];
