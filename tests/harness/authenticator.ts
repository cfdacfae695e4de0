/** A passkey in software: makes and shows credentials as a device does (WebAuthn Level 3 §6, §7), or wrongly on purpose. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

const sha256 = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest();
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** What a device says wrongly. */
export interface Lie {
  readonly origin?: string;
  readonly host?: string;
  readonly type?: string;
  readonly challenge?: string;
  /** Signs with another key. */
  readonly key?: KeyObject;
  /** 1: present · 4: verified · 64: with a credential. */
  readonly flags?: number;
  readonly count?: number;
  readonly userHandle?: string;
}

/** CBOR (RFC 8949) of small maps with texts, bytes and small numbers. */
function cbor(value: unknown): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...(value as Map<unknown, unknown>)];
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([name, inner]) => [cbor(name), cbor(inner)])]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}

export class Authenticator {
  readonly #id = randomBytes(32);
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #origin: string;
  #host = "";
  #user = "";
  #count = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  make(options: Readonly<Record<string, unknown>>, lie: Lie = {}) {
    const { challenge, rp, user } = options as { challenge: string; rp: { id: string }; user: { id: string } };
    this.#host = rp.id;
    this.#user = user.id;
    const clientData = this.#clientData(lie.type ?? "webauthn.create", challenge, lie);
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    // COSE_Key (RFC 9053 §7.1): EC2, ES256, P-256.
    const cose = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.#id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.#id, cbor(cose)]);
    const data = Buffer.concat([this.#data(lie, 1 | 4 | 64), credential]);
    const attestation = cbor(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", data],
      ]),
    );
    return {
      ...this.#named(),
      response: { clientDataJSON: base64url(clientData), attestationObject: base64url(attestation), transports: ["internal"] },
    };
  }

  show(options: Readonly<Record<string, unknown>>, lie: Lie = {}) {
    const clientData = this.#clientData(lie.type ?? "webauthn.get", (options as { challenge: string }).challenge, lie);
    this.#count += 1;
    const data = this.#data(lie, 1 | 4);
    const signature = sign("sha256", Buffer.concat([data, sha256(clientData)]), lie.key ?? this.#keys.privateKey);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(data),
        signature: base64url(signature),
        userHandle: lie.userHandle ?? this.#user,
      },
    };
  }

  #named() {
    return { id: base64url(this.#id), rawId: base64url(this.#id), type: "public-key" as const, clientExtensionResults: {} };
  }

  #clientData(type: string, challenge: string, lie: Lie): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? this.#origin, crossOrigin: false }));
  }

  #data(lie: Lie, flags: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lie.count ?? this.#count);
    return Buffer.concat([sha256(lie.host ?? this.#host), Buffer.from([lie.flags ?? flags]), count]);
  }
}
