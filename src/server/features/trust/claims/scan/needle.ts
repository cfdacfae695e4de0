/** A secret in every dress in which plain bytes reach a disk: raw, base64 at its three alignments, hex, UTF-16. */

export interface Dress {
  readonly encoding: string;
  readonly bytes: Buffer;
}

export interface Needle {
  readonly name: string;
  readonly dresses: readonly Dress[];
}

export interface Hit {
  readonly needle: string;
  readonly encoding: string;
  /** In bytes from the start of what was searched. */
  readonly offset: number;
}

/** Characters of base64 that depend on nothing but these bytes, when `before` bytes stand in the same group before them. */
function base64Core(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  const from = before === 0 ? 0 : before + 1;
  return text.slice(from, from + Math.floor((bytes.length - ((3 - before) % 3)) / 3) * 4);
}

const latin = (encoding: string, text: string): Dress => ({ encoding, bytes: Buffer.from(text, "latin1") });

function binary(bytes: Buffer): Dress[] {
  const base64 = [0, 1, 2].map((before) => base64Core(bytes, before));
  const url = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [
    { encoding: "raw", bytes },
    ...base64.map((text, i) => latin(`base64 at ${i}`, text)),
    ...url.flatMap((text, i) => (text === base64[i] ? [] : [latin(`base64url at ${i}`, text)])),
    latin("hex", bytes.toString("hex")),
    latin("HEX", bytes.toString("hex").toUpperCase()),
  ];
}

export const Needle = {
  bytes: (name: string, bytes: Uint8Array): Needle => ({ name, dresses: binary(Buffer.from(bytes)) }),

  /** @param text ASCII in lower case: it is found in upper case, too */
  text(name: string, text: string): Needle {
    const wide = Buffer.from(text, "utf16le");
    const upper = text.toUpperCase();
    return {
      name,
      dresses: [
        ...binary(Buffer.from(text, "utf8")),
        ...(upper === text ? [] : [latin("upper case", upper)]),
        { encoding: "UTF-16LE", bytes: wide },
        { encoding: "UTF-16BE", bytes: Buffer.from(wide).swap16() },
      ],
    };
  },
};

export const longest = (needles: readonly Needle[]): number => Math.max(0, ...needles.flatMap(({ dresses }) => dresses.map(({ bytes }) => bytes.length)));

/** The first hit of each dress. */
export function search(where: Buffer, needles: readonly Needle[], at = 0): Hit[] {
  const hits: Hit[] = [];
  for (const { name, dresses } of needles) {
    for (const { encoding, bytes } of dresses) {
      const offset = where.indexOf(bytes);
      if (offset >= 0) hits.push({ needle: name, encoding, offset: at + offset });
    }
  }
  return hits;
}
