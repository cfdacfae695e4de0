import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase32, toBase32 } from "./base32.ts";
import { fingerprint, isSameKitLine, KitError, kitLines, newKit, newSecretKey, openUnderKit, parseKit, wrapUnderKit } from "./index.ts";

const installation = "7f3b1c52-2b1e-4f0a-8a56-9d0f4e3f2b22";
// One fixed kit: a line's check has 16 bits, so that one slip in 65,536 of a random kit would go unnoticed.
const lines = [
  "Bastide recovery kit 1",
  "installation: 7f3b1c52-2b1e-4f0a-8a56-9d0f4e3f2b22 7HKR",
  "kit: FZP3-B713-ADNE-SK5M",
  "key 1: Y8F2-V42Z-S6J6-RHN0",
  "key 2: KD6W-3128-3B33-FYW4",
  "key 3: EYFD-XD7P-85GF-ZPW7",
  "key 4: A22X-V5YQ-54S4-Y2FB",
];
const kit = { ...parseKit(lines.join("\n")), text: `${lines.join("\n")}\n` };

function lineOf(text: string): number | null | undefined {
  try {
    parseKit(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return error.line;
  }
}

describe("the text", () => {
  it("of a new kit reads back", () => {
    const made = newKit(installation);
    expect(parseKit(made.text)).toMatchObject({ installation, id: made.id });
    expect(fingerprint(parseKit(made.text).key)).toBe(fingerprint(made.key));
    expect(made.text).not.toBe(newKit(installation).text);
    expect(() => newKit("Not An Id")).toThrow(TypeError);
  });

  it("reads back, also in lower case, without hyphens, with look-alikes, blank lines and other line ends", () => {
    const { id } = kit;
    for (const text of [
      kit.text,
      kit.text.toLowerCase(),
      lines.join("\r\n\r\n  "),
      lines
        .map((line, i) =>
          i > 2
            ? line
                .replace(/-/g, " ")
                .replace(/(?<=: .*)0/g, "o")
                .replace(/(?<=: .*)1/g, "l")
            : line,
        )
        .join("\n"),
      lines.map((line) => line.replace(/^[^:]*: /, "")).join("\n"),
    ]) {
      const read = parseKit(text);
      expect(read).toMatchObject({ installation, id });
      expect(fingerprint(read.key)).toBe(fingerprint(kit.key));
    }
    expect(lines).toHaveLength(7);
  });

  it("finds a mistyped character in its line", () => {
    for (let i = 1; i < lines.length; i++) {
      const line = lines[i]!;
      const start = line.indexOf(": ") + 2;
      for (let at = start; at < line.length; at++) {
        if (line[at] === "-" || line[at] === " ") continue;
        const typo = line[at] === "7" ? "8" : "7";
        expect(lineOf(lines.with(i, line.slice(0, at) + typo + line.slice(at + 1)).join("\n"))).toBe(i + 1);
        expect(lineOf(lines.with(i, line.slice(0, at) + line.slice(at + 1)).join("\n"))).toBe(i + 1);
      }
    }
    expect(lineOf("hello")).toBe(1);
    expect(lineOf("")).toBe(1);
  });

  it("finds swapped characters, swapped lines, missing lines and lines of another kit", () => {
    const key = lines[3]!;
    const at = [...key].findIndex((letter, i) => i > 7 && letter !== key[i + 1] && letter !== "-" && key[i + 1] !== "-");
    expect(lineOf(lines.with(3, key.slice(0, at) + key[at + 1]! + key[at]! + key.slice(at + 2)).join("\n"))).toBe(4);
    expect(lineOf([...lines.slice(0, 3), lines[4]!, lines[3]!, ...lines.slice(5)].join("\n"))).toBe(4);
    for (let length = 0; length < lines.length; length++) expect(lineOf(lines.slice(0, length).join("\n"))).toBe(length + 1);
    expect(lineOf([...lines, lines[6]!].join("\n"))).toBe(8);
    const other = kitLines(newKit(installation).text);
    expect(lineOf(lines.with(5, other[5]!).join("\n"))).toBe(6);
    expect(lineOf(lines.with(2, other[2]!).join("\n"))).toBe(4);
    const foreign = kitLines(newKit("3f1f0c8f-4a11-4c39-9a53-0b9f6f0e6d5b").text);
    expect(lineOf(lines.with(1, foreign[1]!).join("\n"))).toBe(3);
  });

  it("lets one line be typed back", () => {
    expect(isSameKitLine(lines[4]!, lines[4]!.toLowerCase().replace(/-/g, ""))).toBe(true);
    expect(isSameKitLine(lines[4]!, lines[4]!.slice(7))).toBe(true);
    expect(isSameKitLine(lines[4]!, lines[5]!)).toBe(false);
    expect(isSameKitLine(lines[4]!, "")).toBe(false);
  });
});

describe("root under a kit", () => {
  const root = newSecretKey();
  const wrapped = wrapUnderKit(kit.key, root);

  it("opens with the kit read from paper", () => {
    expect(openUnderKit(parseKit(kit.text).key, wrapped).equals(root)).toBe(true);
    expect(wrapped).toHaveLength(73);
  });

  it("opens with no other kit, and not when any bit was changed or cut", () => {
    const refused = (key: typeof kit.key, bytes: Uint8Array): void =>
      expect(() => openUnderKit(key, bytes)).toThrow("The recovery kit does not open this store.");
    refused(newKit(installation).key, wrapped);
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const bad = Uint8Array.from(wrapped);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      refused(kit.key, bad);
    }
    for (let length = 0; length < wrapped.length; length++) refused(kit.key, wrapped.subarray(0, length));
  });
});

it("base32 gives back any bytes and takes nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 5, maxLength: 5 }), { maxLength: 5 }), (groups) => {
      const bytes = Buffer.concat(groups);
      expect(fromBase32(toBase32(bytes))?.equals(bytes)).toBe(true);
    }),
  );
  // From Python: base64.b32encode(bytes([0, 255, 1, 2, 128])) in Crockford's alphabet.
  expect(toBase32(Buffer.from([0, 255, 1, 2, 128]))).toBe("03ZG20M0");
  expect(() => toBase32(new Uint8Array(4))).toThrow(RangeError);
  for (const bad of ["ABCDEFG", "ABCDEFGU", "ABCDEFG!", "ÄBCDEFGH"]) expect(fromBase32(bad)).toBeUndefined();
});
