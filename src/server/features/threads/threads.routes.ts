import { threads as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Threads } from "./threads.service.ts";

export const threadRoutes = (threads: Threads): Route[] => [
  personRoute(contract.listThreads, (actor, { query }) => threads.list(actor, query.limit)),
  personRoute(contract.getThreadState, (actor, { params }) => threads.state(actor, params.channel, params.message)),
  personRoute(contract.followThread, async (actor, { params, body }) => {
    await threads.follow(actor, params.channel, params.message, body.following);
    return done;
  }),
  personRoute(contract.markThreadRead, async (actor, { params, body }) => {
    await threads.mark(actor, params.channel, params.message, body);
    return done;
  }),
  personRoute(contract.markThreadUnread, async (actor, { params, body }) => {
    await threads.markUnread(actor, params.channel, params.message, body);
    return done;
  }),
];
