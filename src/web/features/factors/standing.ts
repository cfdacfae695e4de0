import type { factors as contract } from "../../../contract/factors.ts";
import type { ReplyOf } from "../../../contract/index.ts";

export type Standing = ReplyOf<(typeof contract)["getSecurity"]>;

/** What the parts of the screen share. */
export interface Part {
  readonly standing: Standing;
  /** Something changed: look again. */
  readonly again: () => void;
  /** Codes that are shown only now. */
  readonly onCodes: (codes: readonly string[] | null) => void;
}
