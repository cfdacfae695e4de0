/**
 * One conversation with the operator's mail server: connect, secure, sign in, hand over one letter (RFC 5321, 3207, 8314).
 * Certificates are always checked: where the server offers TLS and can't prove who it is, nothing is sent.
 */
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import MailComposer from "nodemailer/lib/mail-composer";
import SmtpConnection from "nodemailer/lib/smtp-connection";
import { type Egress, EgressRefused } from "./egress.ts";

export interface SmtpServer {
  readonly host: string;
  /** 465 speaks TLS from the first byte; on others it is asked for by STARTTLS. */
  readonly port: number;
  readonly login: { readonly user: string; readonly password: { reveal(): string } } | null;
  readonly from: string;
  /** opportunistic: in clear where the server offers no TLS · require-tls: then not at all */
  readonly tls: "opportunistic" | "require-tls";
  /** Authorities in PEM that are trusted in place of the usual ones. */
  readonly authorities: string | null;
}

export interface Letter {
  /** Names it for good: the same id is the same letter, however often it is handed over. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

export const smtpSteps = ["connect", "secure", "sign_in", "hand_over"] as const;
export type SmtpStep = (typeof smtpSteps)[number];

export const smtpProblems = [
  "unknown_name",
  "unreachable",
  "too_slow",
  "no_tls",
  "bad_certificate",
  "tls_failed",
  "clear_password",
  "sign_in_refused",
  "sender_refused",
  "recipient_refused",
  "content_refused",
  "cut_off",
] as const;
export type SmtpProblem = (typeof smtpProblems)[number];

export interface SmtpOutcome {
  /** later: worth another try · never: the server said that it won't */
  readonly state: "sent" | "later" | "never";
  /** The last step that was begun. */
  readonly step: SmtpStep;
  readonly problem: SmtpProblem | null;
  /** The server's reply code, where it gave one. */
  readonly reply: number | null;
  /** Such as TLSv1.3; null: in clear. */
  readonly protocol: string | null;
}

/** Milliseconds of silence after which it is given up. */
const patience = 20_000;

interface SmtpFault extends Error {
  readonly code?: string;
  readonly originalCode?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/** Hands over a letter; without one the conversation ends after the sign-in. Throws nothing that the server does. */
export async function converse(egress: Egress, server: SmtpServer, letter: Letter | null, isNear = isLoopback): Promise<SmtpOutcome> {
  let addresses: readonly string[];
  try {
    const { address, others } = await egress.addressOf(server.host, server.port, "mail");
    addresses = [address, ...others];
  } catch (error) {
    if (!(error instanceof EgressRefused)) throw error;
    return { state: "later", step: "connect", problem: error.code === "unknown_name" ? "unknown_name" : "unreachable", reply: null, protocol: null };
  }
  let outcome: SmtpOutcome = { state: "later", step: "connect", problem: "unreachable", reply: null, protocol: null };
  for (const address of addresses) {
    const talk = new Talk(server, address, isNear(address));
    outcome = await talk.run(letter);
    talk.close();
    if (outcome.step !== "connect") break;
  }
  return outcome;
}

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

class Talk {
  readonly #server: SmtpServer;
  readonly #isNear: boolean;
  readonly #connection: SmtpConnection;
  readonly #failed: Promise<never>;
  #step: SmtpStep = "connect";

