/** What a picture is cut into and put together from. Undefined in place of it: damaged, or none that is known. */
export type Bytes = Uint8Array<ArrayBuffer>;

export const text = (bytes: Bytes, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length));

export const viewOf = (bytes: Bytes): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
