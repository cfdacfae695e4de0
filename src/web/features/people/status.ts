import type { PersonRow } from "../../cache/index.ts";

type Status = NonNullable<PersonRow["status"]>;

/** What somebody is up to, unless it is over. */
export function standingStatus(person: PersonRow | undefined, now: number): Status | null {
  const status = person?.status ?? null;
  return status && (status.emoji !== "" || status.text !== "") && (status.until === null || status.until > now) ? status : null;
}

export const lasts = ["never", "halfHour", "hour", "today", "week", "own"] as const;
export type Lasts = (typeof lasts)[number];

/** When a status that lasts so long is over; null: never. Days and weeks end at midnight in the reader's zone. */
export function endOf(how: Exclude<Lasts, "own">, now: number): number | null {
  if (how === "never") return null;
  if (how === "halfHour") return now + 30 * 60_000;
  if (how === "hour") return now + 60 * 60_000;
  const end = new Date(now);
  end.setHours(0, 0, 0, 0);
  end.setDate(end.getDate() + (how === "today" ? 1 : (8 - end.getDay()) % 7 || 7));
  return end.getTime();
}
