/** C33a: a server with a certificate, asked for every version and suite there ever was; one that was set up badly must be seen. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { greet } from "../../../src/server/http/own-listener.ts";
import { scanTls, type TlsScan, weaknesses } from "../../../src/server/http/tls-hello.ts";
import { ownFolders, served } from "./main-job.ts";
import { entry } from "./programs.ts";

const scan = (port: number): Promise<TlsScan> => scanTls((hello) => greet("127.0.0.1", port, hello), "localhost");

function certificate(folder: string, name: string, key: readonly string[]): { cert: string; key: string } {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", "-newkey", ...key, "-nodes", ...subject, "-keyout", files.key, "-out", files.cert], { stdio: "ignore" });
  return files;
}

/** Everything that OpenSSL still has in it. */
async function weakServer(files: { cert: string; key: string }): Promise<TlsScan> {
  const open = { cert: readFileSync(files.cert), key: readFileSync(files.key), minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" } as const;
  const server = createServer(open).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  return scan((server.address() as AddressInfo).port).finally(() => server.close());
}

async function ownServer(files: { cert: string; key: string }, min: string): Promise<TlsScan & { hsts: boolean }> {
  const folders = ownFolders();
  const tls = { BASTIDE_TLS_CERT: files.cert, BASTIDE_TLS_KEY: files.key, BASTIDE_TLS_MIN: min };
  try {
    const server = await served(process.execPath, [entry], { ...folders.env, ...tls });
    const { port } = new URL(server.lines.url);
    try {
      const sent = request({ host: "127.0.0.1", port, path: "/livez", servername: "localhost", ca: readFileSync(files.cert), agent: false }).end();
      const [reply] = (await once(sent, "response")) as [IncomingMessage];
      reply.resume();
      return { ...(await scan(Number(port))), hsts: /^max-age=\d{8}/.test(reply.headers["strict-transport-security"] ?? "") };
    } finally {
      await server.stop();
    }
  } finally {
    folders.remove();
  }
}

export async function noWeakTls(): Promise<Finding> {
  const folders = ownFolders();
  try {
    const elliptic = certificate(folders.root, "elliptic", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    const rsa = certificate(folders.root, "rsa", ["rsa:2048"]);
    const weak = await weakServer(rsa);
    if (!weaknesses(weak).includes("TLS 1.0") || weaknesses(weak).length < 4)
      return {
        looked: weak.greetings,
        ok: false,
        evidence: `Its control failed: a server set up badly showed only ${weaknesses(weak).join(", ") || "nothing"}.`,
      };
    const scans = { "1.2, ECDSA": await ownServer(elliptic, "1.2"), "1.2, RSA": await ownServer(rsa, "1.2"), "1.3": await ownServer(elliptic, "1.3") };
    const looked = Object.values(scans).reduce((sum, { greetings }) => sum + greetings, weak.greetings);
    const faults = Object.entries(scans).flatMap(([mode, found]) => [
      ...weaknesses(found).map((what) => `${mode}: ${what}`),
      ...(found.spoken["TLS 1.3"] ? [] : [`${mode}: no TLS 1.3`]),
      ...((found.spoken["TLS 1.2"] !== undefined) === (mode !== "1.3") ? [] : [`${mode}: TLS 1.2 ${mode === "1.3" ? "spoken" : "missing"}`]),
      ...(found.hsts ? [] : [`${mode}: no Strict-Transport-Security`]),
    ]);
    return {
      looked,
      ok: faults.length === 0,
      evidence:
        faults.length === 0
          ? `${looked} greetings to three servers with a certificate: only TLS 1.2 and 1.3 with authenticated ciphers and forward secrecy, only 1.3 where that was asked for; each says that browsers come back over TLS. A server set up badly showed ${weaknesses(weak).length} weak answers.`
          : `${faults.length} faults: ${faults.slice(0, 5).join("; ")}.`,
    };
  } finally {
    folders.remove();
  }
}
