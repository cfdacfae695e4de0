/**
 * Asks this server's own listener for a socket, as a browser elsewhere would: the trust page's checks see what an outsider
 * gets. Connects to the bound address of this process and to nothing else.
 */
import { type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export interface OwnListener {
  readonly bound: AddressInfo;
  /** The origin that people use. */
  readonly origin: string;
  /** The certificate chain in PEM that it shows; null without TLS. */
  readonly certificate: string | null;
}

export interface UpgradeAnswer {
  /** 101: the socket was opened. */
  readonly status: number;
  /** Resolves with true when the server closes an opened socket, false when it did not within the time. */
  closedWithin(ms: number): Promise<boolean>;
  end(): void;
}

/** Milliseconds that an answer may take. */
const PATIENCE = 5000;
/** First byte of a close frame (RFC 6455 §5.5.1). */
const CLOSE = 0x88;

export function askForSocket({ bound, origin, certificate }: OwnListener, path: string, headers: Readonly<Record<string, string>>): Promise<UpgradeAnswer> {
  const any = bound.family === "IPv6" ? "::1" : "127.0.0.1";
  const host = /^(0\.0\.0\.0|::)$/.test(bound.address) ? any : bound.address;
  const { hostname } = new URL(origin);
  const options = {
    host,
    port: bound.port,
    path,
    timeout: PATIENCE,
    agent: false,
    // A chain that a browser trusts by its root is trusted here as it lies on the disk: what is examined is this very server.
    ...(certificate === null ? {} : { ca: certificate, servername: hostname }),
    headers: {
      host: new URL(origin).host,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "YmFzdGlkZSBhc2tzIGl0IQ==",
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const sent = (certificate === null ? plain : secure)(options);
    sent.once("response", (reply: IncomingMessage) => {
      reply.resume();
      resolve({ status: reply.statusCode ?? 0, closedWithin: async () => true, end: () => undefined });
    });
    sent.once("upgrade", (_reply: IncomingMessage, socket: Duplex, head: Buffer) => resolve(opened(socket, head)));
    sent.once("timeout", () => sent.destroy(new Error("the listener does not answer")));
    sent.once("error", reject);
    sent.end();
  });
}

function opened(socket: Duplex, head: Buffer): UpgradeAnswer {
  const closed = new Promise<void>((resolve) => {
    const see = (frame: Buffer) => frame[0] === CLOSE && resolve();
    socket.on("data", see);
    for (const event of ["end", "close", "error"]) socket.once(event, () => resolve());
    see(head);
  });
  return {
    status: 101,
    closedWithin(ms) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(false), ms);
        closed.then(() => {
          clearTimeout(timer);
          resolve(true);
        }, reject);
      });
    },
    end: () => socket.destroy(),
  };
}
