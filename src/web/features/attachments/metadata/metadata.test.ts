/** What leaves a picture before it is sent, and what stays: pictures as cameras and programs write them, read back by another reader. */
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { type Bytes, joined } from "./bytes.ts";
import { exifOf, orientationOf } from "./exif.ts";
import { withoutMetadata as ofJpeg } from "./jpeg.ts";
import { withoutMetadata as ofPng } from "./png.ts";
import { withoutMetadata as ofWebp } from "./webp.ts";
import { withoutMetadata } from "./without-metadata.ts";

const secrets = ["48/1 51/1 29/1", "Camera of Ana", "a comment nobody should read", "photoshop:City", "Saint-Denis"];
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Saint-Denis"/></rdf:RDF></x:xmpmeta>`;
const noise = Uint8Array.from({ length: 61 * 47 * 3 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256);

const plain = () => sharp(noise, { raw: { width: 61, height: 47, channels: 3 } });
const told = (image: Sharp) =>
  image
    .withMetadata({ orientation: 6 })
    .withIccProfile("p3")
    .withXmp(xmp)
    .withExif({
      IFD0: { Make: "Camera of Ana", ImageDescription: "a comment nobody should read" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 29/1", GPSLongitudeRef: "E", GPSLongitude: "2/1 17/1 40/1" },
    });
const bytesOf = async (image: Sharp): Promise<Bytes> => new Uint8Array(await image.toBuffer());
const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
const turned = (bytes: Uint8Array) => sharp(bytes).rotate().raw().toBuffer({ resolveWithObject: true });

const formats = {
  jpeg: { cut: ofJpeg, write: (image: Sharp) => image.jpeg({ quality: 90 }) },
  "progressive jpeg": { cut: ofJpeg, write: (image: Sharp) => image.jpeg({ progressive: true, chromaSubsampling: "4:4:4" }) },
  png: { cut: ofPng, write: (image: Sharp) => image.png() },
  webp: { cut: ofWebp, write: (image: Sharp) => image.webp({ quality: 80 }) },
  "lossless webp": { cut: ofWebp, write: (image: Sharp) => image.webp({ lossless: true }) },
};
const cuts = [ofJpeg, ofPng, ofWebp];
const has = (bytes: Uint8Array, secret: string) => Buffer.from(bytes).includes(secret);

describe.each(Object.entries(formats))("%s", (_, { cut, write }) => {
  let before: Bytes;
  let after: Bytes;
  beforeAll(async () => {
    before = await bytesOf(write(told(plain())));
    after = cut(before) ?? expect.fail("not cut");
  });

  test("place, camera and words go; pixels, colours and the way it is turned stay", async () => {
    const [was, is] = await Promise.all([sharp(before).metadata(), sharp(after).metadata()]);
    expect([was.exif !== undefined, was.xmp !== undefined, was.icc !== undefined]).toEqual([true, true, true]);
    expect(is.xmp).toBeUndefined();
    expect(is.iptc).toBeUndefined();
    expect(is.orientation).toBe(6);
    expect(Buffer.compare(is.icc ?? Buffer.alloc(0), was.icc ?? Buffer.alloc(1))).toBe(0);
    expect(is.exif?.length ?? 0).toBeLessThanOrEqual(6 + exifOf(6).length);
    expect(secrets.filter((secret) => has(before, secret)).length).toBeGreaterThan(1);
    expect(secrets.filter((secret) => has(after, secret))).toEqual([]);
    expect(Buffer.compare(await pixels(after), await pixels(before))).toBe(0);
    const [shownBefore, shownAfter] = await Promise.all([turned(before), turned(after)]);
    expect([shownAfter.info.width, shownAfter.info.height]).toEqual([47, 61]);
    expect(Buffer.compare(shownAfter.data, shownBefore.data)).toBe(0);
  });

  test("cut once, there is nothing more to cut", () => {
    expect(Buffer.compare(cut(after) ?? Buffer.alloc(0), after)).toBe(0);
  });

  test("what tells nothing stays as it is, to the byte", async () => {
    const bare = await bytesOf(write(plain()));
    expect(Buffer.compare(cut(bare) ?? Buffer.alloc(0), bare)).toBe(0);
  });

  test("what stands after its end goes", async () => {
    const tail = new TextEncoder().encode("Camera of Ana: a second picture, or a film");
    const longer = cut(joined([before, tail]));
    expect(longer && Buffer.compare(longer, after)).toBe(0);
  });

  test("a part of it, or one with other bytes, makes nothing fail", () => {
    fc.assert(
      fc.property(fc.nat(before.length - 1), (length) => {
        const part = cut(before.slice(0, length));
        expect(part === undefined || part.length <= length).toBe(true);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(before.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }), (changes) => {
        const other = before.slice();
        for (const [at, byte] of changes) other[at] = byte;
        const cutOther = cut(other);
        if (cutOther) expect(cutOther.length).toBeLessThanOrEqual(other.length);
      }),
      { numRuns: 500 },
    );
  });
});

test("every orientation survives, in either byte order", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), (orientation) => {
      expect(orientationOf(exifOf(orientation))).toBe(orientation);
    }),
  );
  const little = Uint8Array.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
  expect(orientationOf(little)).toBe(3);
});

