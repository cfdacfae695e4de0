/** A line of messages with numbers and no gaps: a channel's posts (`thread` 0), or a thread: its root as number 0, then replies. */
export interface Line {
  readonly company: string;
  readonly channel: string;
  readonly thread: number;
}

export function refOf({ thread }: Line, number: number): string {
  if (thread === 0) return String(number);
  return number === 0 ? String(thread) : `${thread}.${number}`;
}

/** The link that everybody who may see the message can open. */
export function linkTo(company: string, channel: string, ref: string): string {
  const thread = ref.includes(".") ? `panel=thread:${ref.split(".")[0]}&` : "";
  return `${location.origin}/c/${company}/channels/${channel}?${thread}at=${ref}`;
}

/** The number of a message in its line: of `12` in the channel, of `12.3` in the thread. */
export function numberOf(ref: string): number {
  return Number(ref.split(".")[ref.includes(".") ? 1 : 0]);
}
