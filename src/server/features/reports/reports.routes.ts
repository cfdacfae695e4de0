import { reports as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Reports } from "./reports.service.ts";

export const reportRoutes = (reports: Reports): Route[] => [
  personRoute(contract.reportMessage, async (actor, { params, body, operation }) => {
    await reports.report(actor, params.channel, params.message, body.reason, operation);
    return done;
  }),
  personRoute(contract.listReports, (actor) => reports.list(actor)),
  personRoute(contract.settleReport, async (actor, { params, body, operation }) => {
    await reports.settle(actor, params.report, body.state, operation);
    return done;
  }),
];
