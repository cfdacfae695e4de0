/** What is kept, and what leaves the server: nothing is reported, little is asked for, passwords are hashed, the rest is sealed, what is erased is gone. */
import type { Sabotage } from "./define.ts";

export const stored: readonly Sabotage[] = [
  {
    claim: "C01",
    breaks: "the program reports to its maker when it starts",
    lab: ["C01a"],
    module: "src/server/config/build.ts",
    change: [
      ['import { readFileSync } from "node:fs";', 'import { readFileSync } from "node:fs";\nimport { connect } from "node:net";\nlet told = false;'],
      [
        "export function buildInfo(): BuildInfo {",
        'export function buildInfo(): BuildInfo {\n  if (!told) connect(443, "192.0.2.1").on("error", () => undefined).unref();\n  told = true;',
      ],
    ],
  },
  {
    claim: "C06",
    breaks: "an e-mail address is needed to sign up",
    module: "src/contract/accounts.ts",
    change: [["email: z.email().optional()", "email: z.email()"]],
  },
  {
    claim: "C07",
    breaks: "passwords are hashed with a thousandth of the work",
    module: "src/server/features/accounts/passwords/argon2.ts",
    change: [["{ memoryCost: memory, timeCost: passes,", "{ memoryCost: 64, timeCost: 1,"]],
  },
  {
    claim: "C08",
    breaks: "the salt is a constant of the program",
    module: "src/server/features/accounts/passwords/argon2.ts",
    change: [["salt: randomBytes(SALT_BYTES) }", "salt: Buffer.alloc(SALT_BYTES, 7) }"]],
  },
  {
    claim: "C09",
    breaks: "rows are authenticated but not encrypted",
    module: "src/crypto/xaes.ts",
    change: [
      // What lies in the search index stays sealed: of that C16 speaks.
      [
        "decipher.setAAD(aad);",
        'const inIndex = Buffer.from(aad).includes("index");\n  decipher.setAAD(inIndex ? aad : Buffer.concat([aad, sealed.subarray(0, end)]));',
      ],
      ["decipher.update(sealed.subarray(0, end))", "(inIndex ? decipher.update(sealed.subarray(0, end)) : Buffer.from(sealed.subarray(0, end)))"],
      ["cipher.setAAD(aad);", 'const inIndex = Buffer.from(aad).includes("index");\n  cipher.setAAD(inIndex ? aad : Buffer.concat([aad, plaintext]));'],
      ["cipher.update(plaintext)", "inIndex ? cipher.update(plaintext) : plaintext"],
    ],
  },
  {
    claim: "C09",
    breaks: "the log at debug holds what requests said",
    module: "src/server/http/server.ts",
    change: [["      if (!endpoint.form) requireSameSite(", "      request.log.debug({ body: request.body });\n      if (!endpoint.form) requireSameSite("]],
  },
  {
    claim: "C09",
    breaks: "what a document of the search index is lies in clear beside its tokens",
    module: "src/server/platform/records/sealed.ts",
    change: [
      [
        "return (await this.#rows.seal({ ...put(record, fields), ...(owners ? { owners } : {}) })).envelope;",
        `const { envelope } = await this.#rows.seal({ ...put(record, fields), ...(owners ? { owners } : {}) });
    const { channel = null, file = null } = fields as { channel?: unknown; file?: unknown };
    const clear = Buffer.from(JSON.stringify({ channel, file }).padEnd(120));
    return Buffer.concat([envelope, clear]);`,
      ],
      ["clear: [], version: 1, envelope });", "clear: [], version: 1, envelope: envelope.subarray(0, envelope.length - 120) });"],
    ],
  },
  {
    claim: "C10",
    breaks: "a column for a note in clear",
    module: "src/server/platform/records/sqlite/statements.ts",
    change: [
      [
        '"version INTEGER NOT NULL CHECK (version > 0)", "envelope BLOB NOT NULL", `PRIMARY',
        '"version INTEGER NOT NULL CHECK (version > 0)", "envelope BLOB NOT NULL", "note TEXT", `PRIMARY',
      ],
    ],
  },
  {
    claim: "C10",
    breaks: "a column for a note in the search index",
    module: "src/server/platform/search-index/sqlite-fts/fts.ts",
    change: [["  beside BLOB NOT NULL\n) STRICT;", "  beside BLOB NOT NULL,\n  note TEXT\n) STRICT;"]],
  },
  {
    claim: "C10",
    breaks: "objects are named by words",
    module: "src/server/features/files/segments.ts",
    change: [["objectOf = (place: Place, segment: number): string =>", 'objectOf = (place: Place, number: number, segment = "part-" + number): string =>']],
  },
  { claim: "C11", breaks: "the seal does not bind the row's version", module: "src/crypto/aad.ts", change: [["  integer(place.version);\n", ""]] },
  {
    claim: "C12",
    breaks: "root is made without the configuration part",
    module: "src/crypto/root.ts",
    change: [["const parts = [database, installation, configuration,", "const parts = [database, installation, installation,"]],
  },
  {
    claim: "C14",
    breaks: "chunks of files are authenticated but not encrypted",
    module: "src/crypto/stream.ts",
    change: [
      [
        "const ciphertext = cipher.update(chunk);\n    cipher.final();",
        "cipher.setAAD(chunk);\n    const ciphertext = Buffer.from(chunk);\n    cipher.final();",
      ],
      [
        "const plaintext = decipher.update(bytes.subarray(0, end));",
        "decipher.setAAD(bytes.subarray(0, end));\n      const plaintext = Buffer.from(bytes.subarray(0, end));",
      ],
    ],
  },
  {
    claim: "C14",
    breaks: "a chunk's place in its file is not sealed with it",
    module: "src/crypto/stream.ts",
    change: [["  nonce.writeBigUInt64BE(BigInt(index), 3);\n", ""]],
  },
  {
    claim: "C14",
    breaks: "bytes of a file are handed to whoever knows its id",
    module: "src/server/features/files/files.service.ts",
    change: [
      [
        "const { row, version } = await openVersion(actor, channel, file, number);\n      const place",
        'const row = await records.find(File, { company: actor.company, channel, file });\n      if (!row) throw new Refusal("file_not_found");\n      const version = await records.find(FileVersion, { company: actor.company, channel, file, number: number ?? row.current });\n      if (version?.state !== "kept") throw new Refusal("file_not_found");\n      const place',
      ],
    ],
  },
  {
    claim: "C14",
    breaks: "whoever may write somewhere copies any file there",
    module: "src/server/features/files/copy.ts",
    change: [
      [
        "const { row, version } = await door.openVersion(actor, channel, file);",
        'const row = await records.find(File, { company: actor.company, channel, file });\n    const version = row && (await records.find(FileVersion, { company: actor.company, channel, file, number: row.current }));\n    if (!version) throw new Refusal("file_not_found");',
      ],
      ["import type { Door,", 'import { File, FileVersion } from "./files.records.ts";\nimport type { Door,'],
    ],
  },
  {
    claim: "C14",
    breaks: "a share link goes on after it was ended",
    module: "src/server/features/shares/shares.service.ts",
    change: [["!isOpen(row, isGoingOn)) throw", '(!isOpen(row, isGoingOn) && row.state !== "revoked")) throw']],
  },
  {
    claim: "C20",
    breaks: "the bytes of a file outlive it",
    module: "src/server/features/files/trash.service.ts",
    change: [
      [
        'if (upload.state === "ended") await removeBytes(d.objects, upload);',
        'if (upload.state === "ended" && upload.file === null) await removeBytes(d.objects, upload);',
      ],
    ],
  },
  {
    claim: "C20",
    breaks: "the text that was drawn out of a file outlives it",
    module: "src/server/features/files/previews.service.ts",
    change: [['state: "purged", text: "" }', 'state: "done" }']],
  },
  {
    claim: "C20",
    breaks: "the small pictures of a file outlive it",
    module: "src/server/features/files/previews.service.ts",
    change: [['state: "purged", image: "", pixelsWide: 0, pixelsHigh: 0 }', 'state: "made" }']],
  },
  {
    claim: "C20",
    breaks: "the keys of an erased channel outlive it",
    module: "src/server/features/erasures/erasures.service.ts",
    change: [['    await records.keys.erase(company, [ownerOf.channel(channel), { kind: "index", id: channel }]);\n', ""]],
  },
  {
    claim: "C16",
    breaks: "the index holds the words themselves",
    module: "src/server/features/search/scopes.ts",
    change: [['Buffer.from(blindToken(key, "search", term), "base64url")', "Buffer.concat([Buffer.from(term), Buffer.alloc(8)])"]],
  },
  {
    claim: "C16",
    breaks: "private channels share the company's key",
    module: "src/server/features/search/scopes.ts",
    change: [["channel === null ? index : await", "channel !== undefined ? index : await"]],
  },
  {
    claim: "C16",
    breaks: "what is deleted stays in the index",
    module: "src/server/features/search/indexer.ts",
    // Of erased channels C20 speaks.
    change: [["[removal(gone[i], one, unwanted[i]?.scope)]", "[removal({ ...gone[i], tokens: [], words: [] }, one, unwanted[i]?.scope)]"]],
  },
  {
    claim: "C16",
    breaks: "nobody says what the index gives away",
    module: "src/server/features/trust/claims/c16-leakage.ts",
    change: [["  recovered,\n", "  recovered: [],\n"]],
  },
];
