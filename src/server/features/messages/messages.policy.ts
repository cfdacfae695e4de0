import { Refusal } from "../../http/index.ts";
import { allow, isAllowed, type OpenChannel } from "../channels/index.ts";
import type { MessageRow } from "./messages.render.ts";

/** How long one's own message may be edited, in milliseconds. */
export const editWindow = 24 * 3600_000;

type Rule = (open: OpenChannel, message: MessageRow, now: number) => true | "not_allowed" | "message_not_found" | "edit_window_over";

const isOwn: Rule = (open, message) => message.author === open.actor.person || "not_allowed";
const isWritten: Rule = (_open, message) => (message.kind === "message" && message.deletedAt === null) || "message_not_found";
const isInWindow: Rule = (_open, message, now) => now - message.sentAt <= editWindow || "edit_window_over";
/** One's own; in a public channel the company's administrators' too. */
const isOwnOrModerated: Rule = (open, message) =>
  message.author === open.actor.person || (open.channel.kind === "public" && open.actor.role === "administrator") || "not_allowed";

const rules = {
  edit: [isWritten, isOwn, isInWindow],
  delete: [isWritten, isOwnOrModerated],
  react: [isWritten],
  pin: [isWritten],
} as const satisfies Record<string, readonly Rule[]>;

/** Everybody in the channel, or a team too large to be told one by one. @throws Refusal that names the text */
export function requireMayAddressAll(open: OpenChannel): void {
  if (!isAllowed("addressAll", open)) throw new Refusal("not_allowed", { fields: [{ path: "body.text", problem: "may_not_address_all" }] });
}

/** The channel's rule first, then the message's. @throws Refusal */
export function allowOn(action: keyof typeof rules, open: OpenChannel, message: MessageRow, now: number): void {
  allow(action === "edit" || action === "delete" ? "reply" : action, open);
  for (const rule of rules[action]) {
    const verdict = rule(open, message, now);
    if (verdict !== true) throw new Refusal(verdict);
  }
}
