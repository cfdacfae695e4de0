/**
 * Gives the memory of bytes back at once that nobody else holds, and who has them finds them empty. It lies outside of the heap:
 * a stream of pieces would else have all of the heap collected every few dozen megabytes. What is a part of something larger stays.
 */
export function discard({ buffer, byteLength }: Uint8Array): void {
  if (byteLength > 0 && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
