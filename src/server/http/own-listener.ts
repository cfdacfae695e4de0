/**
 * Asks this server's own listener for a socket, as a browser elsewhere would: the trust page's checks see what an outsider
 * gets. Connects to the bound address of this process and to nothing else.
 */
import { type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces } from "node:os";
import type { Duplex } from "node:stream";
import { type Answer, readAnswer, scanTls, type TlsScan } from "./tls-hello.ts";

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

/** Where this process reaches its own listener, also one on every address. */
function hostOf({ family, address }: AddressInfo): string {
  const any = family === "IPv6" ? "::1" : "127.0.0.1";
  return /^(0\.0\.0\.0|::)$/.test(address) ? any : address;
}

/** Every version and suite that the listener agrees to; null where it speaks no TLS. @throws Error when it does not answer */
export function scanOwnTls({ bound, origin, certificate }: OwnListener): Promise<TlsScan> | null {
  if (certificate === null) return null;
  return scanTls((hello) => greet(hostOf(bound), bound.port, hello), new URL(origin).hostname);
}

/** The machine's own addresses at which a request in clear is answered, among those that were asked. @param mayAsk false: not this one */
export async function answeredInClear(bound: AddressInfo, mayAsk: (address: string) => boolean): Promise<{ asked: string[]; answered: string[] }> {
  const own = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const asked = own.filter(({ address, scopeid }) => !scopeid && mayAsk(address)).map(({ address }) => address);
  const answers = await Promise.all(asked.map(async (address) => ((await isAnswered(address, bound.port)) ? [address] : [])));
  return { asked, answered: answers.flat() };
}

function isAnswered(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = plain({ host, port, path: "/livez", timeout: PATIENCE, agent: false });
    sent.once("response", (reply: IncomingMessage) => {
      reply.destroy();
      resolve(reply.statusCode === 200);
    });
    sent.once("timeout", () => sent.destroy());
    sent.once("close", () => resolve(false));
    sent.once("error", () => resolve(false));
    sent.end();
  });
}

/** One greeting over a connection of its own. */
export function greet(host: string, port: number, hello: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const socket = connect({ host, port, timeout: PATIENCE }, () => socket.write(hello));
    const end = (answer: Answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("data", (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const answer = readAnswer(received);
      if (answer) end(answer);
    });
    socket.once("timeout", () => socket.destroy(new Error("the listener does not answer")));
    socket.once("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? end({ kind: "closed" }) : reject(error)));
    socket.once("end", () => end({ kind: "closed" }));
  });
}

export function askForSocket({ bound, origin, certificate }: OwnListener, path: string, headers: Readonly<Record<string, string>>): Promise<UpgradeAnswer> {
  const { hostname } = new URL(origin);
  const options = {
    host: hostOf(bound),
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
