/** Files of the probe: brought as a client brings them, and such as have a small picture or a text in them. */
import { crc32, deflateSync } from "node:zlib";
import { randomBytes } from "../../../../crypto/index.ts";
import type { Probe, ProbePerson } from "./probe.ts";
import { bodyOf } from "./visitor.ts";

const tus = { "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream" };

/**
 * Brings bytes over the protocol, in so many requests as there are pieces; each is a segment of its own.
 * @param size more than the pieces have: it stays unfinished @throws Error when they are not taken
 */
export async function bring(probe: Probe, as: ProbePerson, pieces: readonly Buffer[], name = "probe.bin", size?: number): Promise<string> {
  const [first = Buffer.alloc(0), ...others] = pieces;
  const whole = size ?? pieces.reduce((sum, { length }) => sum + length, 0);
  const params = { company: probe.company };
  const metadata = `filename ${Buffer.from(name).toString("base64")}`;
  const begun = await probe.request("startUpload", {
    ...{ as, params, body: first },
    headers: { ...tus, "upload-length": String(whole), "upload-metadata": metadata },
  });
  const upload = begun.headers["location"]?.split("/").at(-1);
  if (begun.status !== 201 || !upload) throw new Error(`no upload was begun: ${begun.status}`);
  let at = first.length;
  for (const body of others) {
    const { status } = await probe.request("goOnWithUpload", { as, params: { ...params, upload }, body, headers: { ...tus, "upload-offset": String(at) } });
    if (status !== 204) throw new Error(`an upload was not gone on with: ${status}`);
    at += body.length;
  }
  return upload;
}

export interface SampleFile {
  readonly file: string;
  /** Names its objects, of its newest version. */
  readonly upload: string;
  readonly bytes: Buffer;
}

/** @throws Error when it is not made */
export async function newFile(probe: Probe, as: ProbePerson, channel: string, name: string, pieces: readonly Buffer[], folder = "top"): Promise<SampleFile> {
  const upload = await bring(probe, as, pieces, name);
  const reply = await probe.request("createFile", { as, params: { company: probe.company, channel }, body: { upload, name, folder } });
  if (reply.status !== 200) throw new Error(`no file was made: ${reply.status}`);
  return { file: bodyOf<{ id: string }>(reply).id, upload, bytes: Buffer.concat(pieces) };
}

/** No type that anybody knows, so that nothing is drawn out of it. @param marks each stands at its place */
export function binary(size: number, marks: readonly (readonly [at: number, text: string])[] = []): Buffer {
  const bytes = randomBytes(size);
  bytes.fill(0, 0, 16);
  for (const [at, text] of marks) bytes.write(text, at, "latin1");
  return bytes;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** A picture of noise, which stays noise when it is made small. */
export function picture(pixels: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(pixels, 0);
  head.writeUInt32BE(pixels, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: pixels }, () => Buffer.concat([Buffer.alloc(1), randomBytes(3 * pixels)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, pngChunk("IHDR", head), pngChunk("IDAT", deflateSync(Buffer.concat(rows))), pngChunk("IEND", Buffer.alloc(0))]);
}

/** A page that says a text, wide enough for it: what lies beside a page is not drawn out. It is compressed in it, so that only what draws the text out writes it as it is. */
export function page(text: string): Buffer {
  const content = deflateSync(Buffer.from(`BT /F1 18 Tf 20 100 Td (${text}) Tj ET`, "latin1"));
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000 144]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
  ];
  const head = objects.map((object, i) => `${i + 1} 0 obj${object}endobj\n`).join("");
  return Buffer.concat([
    Buffer.from(`%PDF-1.4\n${head}4 0 obj<</Length ${content.length}/Filter/FlateDecode>>\nstream\n`, "latin1"),
    content,
    Buffer.from("\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n", "latin1"),
  ]);
}
