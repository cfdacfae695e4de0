import { scheduled as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Scheduled } from "./scheduled.service.ts";

export const scheduledRoutes = (scheduled: Scheduled): Route[] => [
  personRoute(contract.listScheduled, (actor) => scheduled.list(actor)),
  personRoute(contract.scheduleMessage, (actor, { body, operation }) => scheduled.schedule(actor, body, operation)),
  personRoute(contract.changeScheduled, (actor, { params, body }) => scheduled.change(actor, params.scheduled, body)),
  personRoute(contract.cancelScheduled, async (actor, { params }) => {
    await scheduled.cancel(actor, params.scheduled);
    return done;
  }),
];
