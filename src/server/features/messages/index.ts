// Messages: Markdown text, threads, mentions, reactions, edits with history, deletes with a trace, pins, inbox.
// Not here: who may open a channel and its numbers (features/channels).
// Start at messages.service.ts; messages.render.ts is what readers get.
export { createAddressing } from "./messages.addressing.ts";
export { createInbox, type Inbox } from "./messages.inbox.ts";
export * from "./messages.records.ts";
export { createMessageReader, type MessageReader, type MessageRow, parseRef, type Ref, type Rendered, renderUnreadable, showRef } from "./messages.render.ts";
export { messageRoutes } from "./messages.routes.ts";
export { createMessages, type Messages } from "./messages.service.ts";
