/** The certificate setting, read and checked before anything listens. */
import { readFileSync, statSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { ConfigError } from "./errors.ts";
import type { Config } from "./load.ts";

export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly ciphers: string;
  readonly honorCipherOrder: true;
}

/** TLS 1.3's own suites, then for 1.2 those with forward secrecy and an authenticated cipher (RFC 9325 §4.2). */
const ciphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
].join(":");

/** For `https.createServer`; null when no certificate is set. @throws ConfigError tls_unusable | rights */
export function tlsOptions(config: Config): TlsOptions | null {
  if (!config.tls) return null;
  const { cert: certFile, key: keyFile } = config.tls;
  const options = {
    cert: read(certFile, "BASTIDE_TLS_CERT"),
    key: read(keyFile, "BASTIDE_TLS_KEY"),
    minVersion: `TLSv${config.tlsMin}` as const,
    ciphers,
    honorCipherOrder: true as const,
  };
  if ((statSync(keyFile).mode & 0o007) !== 0) throw new ConfigError("rights", `${keyFile} is open to every user of this machine.`, `chmod o-rwx ${keyFile}`);
  try {
    createSecureContext(options);
  } catch {
    throw new ConfigError("tls_unusable", `${certFile} and ${keyFile} are not a certificate and its key.`, `openssl x509 -noout -pubkey -in ${certFile}`);
  }
  return options;
}

/** The authority of the mail server's certificate; null for the usual ones. @throws ConfigError tls_unusable */
export const mailAuthority = ({ smtp }: Config): string | null => (smtp?.ca ? read(smtp.ca, "BASTIDE_SMTP_CA") : null);

function read(path: string, setting: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigError(
      "tls_unusable",
      `${setting} names ${path}, which can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`,
      `ls -l ${path}`,
    );
  }
}
