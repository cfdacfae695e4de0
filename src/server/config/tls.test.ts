import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ConfigError, loadConfig, tlsOptions } from "./index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bastide-tls-"));
  for (const name of ["one", "two"]) {
    const files = ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    execFileSync("/usr/bin/openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", ...subject, ...files], {
      stdio: "ignore",
    });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => chmodSync(join(folder, "one.key"), 0o600));

const configOf = (cert: string, key: string, min = "1.2") =>
  loadConfig({
    env: { BASTIDE_TLS_CERT: cert, BASTIDE_TLS_KEY: key, BASTIDE_TLS_MIN: min, BASTIDE_LISTEN: "0.0.0.0:0", BASTIDE_URL: "https://localhost" },
    readFile: () => "",
    cwd: folder,
    home: folder,
  });

function refusal(cert: string, key: string): string {
  try {
    tlsOptions(configOf(cert, key));
  } catch (error) {
    return (error as ConfigError).code;
  }
  return "accepted";
}

/** @returns protocol and cipher that were agreed on, or undefined when there was no agreement */
async function agree(min: string, client: { maxVersion: "TLSv1.2" | "TLSv1.3"; ciphers?: string }): Promise<string | undefined> {
  const server = createServer(tlsOptions(configOf("one.pem", "one.key", min)) ?? {}, (socket) => socket.end()).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket: TLSSocket = connect({ port, host: "127.0.0.1", servername: "localhost", ca: readFileSync(join(folder, "one.pem")), ...client });
  try {
    await once(socket, "secureConnect");
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
    server.close();
  }
}

test("a set-up without a certificate has no options", () => {
  expect(tlsOptions(loadConfig({ env: {}, readFile: () => "", cwd: folder, home: folder }))).toBeNull();
});

test("a pair that can't serve is refused before anything listens", () => {
  expect(refusal("one.pem", "one.key")).toBe("accepted");
  expect(refusal("one.pem", "two.key")).toBe("tls_unusable");
  expect(refusal("one.key", "one.pem")).not.toBe("accepted");
  expect(refusal("gone.pem", "one.key")).toBe("tls_unusable");
  chmodSync(join(folder, "one.key"), 0o644);
  expect(refusal("one.pem", "one.key")).toBe("rights");
});

test("1.2 with forward secrecy and an authenticated cipher, 1.3, and nothing weaker", async () => {
  expect(await agree("1.2", { maxVersion: "TLSv1.3" })).toMatch(/^TLSv1\.3 TLS_AES_256/);
  expect(await agree("1.2", { maxVersion: "TLSv1.2" })).toMatch(/^TLSv1\.2 ECDHE-ECDSA-AES256-GCM/);
  expect(await agree("1.2", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA" })).toBeUndefined();
  expect(await agree("1.3", { maxVersion: "TLSv1.2" })).toBeUndefined();
});
