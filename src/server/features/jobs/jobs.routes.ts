import type { ReplyOf } from "../../../contract/index.ts";
import { jobs as contract } from "../../../contract/jobs.ts";
import { accountRoute, personRoute, type Route } from "../../http/index.ts";
import type { JobsService } from "./jobs.service.ts";

export const jobRoutes = (jobs: JobsService, settings: () => ReplyOf<(typeof contract)["getSettings"]>): Route[] => [
  personRoute(contract.getJobs, (actor) => jobs.get(actor)),
  accountRoute(contract.getSettings, async () => settings()),
];
