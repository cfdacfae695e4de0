import { messages as contract, files } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { Inbox } from "./messages.inbox.ts";
import type { Messages } from "./messages.service.ts";

export const messageRoutes = (messages: Messages, inbox: Inbox): Route[] => [
  personRoute(contract.listMessages, (actor, { params, query }) => messages.list(actor, params.channel, query)),
  personRoute(contract.listReplies, (actor, { params, query }) => messages.replies(actor, params.channel, params.message, query)),
  personRoute(contract.getMessage, (actor, { params }) => messages.get(actor, params.channel, params.message)),
  personRoute(contract.postMessage, (actor, { params, body, operation }) => messages.post(actor, params.channel, body, operation)),
  personRoute(files.discussFile, async (actor, { params, body, operation }) => ({
    thread: await messages.discuss(actor, params.channel, params.file, body.text, operation),
  })),
  personRoute(contract.editMessage, (actor, { params, body }) => messages.edit(actor, params.channel, params.message, body)),
  personRoute(contract.deleteMessage, (actor, { params, operation }) => messages.remove(actor, params.channel, params.message, operation)),
  personRoute(contract.listRevisions, (actor, { params }) => messages.revisions(actor, params.channel, params.message)),
  personRoute(contract.react, (actor, { params, body }) => messages.react(actor, params.channel, params.message, body)),
  personRoute(contract.pinMessage, (actor, { params, body }) => messages.pin(actor, params.channel, params.message, body.pinned)),
  personRoute(contract.listPins, (actor, { params }) => messages.pins(actor, params.channel)),
  personRoute(contract.listInbox, (actor, { query }) => inbox.list(actor, query.limit)),
  personRoute(contract.markInboxDone, async (actor, { params, body }) => {
    await inbox.setDone(actor, params.channel, params.message, body);
    return done;
  }),
];
