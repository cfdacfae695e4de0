/** What an import counts. Of each kind: found = imported + left out, by reason. */
export const TALLY_KINDS = ["channels", "people", "messages", "reactions", "files", "attachments", "blocks"] as const;
export type TallyKind = (typeof TALLY_KINDS)[number];

/** Why something doesn't arrive. docs/import-slack.md explains each. */
export const LEFT_OUT_REASONS = [
  "repeated",
  "not_listed",
  "channel_not_listed",
  "not_a_message",
  "change_record",
  "service_notice",
  "withheld",
  "empty",
  "message_left_out",
  "behind_earlier_import",
  "erased_here",
  "user_not_named",
  "contents_not_in_export",
  "link_preview",
  "unknown_block",
  "nothing_to_show",
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export interface Count {
  readonly found: number;
  readonly imported: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
}

/** Counts each thing once, at the moment its fate is known: `found` is the sum, so the books always balance. */
export class Tally {
  readonly #imported = new Map<TallyKind, number>();
  readonly #leftOut = new Map<TallyKind, Map<LeftOutReason, number>>();

  imported(kind: TallyKind, n = 1): void {
    this.#imported.set(kind, (this.#imported.get(kind) ?? 0) + n);
  }

  leftOut(kind: TallyKind, reason: LeftOutReason, n = 1): void {
    if (n === 0) return;
    const reasons = this.#leftOut.get(kind) ?? new Map<LeftOutReason, number>();
    reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    this.#leftOut.set(kind, reasons);
  }

  count(kind: TallyKind): Count {
    const imported = this.#imported.get(kind) ?? 0;
    const reasons = this.#leftOut.get(kind) ?? new Map<LeftOutReason, number>();
    const found = [...reasons.values()].reduce((sum, n) => sum + n, imported);
    return { found, imported, leftOut: Object.fromEntries(reasons) };
  }

  counts(): Record<TallyKind, Count> {
    return Object.fromEntries(TALLY_KINDS.map((kind) => [kind, this.count(kind)])) as Record<TallyKind, Count>;
  }
}
