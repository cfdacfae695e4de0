/** Blind index: equal values are found again by who holds the index key, and look random to everybody else. */
import { createHmac } from "node:crypto";
import { lengthPrefixed } from "./bytes.ts";
import type { SecretKey } from "./keys.ts";

/**
 * HMAC-SHA256 as base64url (43 characters) over the purpose and the values, length-prefixed.
 * Bind a value to its parent by giving both, so that equal values in different places look different.
 */
export const blindToken = (indexKey: SecretKey, purpose: string, ...values: readonly string[]): string =>
  createHmac("sha256", indexKey)
    .update(lengthPrefixed("bastide/blind/1", purpose, ...values))
    .digest("base64url");

// Upper case first: it is what unites ß with ss and ſ with s, which lower case alone leaves apart.
const fold = (text: string): string => text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/**
 * A name or address as it is compared: compatibility forms united (NFKC), case folded, invisible characters gone, every run
 * of white space one plain space, none at the ends. Normalising twice changes nothing.
 */
export function normaliseName(text: string): string {
  let name = text.toWellFormed();
  // A few characters need a second round (their capital decomposes); all have settled after a third.
  for (let round = 0; round < 3; round++) name = fold(name).replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return name.replace(/[\p{White_Space}\p{Cc}]+/gu, " ").trim();
}
