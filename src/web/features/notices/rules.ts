import type { Preferences } from "../../../contract/preferences.ts";
import type { MessageRow, MyChannelRow } from "../../cache/index.ts";

type Level = Preferences["notices"]["level"];

/** Of what the reader is told in a channel: his usual level, unless the channel has one of its own; nothing where it is muted. */
export function levelIn(row: Pick<MyChannelRow, "muted" | "notices">, usual: Level): Level {
  if (row.muted) return "none";
  return row.notices === "usual" ? usual : row.notices;
}

/** Whether a new message is worth a notice by itself. What else addresses the reader (replies, calls to all) comes by the inbox. */
export function concerns(message: MessageRow, row: Pick<MyChannelRow, "kind" | "muted" | "notices">, me: string, usual: Level): boolean {
  const level = levelIn(row, usual);
  if (level === "none" || message.author === me || message.kind !== "message" || message.body === null) return false;
  const isDirect = row.kind === "direct" || row.kind === "group";
  return level === "all" ? message.reply === 0 : (isDirect && message.reply === 0) || message.mentions.includes(me);
}

/** Quiet hours in the reader's zone; they may go over midnight. `from` and `to` alike: the whole day. */
export function isQuiet(quiet: Preferences["notices"]["quiet"], zone: string | null, now: number): boolean {
  if (!quiet) return false;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) }).format(now);
  return quiet.from < quiet.to ? time >= quiet.from && time < quiet.to : time >= quiet.from || time < quiet.to;
}
