/** Every key given to node:crypto is a KeyObject: counted in a run through the whole room, and checked in its sources. */
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import * as room from "./index.ts";

const calls = vi.hoisted(() => ({ keyed: 0, raw: [] as string[] }));

vi.mock("node:crypto", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:crypto")>();
  /** Which argument is the key. */
  const keyed = { createCipheriv: 1, createDecipheriv: 1, createHmac: 1, hkdfSync: 1, sign: 2, verify: 2 } as const;
  const counted = Object.fromEntries(
    Object.entries(keyed).map(([name, at]) => [
      name,
      (...args: unknown[]) => {
        calls.keyed += 1;
        if (!(args[at] instanceof original.KeyObject)) calls.raw.push(name);
        return (original[name as keyof typeof keyed] as (...given: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return { ...original, ...counted };
});

it("counts no raw key in a run through everything that uses one", () => {
  const scope = room.randomUUID();
  const parts = { database: room.makePart(), installation: room.makePart(), configuration: room.makePart() };
  const root = room.deriveRoot({ ...parts, kms: room.makePart() });
  const kit = room.newKit(scope);
  room.openUnderKit(room.parseKit(kit.text).key, room.wrapUnderKit(kit.key, root));
  room.partFingerprint("database", parts.database);
  room.blindToken(room.deriveKey(root, "index"), "name", "ada");

  const keyring = new room.Keyring();
  const owner = { kind: "company", id: scope };
  keyring.addWrappingKey(scope, 1, 1, "active", room.newSecretKey());
  keyring.addDataKey(scope, owner, 1, "active", room.newSecretKey());
  const shape = room.compileShape({ type: "note", key: [{ name: "id", kind: "id" }], clear: [] });
  const place = { shape, scope, key: ["a"], version: 1, clear: [] };
  for (const suite of [1, 2] as const) {
    keyring.addKeySet(scope, 10 + suite, suite, [{ ...owner, version: 1 }]);
    const recordKey = keyring.recordKey(scope, 10 + suite)!;
    const envelope = room.sealRecord(recordKey, { ...place, schema: 1 }, Buffer.from("text"));
    room.openRecord((keyId) => keyring.recordKey(scope, keyId), place, envelope);
  }
  room.sealRecord(keyring.wrapping(scope)!, { ...place, schema: 1 }, Buffer.from("key"));
  room.fingerprint(room.makePart());

  const fileKey = room.streamKey(room.newSecretKey(), { company: scope, file: "f", version: "1" });
  const sealer = new room.StreamSealer(fileKey);
  room.openChunk(sealer.header, fileKey, 0, true, sealer.seal(Buffer.from("file"), true));

  room.signingKeyFrom(room.newSecretKey()).sign("text");
  room.verifySignature(Buffer.alloc(32).toString("base64url"), "text", Buffer.alloc(64).toString("base64url"));

  expect(calls.raw).toEqual([]);
  expect(calls.keyed).toBeGreaterThan(20);
});

it("would have counted one (control)", () => {
  createHmac("sha256", Buffer.alloc(32)).digest();
  expect(calls.raw).toEqual(["createHmac"]);
});

it("imports from node:crypto only what this test knows: no function that takes a key goes uncounted", () => {
  const counted = ["createCipheriv", "createDecipheriv", "createHmac", "hkdfSync", "sign", "verify"];
  const keyless = [
    "createHash",
    "hash",
    "timingSafeEqual",
    // Of a password, which is no key.
    "pbkdf2",
    "randomBytes",
    "randomFillSync",
    "randomInt",
    "randomUUID",
    "createSecretKey",
    "createPrivateKey",
    // Public material only.
    "createPublicKey",
    "KeyObject",
    "Cipheriv",
  ];
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  let imports = 0;
  for (const file of files) {
    const source = readFileSync(new URL(file, import.meta.url), "utf8");
    expect(source).not.toMatch(/import \* as \w+ from "node:crypto"|import\("node:crypto"\)|require\(/);
    for (const [, names = ""] of source.matchAll(/import (?:type )?\{([^}]*)\} from "node:crypto"/g)) {
      for (const name of names.split(",").map((part) =>
        part
          .trim()
          .replace(/^type /, "")
          .replace(/ as .*/, ""),
      )) {
        expect([...counted, ...keyless]).toContain(name);
        imports += 1;
      }
    }
  }
  expect(files.length).toBeGreaterThan(12);
  expect(imports).toBeGreaterThan(12);
});
