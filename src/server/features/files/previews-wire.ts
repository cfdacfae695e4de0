/** What passes between the server and the process that looks into people's files. */

/** What a version is looked into for, by its media type. */
export type Kind = "image" | "pdf" | "docx" | "text";

export interface Task {
  readonly kind: Kind;
  /** Plain bytes; a copy of them goes over. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Picture {
  /** Pixels that it has at most: one of `WIDTHS`. */
  readonly width: number;
  /** WebP. */
  readonly bytes: Uint8Array;
}

export interface Drawn {
  /** Empty for an image. */
  readonly text: string;
  readonly pictures: readonly Picture[];
  /** Pixels of an image, the right way up; otherwise 0. */
  readonly width: number;
  readonly height: number;
}

/** From the process: null where there is nothing to be had. */
export type FromPreviews = Drawn | null;

/** Widths of thumbnails, the smallest first. */
export const WIDTHS = [320, 960] as const;
/** Characters of a text that are kept: it is found by its beginning. */
export const MOST_TEXT = 100_000;
