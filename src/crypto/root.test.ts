import { describe, expect, it } from "vitest";
import { decodePart, deriveRoot, encodePart, fingerprint, makePart, newSecretKey, PartError, type PartKind, partFingerprint } from "./index.ts";

const installation = "3f1f0c8f-4a11-4c39-9a53-0b9f6f0e6d5b";
const kinds: readonly PartKind[] = ["database", "installation", "configuration"];

describe.each(kinds)("the %s part", (kind) => {
  const bytes = makePart();
  const line = encodePart(kind, installation, bytes);

  it("is one line that reads back", () => {
    expect(line).toMatch(/^bastide-[a-z]+-part:[0-9a-f-]{36}:[\w-]{43}:[\w-]{8}$/);
    expect(decodePart(kind, `  ${line}\r\n`)).toEqual({ installation, bytes });
  });

  it("is refused when any character is changed, missing or added, with a message that names the kind only", () => {
    const message = `The ${kind} part is wrong.`;
    for (let i = 0; i < line.length; i++) {
      const letter = line[i] === "x" ? "y" : "x";
      for (const bad of [line.slice(0, i) + letter + line.slice(i + 1), line.slice(0, i) + line.slice(i + 1), `${line.slice(0, i)}A${line.slice(i)}`]) {
        expect(() => decodePart(kind, bad)).toThrow(new PartError(kind));
      }
    }
    for (const bad of ["", ":::", `${line}:`, `${line}\n${line}`, "\ud800"]) expect(() => decodePart(kind, bad)).toThrow(message);
    expect(new PartError(kind)).toMatchObject({ code: "wrong", kind, message });
  });

  it("is not taken for another kind or length", () => {
    for (const other of kinds) if (other !== kind) expect(() => decodePart(other, line)).toThrow(PartError);
    expect(() => encodePart(kind, installation, new Uint8Array(31))).toThrow(PartError);
    expect(() => encodePart(kind, "a:b", bytes)).toThrow(PartError);
  });

  it("has a fingerprint of its own kind that contains nothing of it", () => {
    expect(partFingerprint(kind, bytes)).toMatch(/^[\w-]{22}$/);
    expect(partFingerprint(kind, bytes)).toBe(partFingerprint(kind, Uint8Array.from(bytes)));
    expect(new Set(kinds.map((k) => partFingerprint(k, bytes))).size).toBe(3);
  });
});

describe("root", () => {
  const parts = { database: makePart(), installation: makePart(), configuration: makePart() };
  const root = fingerprint(deriveRoot(parts));

  it("is the same from the same parts, and another when any part differs, is swapped, or a KMS part joins", () => {
    expect(fingerprint(deriveRoot({ ...parts }))).toBe(root);
    const others = [
      ...kinds.map((kind) => ({ ...parts, [kind]: makePart() })),
      { database: parts.installation, installation: parts.database, configuration: parts.configuration },
      { ...parts, kms: makePart() },
    ];
    for (const other of others) expect(fingerprint(deriveRoot(other))).not.toBe(root);
  });

  it("needs each part whole", () => {
    for (const kind of kinds) expect(() => deriveRoot({ ...parts, [kind]: new Uint8Array(16) })).toThrow(new PartError(kind));
    expect(() => deriveRoot({ ...parts, kms: new Uint8Array(16) })).toThrow(RangeError);
  });
});

it("fingerprints tell keys apart and are the same for a key and its bytes", () => {
  const key = newSecretKey();
  expect(fingerprint(key)).toBe(fingerprint(key.export()));
  expect(fingerprint(key)).not.toBe(fingerprint(newSecretKey()));
  expect(key.export().toString("base64url")).not.toContain(fingerprint(key));
});
