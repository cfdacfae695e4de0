import type { LeftOutReason } from "./tally.ts";

/** `message` is something said; the others are lines about the channel, shown small. */
export const ITEM_KINDS = ["message", "join", "leave", "topic", "purpose", "rename", "archive", "unarchive", "notice"] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export interface Ruling {
  readonly kind: ItemKind;
  /** What stands in for a text that Slack composes only when it shows the message. */
  readonly text?: string;
}

const MESSAGE: Ruling = { kind: "message" };
const NOTICE: Ruling = { kind: "notice" };

/** The same event bears another name in public channels, private ones and group conversations. */
function inEachPlace(event: string, ruling: Ruling): [string, Ruling][] {
  return ["channel", "group", "mpim"].map((place) => [`${place}_${event}`, ruling]);
}

const KEPT = new Map<string, Ruling>([
  ["bot_message", MESSAGE],
  ["me_message", MESSAGE],
  ["thread_broadcast", MESSAGE],
  ["reply_broadcast", MESSAGE],
  ["file_share", MESSAGE],
  ["file_comment", MESSAGE],
  ["file_mention", MESSAGE],
  ["slackbot_response", MESSAGE],
  ["document_mention", MESSAGE],
  ["assistant_app_thread", MESSAGE],
  ["tombstone", MESSAGE],
  ...inEachPlace("join", { kind: "join" }),
  ...inEachPlace("leave", { kind: "leave" }),
  ...inEachPlace("topic", { kind: "topic" }),
  ...inEachPlace("purpose", { kind: "purpose" }),
  ...inEachPlace("name", { kind: "rename" }),
  ...inEachPlace("archive", { kind: "archive" }),
  ...inEachPlace("unarchive", { kind: "unarchive" }),
  ...inEachPlace("convert_to_private", NOTICE),
  ...inEachPlace("convert_to_public", NOTICE),
  ...inEachPlace("posting_permissions", NOTICE),
  ["pinned_item", NOTICE],
  ["unpinned_item", NOTICE],
  ["bot_add", NOTICE],
  ["bot_remove", NOTICE],
  ["bot_enable", NOTICE],
  ["bot_disable", NOTICE],
  ["app_conversation_join", NOTICE],
  ["app_conversation_leave", NOTICE],
  ["reminder_add", NOTICE],
  ["channel_canvas_updated", NOTICE],
  ["huddle_thread", { kind: "notice", text: "A huddle took place." }],
  ["sh_room_created", { kind: "notice", text: "A call took place." }],
  ["sh_room_shared", { kind: "notice", text: "A call was shared." }],
]);

interface Subtyped {
  readonly type: string;
  readonly subtype?: string | null | undefined;
}

/** Records about other messages, whose last state is in the export anyway, and lines that Slack showed one person. */
const LEFT_OUT = new Map<string, LeftOutReason>([
  ["message_changed", "change_record"],
  ["message_deleted", "change_record"],
  ["message_replied", "change_record"],
  ["joiner_notification", "service_notice"],
  ["joiner_notification_for_inviter", "service_notice"],
  ["ekm_access_denied", "withheld"],
]);

/** A subtype that isn't known is taken as a message: whoever wrote it, its text is worth keeping. */
export function ruleOn({ type, subtype }: Subtyped): Ruling | LeftOutReason {
  if (type !== "message") return "not_a_message";
  if (!subtype) return MESSAGE;
  return LEFT_OUT.get(subtype) ?? KEPT.get(subtype) ?? MESSAGE;
}

/** False for records that are left out whatever they hold. */
export function isSaid(message: Subtyped): boolean {
  return typeof ruleOn(message) !== "string";
}
