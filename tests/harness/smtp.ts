/** A mail server on loopback that keeps what it gets and answers as it is told. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate of its own making. @param name what it says it is */
export function makeCertificate(name = "localhost"): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "bastide-smtp-"));
  try {
    const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
    const about = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}${name === "localhost" ? ",IP:127.0.0.1" : ""}`];
    execFileSync("/usr/bin/openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", ...about, ...files], {
      stdio: "ignore",
    });
    return { cert: readFileSync(join(folder, "cert.pem"), "utf8"), key: readFileSync(join(folder, "key.pem"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Received extends Email {
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly rcpt: readonly string[];
}

/** At which word the server says no, with which code; "drop" cuts the connection while the content comes. */
export interface Answers {
  from?: number;
  to?: number;
  content?: number | "drop";
}

export interface SmtpPeer {
  readonly port: number;
  readonly letters: Received[];
  /** Changes with the test. */
  readonly answers: Answers;
  /** Conversations that were begun. */
  readonly begun: () => number;
  close(): Promise<void>;
}

export interface PeerOptions {
  /** Offers STARTTLS with it. */
  readonly certificate?: Certificate;
  readonly secure?: boolean;
  readonly login?: { readonly user: string; readonly password: string };
}

const no = (code: number) => Object.assign(new Error("no"), { responseCode: code });

export async function smtpPeer({ certificate, secure = false, login }: PeerOptions = {}): Promise<SmtpPeer> {
  const letters: Received[] = [];
  const answers: Answers = {};
  let begun = 0;
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    ...(certificate ?? {}),
    secure,
    authOptional: login === undefined,
    disabledCommands: [...(certificate && !secure ? [] : ["STARTTLS"]), ...(login ? [] : ["AUTH"])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      begun++;
      done();
    },
    onAuth: (auth, _session, done) =>
      auth.username === login?.user && auth.password === login?.password ? done(null, { user: auth.username }) : done(no(535)),
    onMailFrom: (_address, _session, done) => (answers.from ? done(no(answers.from)) : done()),
    onRcptTo: (_address, _session, done) => (answers.to ? done(no(answers.to)) : done()),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => {
        parts.push(part);
        if (answers.content === "drop") for (const socket of sockets) socket.destroy();
      });
      stream.on("end", () => {
        if (answers.content === "drop") return;
        if (answers.content) return done(no(answers.content));
        const raw = Buffer.concat(parts).toString("utf8");
        const user = typeof session.user === "string" ? session.user : undefined;
        const about = { raw, secure: session.secure, user, rcpt: session.envelope.rcptTo.map(({ address }) => address) };
        PostalMime.parse(raw).then(
          (email) => {
            letters.push({ ...email, ...about });
            done();
          },
          (error: unknown) => done(error as Error),
        );
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  return { port, letters, answers, begun: () => begun, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
