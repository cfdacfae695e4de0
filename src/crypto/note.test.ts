import { createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { newSecretKey, openCheckpoint, parseVerifierKey, secretKeyFrom, sha256, signCheckpoint, signingKeyFrom, verifierKey } from "./index.ts";

const name = "bastide/5c4f1a52-7d2b-4c0e-9f7e-0d6a0f6b2a11";
const key = signingKeyFrom(newSecretKey());
const verifier = verifierKey(name, key.publicKey);
const checkpoint = { origin: `${name}/a`, size: 4711, root: sha256("root") };

it("opens what it signed, and nothing that was touched", () => {
  const note = signCheckpoint(checkpoint, name, key);
  expect(openCheckpoint(note, verifier)).toEqual(checkpoint);
  fc.assert(
    fc.property(fc.nat(note.length - 1), fc.constantFrom("A", "1", "\n", " "), (at, sign) => {
      const touched = note.slice(0, at) + sign + note.slice(at + 1);
      // Another sign before the signature's own is the only one that changes nothing.
      expect(touched === note || openCheckpoint(touched, verifier) === undefined).toBe(true);
    }),
  );
});

it("does not take another key's word, nor a key whose id is not its own", () => {
  const other = signingKeyFrom(newSecretKey());
  expect(openCheckpoint(signCheckpoint(checkpoint, name, other), verifier)).toBeUndefined();
  expect(parseVerifierKey(verifier)).toEqual({ name, publicKey: key.publicKey });
  expect(parseVerifierKey(verifier.replace(/\+[0-9a-f]{8}\+/, "+00000000+"))).toBeUndefined();
  expect(() => verifierKey("with space", key.publicKey)).toThrow(TypeError);
});

it("passes over signatures of others beside its own", () => {
  const note = signCheckpoint(checkpoint, name, key);
  const witness = signCheckpoint(checkpoint, "witness", signingKeyFrom(newSecretKey())).split("\n\n")[1];
  expect(openCheckpoint(`${note.split("\n\n")[0]}\n\n${witness}${note.split("\n\n")[1]}`, verifier)).toEqual(checkpoint);
});

it("is a note as C2SP writes it, which others can check by the public key alone", () => {
  const fixed = signingKeyFrom(secretKeyFrom(Buffer.alloc(32, 7)));
  const note = signCheckpoint(checkpoint, name, fixed);
  const [text = "", signatures = ""] = note.split("\n\n");
  expect(text).toBe(`${checkpoint.origin}\n4711\n${checkpoint.root.toString("base64")}`);
  const [, by, encoded = ""] = /^— (\S+) (\S+)\n$/.exec(signatures) ?? [];
  const bytes = Buffer.from(encoded, "base64");
  expect(by).toBe(name);
  expect(bytes.subarray(0, 4).toString("hex")).toBe(verifierKey(name, fixed.publicKey).split("+")[1]);
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: fixed.publicKey }, format: "jwk" });
  expect(verify(null, Buffer.from(`${text}\n`), publicKey, bytes.subarray(4))).toBe(true);
  expect(signingKeyFrom(secretKeyFrom(Buffer.alloc(32, 7))).publicKey).toBe(fixed.publicKey);
});
