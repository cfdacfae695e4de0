/**
 * What a server's listener agrees to, asked by greetings that no library would send: TLS 1.3 (RFC 8446 §4.1.2) and older
 * (RFC 5246 §7.4.1.2). Bytes only; nothing is encrypted, for the answer is known before any key is.
 */
import { randomBytes } from "../../crypto/index.ts";

/** Numbers as they stand on the wire. */
export const versions = { "SSL 3.0": 0x0300, "TLS 1.0": 0x0301, "TLS 1.1": 0x0302, "TLS 1.2": 0x0303, "TLS 1.3": 0x0304 } as const;
export type Version = keyof typeof versions;

/** Suites by their numbers in IANA's registry: what this build agrees to, authenticated ciphers with forward secrecy (RFC 9325 §4.2). */
export const goodSuites: Readonly<Record<"TLS 1.2" | "TLS 1.3", readonly number[]>> = {
  "TLS 1.2": [0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9],
  "TLS 1.3": [0x1301, 0x1302, 0x1303],
};

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
/** Every number under which a suite was ever registered for TLS 1.2 and older, without the two that are signals (RFC 5746, RFC 7507). */
export const olderSuites: readonly number[] = [...range(0x0001, 0x00c7), ...range(0xc001, 0xc0b5), ...range(0xcca8, 0xccae)];
export const newerSuites: readonly number[] = range(0x1301, 0x1307);

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const sized = (bytes: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(bytes);
  length.writeUIntBE(body.length, 0, bytes);
  return Buffer.concat([length, body]);
};
const extension = (type: number, ...parts: readonly Buffer[]): Buffer => Buffer.concat([u16(type), sized(2, ...parts)]);

/** secp256r1, secp384r1, x25519 (RFC 8422 §5.1.1, RFC 8446 §4.2.7). */
const groups = [0x001d, 0x0017, 0x0018].map(u16);
/** ECDSA, RSA-PSS and PKCS#1 with SHA-256 to SHA-512, Ed25519, and those of old with SHA-1. */
const signatures = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201].map(u16);

/** A first record with a ClientHello: one version, the suites in their order. @param name host name for SNI */
export function clientHello(version: Version, suites: readonly number[], name: string): Buffer {
  const isNew = version === "TLS 1.3";
  const legacy = isNew ? versions["TLS 1.2"] : versions[version];
  const extensions = [
    extension(0x0000, sized(2, Buffer.from([0]), sized(2, Buffer.from(name)))),
    extension(0x000a, sized(2, ...groups)),
    extension(0x000b, sized(1, Buffer.from([0]))),
    extension(0x000d, sized(2, ...signatures)),
    ...(isNew ? [extension(0x002b, sized(1, u16(versions[version]))), extension(0x0033, sized(2, u16(0x001d), sized(2, randomBytes(32))))] : []),
  ];
  const body = [u16(legacy), randomBytes(32), sized(1, isNew ? randomBytes(32) : Buffer.alloc(0)), sized(2, ...suites.map(u16)), sized(1, Buffer.from([0]))];
  const hello = Buffer.concat([Buffer.from([1]), sized(3, ...body, ...(version === "SSL 3.0" ? [] : [sized(2, ...extensions)]))]);
  return Buffer.concat([Buffer.from([22]), u16(Math.min(legacy, versions["TLS 1.0"])), sized(2, hello)]);
}

/** What came back: a hello, the number of an alert (RFC 8446 §6), or the end of the connection. */
export type Answer =
  | { readonly kind: "hello"; readonly version: number; readonly suite: number }
  | { readonly kind: "alert"; readonly alert: number }
  | { readonly kind: "closed" };

/** @param bytes what was received up to now. @returns undefined while the first record is not there yet */
export function readAnswer(bytes: Buffer): Answer | undefined {
  if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) return undefined;
  const record = bytes.subarray(5, 5 + bytes.readUInt16BE(3));
  if (bytes[0] === 21 && record.length >= 2) return { kind: "alert", alert: record.readUInt8(1) };
  if (bytes[0] !== 22 || record[0] !== 2 || record.length < 39) return { kind: "closed" };
  const session = record.readUInt8(38);
  const rest = record.subarray(39 + session);
  if (rest.length < 3) return { kind: "closed" };
  return { kind: "hello", version: chosen(rest.subarray(3)) ?? record.readUInt16BE(4), suite: rest.readUInt16BE(0) };
}

/** The version in the extension `supported_versions` of a ServerHello (RFC 8446 §4.2.1). */
function chosen(extensions: Buffer): number | undefined {
  for (let at = 2; at + 4 <= extensions.length; at += 4 + extensions.readUInt16BE(at + 2))
    if (extensions.readUInt16BE(at) === 0x002b && at + 6 <= extensions.length) return extensions.readUInt16BE(at + 4);
  return undefined;
}

export interface TlsScan {
  /** Greetings that were sent. */
  readonly greetings: number;
  /** Versions that were agreed to, each with its suites in the order of preference. */
  readonly spoken: Readonly<Partial<Record<Version, readonly number[]>>>;
}

/** Asks for every version with every suite, and again without those that were chosen, until nothing is left. */
export async function scanTls(greet: (hello: Buffer) => Promise<Answer>, name: string): Promise<TlsScan> {
  let greetings = 0;
  const spoken: Partial<Record<Version, number[]>> = {};
  for (const version of Object.keys(versions) as Version[]) {
    let left = version === "TLS 1.3" ? newerSuites : olderSuites;
    for (;;) {
      greetings++;
      const answer = await greet(clientHello(version, left, name));
      if (answer.kind !== "hello" || answer.version !== versions[version] || !left.includes(answer.suite)) break;
      spoken[version] = [...(spoken[version] ?? []), answer.suite];
      left = left.filter((suite) => suite !== answer.suite);
    }
  }
  return { greetings, spoken };
}

/** What a scan found that should not be there, in words; empty when all is well. */
export function weaknesses({ spoken }: TlsScan): string[] {
  return (Object.entries(spoken) as [Version, readonly number[]][]).flatMap(([version, suites]) => {
    if (version !== "TLS 1.2" && version !== "TLS 1.3") return [version];
    const weak = suites.filter((suite) => !goodSuites[version].includes(suite));
    return weak.map((suite) => `${version} with suite 0x${suite.toString(16).padStart(4, "0")}`);
  });
}
