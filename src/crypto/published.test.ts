/** Known answers of the specifications that we implement. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cbchsOpen, cbchsSeal, consistencyProof, inclusionProof, leafHash, merkleRoot, secretKeyFrom, xaesOpen, xaesSeal } from "./index.ts";

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ""), "hex");

describe("XAES-256-GCM (https://c2sp.org/XAES-256-GCM, test vectors)", () => {
  const nonce = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWX");
  const plaintext = Buffer.from("XAES-256-GCM");

  it.each([
    { name: "first bit of L is 0", byte: 1, aad: "", sealed: "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271" },
    { name: "first bit of L is 1", byte: 3, aad: "c2sp.org/XAES-256-GCM", sealed: "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d" },
  ])("$name", ({ byte, aad, sealed }) => {
    const key = secretKeyFrom(Buffer.alloc(32, byte));
    expect(xaesSeal(key, nonce, plaintext, Buffer.from(aad)).toString("hex")).toBe(sealed);
    expect(xaesOpen(key, nonce, hex(sealed), Buffer.from(aad))).toEqual(plaintext);
  });

  it("accumulated over 10,000 random inputs of a SHAKE-128 stream", () => {
    const stream = createHash("shake128", { outputLength: 10_000 * (32 + 24 + 2 * 256) }).digest();
    const result = createHash("shake128", { outputLength: 32 });
    let at = 0;
    const take = (length: number): Buffer => {
      at += length;
      return stream.subarray(at - length, at);
    };
    const takeVector = (): Buffer => take(take(1).readUInt8());
    for (let i = 0; i < 10_000; i++) {
      const key = secretKeyFrom(take(32));
      const nonceOfRound = take(24);
      const text = takeVector();
      const aad = takeVector();
      const sealed = xaesSeal(key, nonceOfRound, text, aad);
      if (!xaesOpen(key, nonceOfRound, sealed, aad).equals(text)) throw new Error(`round ${i} does not open`);
      result.update(sealed);
    }
    expect(result.digest("hex")).toBe("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
  });
});

it("A256CBC-HS512 (RFC 7518, appendix B.3)", () => {
  const key = secretKeyFrom(Buffer.from(Array.from({ length: 64 }, (_, i) => i)));
  const iv = hex("1af38c2dc2b96ffdd86694092341bc04");
  const text = Buffer.from("A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience");
  const aad = Buffer.from("The second principle of Auguste Kerckhoffs");
  const ciphertext = hex(`4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2
    e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3
    a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6`);
  const tag = hex("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5");
  expect(cbchsSeal(key, iv, text, aad)).toEqual(Buffer.concat([ciphertext, tag]));
  expect(cbchsOpen(key, iv, Buffer.concat([ciphertext, tag]), aad)).toEqual(text);
});

describe("Merkle tree (RFC 9162 §2.1; leaves and roots of the Certificate Transparency reference tests)", () => {
  const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((text) => leafHash(hex(text)));
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];

  it.each(roots.map((root, size) => ({ root, size })))("root of $size leaves", ({ root, size }) => {
    expect(merkleRoot(leaves.slice(0, size)).toString("hex")).toBe(root);
  });

  // RFC 9162 §2.1.5 draws a tree of seven leaves d0…d6 and names the nodes of its proofs.
  const h = (from: number, to: number): Buffer => merkleRoot(leaves.slice(from, to));
  it.each([
    {
      index: 0,
      nodes: [
        [1, 2],
        [2, 4],
        [4, 7],
      ],
    },
    {
      index: 3,
      nodes: [
        [2, 3],
        [0, 2],
        [4, 7],
      ],
    },
    {
      index: 4,
      nodes: [
        [5, 6],
        [6, 7],
        [0, 4],
      ],
    },
    {
      index: 6,
      nodes: [
        [4, 6],
        [0, 4],
      ],
    },
  ] as { index: number; nodes: [number, number][] }[])("inclusion of leaf $index of 7", ({ index, nodes }) => {
    expect(inclusionProof(leaves.slice(0, 7), index)).toEqual(nodes.map(([from, to]) => h(from, to)));
  });
  it.each([
    {
      size: 3,
      nodes: [
        [2, 3],
        [3, 4],
        [0, 2],
        [4, 7],
      ],
    },
    { size: 4, nodes: [[4, 7]] },
    {
      size: 6,
      nodes: [
        [4, 6],
        [6, 7],
        [0, 4],
      ],
    },
  ] as { size: number; nodes: [number, number][] }[])("consistency of $size with 7", ({ size, nodes }) => {
    expect(consistencyProof(leaves.slice(0, 7), size)).toEqual(nodes.map(([from, to]) => h(from, to)));
  });
});