test("any bytes at all are cut or left, and never make it fail", () => {
  const heads = [[0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [...Buffer.from("RIFF\u0040\0\0\0WEBP")]];
  fc.assert(
    fc.property(fc.constantFrom(...heads, []), fc.uint8Array({ maxLength: 400 }), (head, rest) => {
      const bytes = joined([Uint8Array.from(head), Uint8Array.from(rest)]);
      for (const cut of cuts) expect((cut(bytes)?.length ?? 0) <= bytes.length).toBe(true);
      orientationOf(bytes);
    }),
    { numRuns: 2000 },
  );
});

test("a comment, a preview in JFIF and IPTC go from a JPEG; Adobe's word on colours stays", async () => {
  const segment = (marker: number, content: Uint8Array) =>
    joined([Uint8Array.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255]), Uint8Array.from(content)]);
  const bare = await bytesOf(plain().jpeg());
  const jfif = Uint8Array.from([...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 1, 1, 7, 7, 7]);
  const adobe = Uint8Array.from([...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 1]);
  const start = bare[3] === 0xe0 ? 2 + 18 : 2; // without the JFIF that is there
  const parts = [bare.slice(0, 2), segment(0xe0, jfif), segment(0xee, adobe)];
  const tell = [segment(0xed, Buffer.from("Photoshop 3.0\0 Saint-Denis")), segment(0xfe, Buffer.from("a comment nobody should read"))];
  const after = ofJpeg(joined([...parts, ...tell, bare.slice(start)])) ?? expect.fail("not cut");
  expect(secrets.filter((secret) => has(after, secret))).toEqual([]);
  expect(has(after, "Adobe")).toBe(true);
  expect(Buffer.compare(await pixels(after), await pixels(joined([...parts, bare.slice(start)])))).toBe(0);
});

test.each(["image/png", "", "text/plain"])("a photograph that says it is %j leaves without its place like another", async (type) => {
  const photograph = await bytesOf(told(plain()).jpeg());
  const cut = new Uint8Array(await (await withoutMetadata(new File([photograph], "beach.png", { type }))).arrayBuffer());
  expect(secrets.filter((secret) => has(photograph, secret)).length).toBeGreaterThan(1);
  expect(secrets.filter((secret) => has(cut, secret))).toEqual([]);
});

test("a file keeps its name and date; what is no picture, or says so wrongly, is the same file", async () => {
  const file = new File([await bytesOf(told(plain()).jpeg())], "beach.jpg", { type: "image/jpeg", lastModified: 7 });
  const cut = await withoutMetadata(file);
  expect([cut.name, cut.type, cut.lastModified, cut.size < file.size]).toEqual(["beach.jpg", "image/jpeg", 7, true]);
  for (const [type, content] of [
    ["text/plain", "words"],
    ["image/jpeg", "words"],
    ["image/png", "\x89PNG"],
  ] as const) {
    const other = new File([content], "x", { type });
    expect(await withoutMetadata(other)).toBe(other);
  }
});
