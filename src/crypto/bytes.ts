/** Unambiguous concatenation: what is hashed or bound together must not be readable in two ways. */

export type Bytes = string | Uint8Array;

const asBytes = (part: Bytes): Uint8Array => {
  if (typeof part !== "string") return part;
  // A lone surrogate becomes U+FFFD in UTF-8, so two different texts would give the same bytes.
  if (!part.isWellFormed()) throw new TypeError("Text is not well-formed Unicode.");
  return Buffer.from(part, "utf8");
};

/** Each part as u32 BE length ‖ bytes (text as UTF-8). Injective over lists of parts. @throws TypeError for text with lone surrogates */
export function lengthPrefixed(...parts: readonly Bytes[]): Buffer {
  const bytes = parts.map(asBytes);
  const out = Buffer.alloc(bytes.reduce((sum, part) => sum + 4 + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    at = out.writeUInt32BE(part.length, at);
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A number as u32 BE. @throws RangeError outside 0…2^32−1 */
export function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
}
