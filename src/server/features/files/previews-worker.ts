/**
 * Looks into files that anybody may have made: thumbnails of images, text of documents. It is given plain bytes, has no key,
 * writes nothing, and may be ended at any time.
 */
import type { TextItem } from "pdfjs-dist/types/src/display/api.js";
import sharp from "sharp";
import { repacked } from "./docx.ts";
import { type Drawn, type FromPreviews, type Kind, MOST_TEXT, type Picture, type Task, WIDTHS } from "./previews-wire.ts";

/** As many as a large camera has. */
const MOST_PIXELS = 50_000_000;
const MOST_PAGES = 500;
const SECONDS = 10;

sharp.cache(false);
sharp.concurrency(1);
// Of all that libvips can read only this: nothing that names other files, and nothing that is a program.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif", "Tiff"].map((format) => `VipsForeignLoad${format}`) });

const ofText = (text: string): Drawn => ({ text: text.slice(0, MOST_TEXT).toWellFormed(), pictures: [], width: 0, height: 0 });

const draw: Readonly<Record<Kind, (bytes: Uint8Array) => Promise<Drawn>>> = {
  async image(bytes) {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: "error" });
    const { width, height } = (await image.metadata()).autoOrient;
    if (width * height > MOST_PIXELS) throw new RangeError("too many pixels");
    // One that is smaller than a width needs no larger one.
    const widths = WIDTHS.filter((_, i) => i === 0 || Math.max(width, height) > (WIDTHS[i - 1] ?? 0));
    const pictures: Picture[] = [];
    for (const most of widths) {
      const small = image.clone().autoOrient().resize({ width: most, height: most, fit: "inside", withoutEnlargement: true });
      // Whatever stands in it beside its pixels is left behind.
      pictures.push({ width: most, bytes: new Uint8Array(await small.webp({ quality: 74 }).timeout({ seconds: SECONDS }).toBuffer()) });
    }
    return { text: "", pictures, width, height };
  },

  async pdf(bytes) {
    const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
    const settings = { isEvalSupported: false, useWorkerFetch: false, useSystemFonts: false, disableFontFace: true, enableXfa: false, useWasm: false };
    const loading = getDocument({ ...settings, data: bytes, verbosity: 0 });
    const pdf = await loading.promise;
    let text = "";
    for (let page = 1; page <= Math.min(pdf.numPages, MOST_PAGES) && text.length < MOST_TEXT; page++) {
      const one = await pdf.getPage(page);
      const { items } = await one.getTextContent();
      const pieces = items.filter((item): item is TextItem => "str" in item);
      text += `${pieces.map(({ str, hasEOL }) => (hasEOL ? `${str}\n` : str)).join("")}\n`;
      one.cleanup();
    }
    await loading.destroy();
    return ofText(text);
  },

  async docx(bytes) {
    const { default: mammoth } = await import("mammoth");
    return ofText((await mammoth.extractRawText({ buffer: await repacked(bytes) })).value);
  },

  text: async (bytes) => ofText(new TextDecoder().decode(bytes)),
};

// Nobody is there any more to be told.
process.on("disconnect", () => process.exit());
process.on("message", ({ kind, bytes }: Task) => {
  const tell = (found: FromPreviews) => void process.send?.(found);
  // Why there is nothing is of no use to anybody: a broken file is a file without a preview.
  draw[kind](bytes).then(tell, () => tell(null));
});
