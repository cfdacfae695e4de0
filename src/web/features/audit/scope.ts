import type { z } from "zod";
import type { AuditEntry } from "../../../contract/audit.ts";
import { client } from "../../app/session.ts";
import type { LogSearch as LogFilter } from "../../app/urls.ts";

export type { LogFilter };

export type Entry = z.output<typeof AuditEntry>;

/** Whose log it is; null: the installation's. */
export type Scope = string | null;

const DAY = 86_400_000;

/** As the server takes it. */
export const queryOf = ({ days, ...filter }: LogFilter, now: number) => ({
  ...filter,
  ...(days === undefined ? {} : { from: Math.floor(now - Number(days) * DAY) }),
});
export type LogQuery = ReturnType<typeof queryOf>;

/** The same questions to either log. */
export const logOf = (scope: Scope) => {
  const params = { company: scope ?? "" };
  return {
    list: (query: LogQuery & { before?: number; after?: number; limit?: number }) =>
      scope === null ? client.call("listInstallationAudit", { query }) : client.call("listAudit", { params, query }),
    prove: (leaf: number, size: number) =>
      scope === null
        ? client.call("proveInstallationAudit", { params: { leaf }, query: { size } })
        : client.call("proveAudit", { params: { ...params, leaf }, query: { size } }),
    check: (since: number) =>
      scope === null ? client.call("checkInstallationAudit", { query: { since } }) : client.call("checkAudit", { params, query: { since } }),
    walk: (from: number, size: number) =>
      scope === null ? client.call("walkInstallationAudit", { query: { from, size } }) : client.call("walkAudit", { params, query: { from, size } }),
    retention: () => (scope === null ? client.call("getInstallationAuditRetention") : client.call("getAuditRetention", { params })),
    keep: (days: number | null) =>
      scope === null ? client.call("setInstallationAuditRetention", { body: { days } }) : client.call("setAuditRetention", { params, body: { days } }),
    exportPath: scope === null ? "/api/audit/export" : `/api/companies/${scope}/audit/export`,
  };
};
