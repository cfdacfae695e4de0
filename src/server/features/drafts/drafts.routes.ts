import { drafts as contract } from "../../../contract/index.ts";
import { personRoute, type Route } from "../../http/index.ts";
import type { Drafts } from "./drafts.service.ts";

export const draftRoutes = (drafts: Drafts): Route[] => [
  personRoute(contract.listDrafts, (actor) => drafts.list(actor)),
  personRoute(contract.saveDraft, (actor, { params, body }) => drafts.save(actor, params.channel, body)),
];
