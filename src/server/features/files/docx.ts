/** Word files as their texts alone: unpacked while it is counted, packed anew, so that what reads them cannot be made to swell. */
import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";
import { ZipFile } from "yazl";

/** Bytes of all texts together. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_ENTRIES = 5000;
/** What says the text, and what says where that stands. Pictures and programs stay behind. */
const wanted = /^(\[Content_Types\]\.xml|_rels\/\.rels|word\/([^/]+\/)*[^/]+\.(xml|rels))$/;

/** @throws for what is no zip, and for one that holds more than is read */
export async function repacked(bytes: Uint8Array): Promise<Buffer> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const made = new ZipFile();
  const names = new Set<string>();
  let [entries, left] = [0, MOST_BYTES];
  for await (const entry of zip.eachEntry()) {
    if (++entries > MOST_ENTRIES) throw new RangeError("too many entries");
    if (!wanted.test(entry.fileName) || names.has(entry.fileName)) continue;
    names.add(entry.fileName);
    const pieces: Buffer[] = [];
    // Counted as it comes: what a zip says of its sizes may be a lie.
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      left -= (piece as Buffer).length;
      if (left < 0) throw new RangeError("too large unpacked");
      pieces.push(piece as Buffer);
    }
    made.addBuffer(Buffer.concat(pieces), entry.fileName, { compress: false });
  }
  made.end();
  return buffer(made.outputStream);
}