  constructor(server: SmtpServer, address: string, isNear: boolean) {
    this.#server = server;
    this.#isNear = isNear;
    this.#connection = new SmtpConnection({
      host: address,
      port: server.port,
      secure: server.port === 465,
      requireTLS: server.tls === "require-tls",
      name: nameOf(server.from),
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      socketCloseTimeout: 0,
      maxResponseSize: 64 * 1024,
      ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
      tls: { minVersion: "TLSv1.2", ...(server.authorities === null ? {} : { ca: server.authorities }) },
    });
    this.#failed = new Promise((_resolve, reject) => {
      this.#connection.on("error", reject);
      this.#connection.once("end", () => reject(Object.assign(new Error("closed"), { code: "ECONNECTION" })));
    });
    this.#failed.catch(() => undefined);
  }

  async run(letter: Letter | null): Promise<SmtpOutcome> {
    try {
      await this.#asked((done) => this.#connection.connect(done));
      await this.#signIn();
      if (letter) await this.#handOver(letter);
      return this.#outcome("sent", null, null);
    } catch (error) {
      return this.#judge(error as SmtpFault);
    }
  }

  close(): void {
    this.#connection.close();
  }

  async #signIn(): Promise<void> {
    const { login } = this.#server;
    if (!login) return;
    this.#step = "sign_in";
    // A password in clear is read by everybody on the way.
    if (!this.#connection.secure && !this.#isNear) throw Object.assign(new Error("clear"), { code: "CLEAR" });
    await this.#asked((done) => this.#connection.login({ user: login.user, pass: login.password.reveal() }, done));
  }

  async #handOver(letter: Letter): Promise<void> {
    this.#step = "hand_over";
    const { from } = this.#server;
    const content = await written(letter, from);
    await this.#asked((done) => this.#connection.send({ from: bareAddress(from), to: [letter.to] }, content, (error) => done(error ?? undefined)));
    this.#connection.quit();
  }

  #asked(ask: (done: (error?: Error | null) => void) => void): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => ask((error) => (error ? reject(error) : resolve())));
    return Promise.race([answered, this.#failed]);
  }

  #outcome(state: SmtpOutcome["state"], problem: SmtpProblem | null, reply: number | null): SmtpOutcome {
    const { secure, _socket: socket } = this.#connection;
    const protocol = secure ? ((socket as TLSSocket).getProtocol() ?? null) : null;
    return { state, step: this.#step, problem, reply, protocol };
  }

  #judge(error: SmtpFault): SmtpOutcome {
    const reply = error.responseCode ?? null;
    const isFinal = reply !== null && reply >= 500;
    if (this.#step === "connect") {
      const problem = connectProblem(error);
      if (problem === "no_tls" || problem === "bad_certificate" || problem === "tls_failed") this.#step = "secure";
      return this.#outcome("later", problem, reply);
    }
    // What the operator must mend is worth another try once he did.
    if (this.#step === "sign_in") return this.#outcome("later", error.code === "CLEAR" ? "clear_password" : "sign_in_refused", reply);
    if (reply === null) return this.#outcome("later", error.code === "ETIMEDOUT" ? "too_slow" : "cut_off", null);
    return this.#outcome(isFinal ? "never" : "later", handOverProblem(error.command), reply);
  }
}

function connectProblem({ code = "", originalCode = "", message, responseCode }: SmtpFault): SmtpProblem {
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(originalCode)) return "bad_certificate";
  if (responseCode !== undefined && code === "ETLS") return "no_tls";
  if (code === "ETLS" || /ssl|tls/i.test(message)) return "tls_failed";
  return code === "ETIMEDOUT" ? "too_slow" : "unreachable";
}

function handOverProblem(command = ""): SmtpProblem {
  if (command.startsWith("MAIL")) return "sender_refused";
  return command.startsWith("RCPT") ? "recipient_refused" : "content_refused";
}

const bareAddress = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
const nameOf = (from: string): string => bareAddress(from).split("@")[1] ?? "localhost";

/** As it travels: plain text and HTML beside each other, every header encoded by the library. */
export function written(letter: Letter, from: string): Promise<Buffer> {
  const { id, to, subject, text, html, language, writtenAt } = letter;
  const composer = new MailComposer({
    from,
    to: { name: "", address: to },
    subject: subject.replace(/[\r\n\0]+/g, " "),
    text,
    html,
    messageId: `<${id}@${nameOf(from)}>`,
    date: new Date(writtenAt),
    headers: { "Auto-Submitted": "auto-generated", "Content-Language": language },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
