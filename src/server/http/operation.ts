export interface Operation {
  /** 32 bytes, base64url. */
  readonly id: string;
  /** Keyed digest of the request, so that another request under the same key is told apart; null without a key. */
  readonly digest: string | null;
}
