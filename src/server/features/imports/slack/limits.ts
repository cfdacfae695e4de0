/** What an archive may ask of us. All sizes in bytes. */
export interface ImportLimits {
  readonly entries: number;
  /** One uncompressed file. It is held in memory whole, so this is also the reader's memory bound. */
  readonly entryBytes: number;
  /** All uncompressed files together. */
  readonly archiveBytes: number;
  /** Uncompressed ÷ compressed of one file; files below `ratioFreeBytes` are exempt, since short repetitive logs shrink a lot. */
  readonly ratio: number;
  readonly ratioFreeBytes: number;
  /** One element of a file's outermost array: a person, a channel, a message. */
  readonly valueBytes: number;
  /** Nesting inside one element. */
  readonly depth: number;
}

/** Generous for real workspaces: the largest public exports stay two orders of magnitude below. */
export const DEFAULT_LIMITS: ImportLimits = {
  entries: 1_000_000,
  entryBytes: 128 * 2 ** 20,
  archiveBytes: 64 * 2 ** 30,
  ratio: 250,
  ratioFreeBytes: 2 ** 20,
  valueBytes: 8 * 2 ** 20,
  depth: 64,
};
