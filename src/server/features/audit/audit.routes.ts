import { Readable } from "node:stream";
import { audit as contract } from "../../../contract/index.ts";
import { accountRoute, Download, type PersonActor, personRoute, type Route } from "../../http/index.ts";
import type { AuditCheck } from "./audit.check.ts";
import { csvOf } from "./audit.csv.ts";
import { type ExportDeps, exportLog } from "./audit.export.ts";
import type { AuditReader, Filter } from "./audit.reader.ts";
import type { AuditRetention } from "./audit.retention.ts";

interface RouteDeps extends ExportDeps {
  readonly reader: AuditReader;
  readonly check: AuditCheck;
  readonly retention: AuditRetention;
}

export function auditRoutes(d: RouteDeps): Route[] {
  const { reader, check, retention } = d;
  const { installation } = d.records;

  /** The log as a file, made while it is read. */
  const download = (tree: string, { format, filter }: { format: "csv" | "jsonl"; filter: Filter }, actor?: PersonActor): Download => {
    const name = tree === installation ? "installation" : "company";
    if (format === "jsonl") return new Download("application/jsonl; charset=utf-8", `${name}-log.jsonl`, Readable.from(exportLog(d, tree, actor)));
    return new Download("text/csv; charset=utf-8", `${name}-log.csv`, Readable.from(csvOf(reader, tree, filter, actor)));
  };

  return [
    personRoute(contract.listAudit, (actor, { query }) => reader.page(actor.company, query, actor)),
    personRoute(contract.proveAudit, (actor, { params, query }) => reader.prove(actor.company, params.leaf, query.size, actor)),
    personRoute(contract.checkAudit, (actor, { query }) => check.head(actor.company, query.since)),
    personRoute(contract.walkAudit, (actor, { query }) => check.walk(actor.company, query)),
    personRoute(contract.exportAudit, async (actor, { body }) => download(actor.company, body, actor)),
    personRoute(contract.getAuditRetention, (actor) => retention.get(actor.company)),
    personRoute(contract.setAuditRetention, (actor, { body, operation }) => retention.set(actor.company, body.days, operation)),
    accountRoute(contract.listInstallationAudit, (_, { query }) => reader.page(installation, query)),
    accountRoute(contract.proveInstallationAudit, (_, { params, query }) => reader.prove(installation, params.leaf, query.size)),
    accountRoute(contract.checkInstallationAudit, (_, { query }) => check.head(installation, query.since)),
    accountRoute(contract.walkInstallationAudit, (_, { query }) => check.walk(installation, query)),
    accountRoute(contract.exportInstallationAudit, async (_, { body }) => download(installation, body)),
    accountRoute(contract.getInstallationAuditRetention, () => retention.get(installation)),
    accountRoute(contract.setInstallationAuditRetention, (_, { body, operation }) => retention.set(installation, body.days, operation)),
    accountRoute(contract.listMyActivity, (actor, { query }) => reader.activity(actor.account, query)),
  ];
}
