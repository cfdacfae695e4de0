/** Bounds that client and server share; lengths in UTF-16 units. */
export const limits = {
  name: 80,
  handle: 40,
  /** What file systems take, too. */
  fileName: 255,
  question: 500,
  /** Names the channels that were asked: of thousands, if need be. */
  searchPlace: 150_000,
  filesPlace: 500,
  filesPerMessage: 10,
  /** That are kept: with one more, the oldest is emptied. */
  versionsPerFile: 200,
  topic: 250,
  message: 40_000,
  password: { least: 8, most: 1024 },
  page: { usual: 50, most: 200 },
  /** Bytes of one HTTP body or socket frame, uploads apart. */
  body: 1 << 20,
  /** Bytes of an uploaded import. */
  upload: 2 ** 31,
  reactionsPerMessage: 50,
  groupDirect: 9,
  /** Days that an API token is good where nobody says otherwise, and the most where the company did not choose. */
  tokenDays: { usual: 90, most: 365 },
} as const;
