// Reads a Slack export: opens the zip, takes stock, gives each channel's messages in order, as Markdown.
// It isn't the import: it writes nothing, knows no company, and makes no person or channel of ours.
// Start at scan.ts, then messages.ts; markup/mrkdwn.ts translates the texts.
export { openArchive, type SlackArchive } from "./archive.ts";
export type { ImportedFile } from "./body.ts";
export { IMPORT_ERROR_CODES, ImportError, type ImportErrorCode, type ImportPlace } from "./errors.ts";
export { DEFAULT_LIMITS, type ImportLimits } from "./limits.ts";
export type { Mention } from "./markup/context.ts";
export type { Dialect } from "./markup/dialect.ts";
export { type ImportedItem, type ImportedReaction, type ReadOptions, readMessages } from "./messages.ts";
export type { ImportedPerson, PeopleBook, PersonKind, PersonRef } from "./people.ts";
export type { RandomAccess } from "./random-access.ts";
export { type ChannelKind, type DaySpan, type ImportedChannel, type Inventory, type ScanProgress, scan } from "./scan.ts";
export { microseconds } from "./shapes.ts";
export type { ItemKind } from "./subtypes.ts";
export { type Count, type LeftOutReason, TALLY_KINDS, Tally, type TallyKind } from "./tally.ts";
