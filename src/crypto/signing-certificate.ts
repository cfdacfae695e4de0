/** RSA key pairs with a certificate that they sign themselves (RFC 5280): how SAML names a key. */
import "reflect-metadata";
import { cryptoProvider, PemConverter, X509Certificate, X509CertificateGenerator } from "@peculiar/x509";
import { randomBytes } from "./random.ts";

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 3072 };

export interface SigningPair {
  /** PKCS #8 in PEM. To be sealed where it is kept. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
}

/** @param name of the holder: letters, digits, hyphens @param from milliseconds since the epoch @param until likewise */
export async function newSigningPair(name: string, from: number, until: number): Promise<SigningPair> {
  const { subtle } = cryptoProvider.get();
  const keys = await subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Positive, and no leading zero (RFC 5280 §4.1.2.2).
    serialNumber: `5a${randomBytes(15).toString("hex")}`,
    name: `CN=${name}`,
    notBefore: new Date(from),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    keys,
  });
  const der = await subtle.exportKey("pkcs8", keys.privateKey);
  return { privateKey: PemConverter.encode(der, PemConverter.PrivateKeyTag), certificate: certificate.toString("pem") };
}

export interface CertificateFacts {
  /** PEM. */
  readonly pem: string;
  readonly subject: string;
  /** SHA-256 of the certificate, in lower hexadecimal digits. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Of an RSA key; null for others. */
  readonly bits: number | null;
}

/** @param der a certificate @returns undefined for what is none */
export async function readCertificate(der: Uint8Array<ArrayBuffer>): Promise<CertificateFacts | undefined> {
  try {
    const certificate = new X509Certificate(der);
    const { algorithm: keyAlgorithm } = certificate.publicKey;
    const bits = "modulusLength" in keyAlgorithm && typeof keyAlgorithm.modulusLength === "number" ? keyAlgorithm.modulusLength : null;
    return {
      pem: certificate.toString("pem"),
      subject: certificate.subject,
      fingerprint: Buffer.from(await certificate.getThumbprint("SHA-256")).toString("hex"),
      notBefore: certificate.notBefore.getTime(),
      notAfter: certificate.notAfter.getTime(),
      bits,
    };
  } catch {
    return undefined;
  }
}
