/** Where in a file an import failed: any of the four, as far as it is known. */
export interface ImportPlace {
  /** Offset in the uncompressed file, from 0. */
  readonly byte?: number;
  /** Line of the uncompressed file, from 1. */
  readonly line?: number;
  /** Position in the file's outermost array, from 0. */
  readonly index?: number;
  /** Path inside that element, as `reactions.0.name`. */
  readonly field?: string;
}

/** Every way in which an archive can be refused. */
export const IMPORT_ERROR_CODES = [
  "not_a_zip",
  "broken_zip",
  "broken_entry",
  "wrong_crc",
  "encrypted_entry",
  "unsupported_compression",
  "unsafe_path",
  "not_a_regular_file",
  "duplicate_entry",
  "too_many_entries",
  "entry_too_large",
  "archive_too_large",
  "compression_bomb",
  "not_a_slack_export",
  "bad_encoding",
  "bad_json",
  "json_too_deep",
  "value_too_large",
  "wrong_type",
] as const;

export type ImportErrorCode = (typeof IMPORT_ERROR_CODES)[number];

/**
 * The archive can't be imported. `message` is for the person who holds the archive: it names file and place, and of
 * the content at most field names and types.
 */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly code: ImportErrorCode;
  /** Path inside the archive; empty when the archive as a whole is meant. */
  readonly file: string;
  readonly place: ImportPlace;

  constructor(code: ImportErrorCode, file: string, what: string, place: ImportPlace = {}) {
    super([file || "archive", describePlace(place), what].filter((part) => part !== "").join(": "));
    this.code = code;
    this.file = file;
    this.place = place;
  }
}

function describePlace(place: ImportPlace): string {
  const parts: string[] = [];
  if (place.line !== undefined) parts.push(`line ${place.line}`);
  if (place.byte !== undefined) parts.push(`byte ${place.byte}`);
  if (place.index !== undefined) parts.push(`element ${place.index}`);
  if (place.field) parts.push(`field ${place.field}`);
  return parts.join(", ");
}
