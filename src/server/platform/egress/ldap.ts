/**
 * One conversation with a directory (RFC 4511): connect, secure, bind, search. Nothing is asked before TLS stands and the
 * certificate was checked, so that no password goes out in clear; a referral is told, never followed.
 */
import { connect, isIP, type Socket } from "node:net";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { BindRequest, ExtendedRequest, type Filter, PagedResultsControl, SearchRequest, UnbindRequest } from "ldapts";
import type { Cancel, Clock } from "../clock/index.ts";
import { type Egress, EgressRefused } from "./egress.ts";
import { BadReply, type LdapEntry, type LdapReply, type LdapResult, lengthOf, readReply } from "./ldap-replies.ts";

export interface LdapServer {
  readonly host: string;
  readonly port: number;
  /** tls: from the first byte (ldaps) · starttls: asked for before anything else */
  readonly security: "tls" | "starttls";
  /** Authorities in PEM that are trusted in place of the usual ones. */
  readonly authorities: string | null;
}

const ldapFaults = [
  "unknown_name",
  "not_public",
  "unreachable",
  "too_slow",
  "bad_certificate",
  "no_tls",
  "tls_failed",
  "bad_reply",
  "too_large",
  "cut_off",
  "bind_refused",
  "search_refused",
  "referred",
] as const;
export type LdapFault = (typeof ldapFaults)[number];

/** What is wrong with a directory or its answer. The message names neither server nor person. */
export class LdapRefused extends Error {
  override readonly name = "LdapRefused";
  readonly code: LdapFault;
  /** The directory's own result code (RFC 4511, appendix A), where it gave one. */
  readonly result: number | null;

  constructor(code: LdapFault, result: number | null = null) {
    super(code);
    this.code = code;
    this.result = result;
  }
}

export interface Search {
  readonly base: string;
  /** base: the entry itself */
  readonly scope?: "base" | "sub";
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Entries after which it is no answer any more. */
  readonly most: number;
}

export interface LdapLimits {
  /** Milliseconds for one question and all of its answer. */
  readonly time: number;
  /** Bytes of one message. */
  readonly message: number;
  /** Bytes of a conversation. */
  readonly all: number;
}

const usualLimits: LdapLimits = { time: 20_000, message: 1024 * 1024, all: 256 * 1024 * 1024 };
const STARTTLS = "1.3.6.1.4.1.1466.20037";
const SUCCESS = 0;
const REFERRED = 10;
const WRONG_LOGIN = 49;
const PAGE = 500;

/** Connected and secured. @throws LdapRefused */
export async function openLdap(egress: Egress, clock: Clock, server: LdapServer, limits: LdapLimits = usualLimits): Promise<LdapLink> {
  const addresses = await egress.addressOf(server.host, server.port, "directory").then(
    ({ address, others }) => [address, ...others],
    (error: unknown) => {
      if (error instanceof EgressRefused) throw new LdapRefused(error.code === "unknown_name" || error.code === "not_public" ? error.code : "unreachable");
      throw error;
    },
  );
  let fault = new LdapRefused("unreachable");
  // A directory's name often leads to several servers: one that is away is no reason to stop.
  for (const address of addresses) {
    const link = new LdapLink(clock, limits);
    try {
      await link.open(server, address);
      return link;
    } catch (error) {
      link.close();
      if (!(error instanceof LdapRefused) || error.code !== "unreachable") throw error;
      fault = error;
    }
  }
  throw fault;
}

export class LdapLink {
  readonly #clock: Clock;
  readonly #limits: LdapLimits;
  #socket: Socket | undefined;
  #isSecure = false;
  #held: Buffer[] = [];
  #size = 0;
  #heard = 0;
  #id = 0;
  /** Whoever waits for the next message; what went wrong stays. */
  #wake: () => void = () => undefined;
  #fault: LdapRefused | undefined;

  constructor(clock: Clock, limits: LdapLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Use `openLdap`. */
  async open(server: LdapServer, address: string): Promise<void> {
    const secured = {
      host: server.host,
      minVersion: "TLSv1.2" as const,
      ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
      ...(server.authorities === null ? {} : { ca: server.authorities }),
    };
    const plain = connect({ host: address, port: server.port });
    this.#socket = plain;
    await this.#within(arrival(plain, "connect", () => "unreachable"));
    if (server.security === "starttls") await this.#askForTls(plain);
    const socket = tlsConnect({ ...secured, socket: plain });
    this.#socket = socket;
    await this.#within(arrival(socket, "secureConnect", tlsFault));
    this.#isSecure = socket.authorized;
    this.#listen(socket);
  }

  /** Such as TLSv1.3. */
  get protocol(): string {
    return (this.#socket as TLSSocket).getProtocol() ?? "";
  }

  /** @returns whether name and password are right. @throws LdapRefused, also for no password: a directory takes that for a bind of nobody */
  async bind(dn: string, password: string): Promise<boolean> {
    if (!this.#isSecure) throw new LdapRefused("no_tls");
    if (dn === "" || password === "") throw new LdapRefused("bind_refused");
    const result = await this.#within(this.#ask((messageId) => new BindRequest({ messageId, dn, password }), "bound"));
    if (result.code === SUCCESS) return true;
    if (result.code === WRONG_LOGIN) return false;
    throw new LdapRefused(result.code === REFERRED ? "referred" : "bind_refused", result.code);
  }

  /** All entries, by pages (RFC 2696) where the directory knows them. @throws LdapRefused; too_large for more than `most` */
  async search({ base, scope = "sub", filter, attributes, most }: Search): Promise<LdapEntry[]> {
    if (!this.#isSecure) throw new LdapRefused("no_tls");
    const entries: LdapEntry[] = [];
    const take = (entry: LdapEntry) => {
      entries.push(entry);
      if (entries.length > most) throw new LdapRefused("too_large");
    };
    const size = Math.min(PAGE, most + 1);
    let cookie: Buffer | null = null;
    for (let pages = 0; pages <= most / size + 1; pages++) {
      const control: PagedResultsControl = new PagedResultsControl({ value: cookie === null ? { size } : { size, cookie } });
      const asked = { scope, baseDN: base, filter, attributes: [...attributes], timeLimit: Math.ceil(this.#limits.time / 1000) };
      const result: LdapResult = await this.#within(this.#ask((messageId) => new SearchRequest({ messageId, ...asked, controls: [control] }), "done", take));
      if (result.code === REFERRED) throw new LdapRefused("referred", REFERRED);
      if (result.code !== SUCCESS) throw new LdapRefused("search_refused", result.code);
      if (result.cookie === null) return entries;
      cookie = result.cookie;
    }
    // Pages without end that bring nothing.
    throw new LdapRefused("too_large");
  }

  close(): void {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    if (this.#isSecure && this.#fault === undefined) socket.write(new UnbindRequest({ messageId: ++this.#id }).write());
    socket.on("error", () => undefined);
    socket.destroySoon();
  }

  async #askForTls(plain: Socket): Promise<void> {
    this.#listen(plain);
    const { code } = await this.#within(this.#ask((messageId) => new ExtendedRequest({ messageId, oid: STARTTLS }), "extended"));
    if (code !== SUCCESS) throw new LdapRefused("no_tls", code);
    plain.removeAllListeners("data");
    // What came in clear behind the answer would be taken for what comes by TLS.
    if (this.#size > 0) throw new LdapRefused("bad_reply");
  }

  #listen(socket: Socket): void {
    const end = (code: LdapFault) => {
      this.#fault ??= new LdapRefused(code);
      this.#wake();
    };
    socket.on("data", (bytes: Buffer) => {
      this.#heard += bytes.length;
      this.#size += bytes.length;
      this.#held.push(bytes);
      if (this.#heard > this.#limits.all) {
        end("too_large");
        socket.destroy();
      }
      this.#wake();
    });
    socket.on("error", () => end("cut_off"));
    socket.on("close", () => end("cut_off"));
  }

  /** Sends one message and reads what belongs to it up to the last word. */
  async #ask(make: (messageId: number) => { write(): Buffer }, last: "bound" | "done" | "extended", take?: (entry: LdapEntry) => void): Promise<LdapResult> {
    const id = ++this.#id;
    this.#socket?.write(make(id).write());
    for (;;) {
      const reply = await this.#next();
      // Number 0 is what a directory says of itself, such as that it goes away (RFC 4511, 4.4).
      if (reply.id === 0) throw new LdapRefused("cut_off");
      if (reply.id !== id) throw new LdapRefused("bad_reply");
      if (reply.kind === "entry" && take) take(reply.entry);
      else if (reply.kind === "referral" && take) continue;
      else if (reply.kind === last && "result" in reply) return reply.result;
      else throw new LdapRefused("bad_reply");
    }
  }

  async #next(): Promise<LdapReply> {
    for (;;) {
      const message = this.#whole();
      if (message) return parsed(() => readReply(message));
      if (this.#fault) throw this.#fault;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** The next message, taken out of what is held. */
  #whole(): Buffer | undefined {
    if (this.#size === 0) return undefined;
    if ((this.#held[0]?.length ?? 0) < 6) this.#join();
    const length = parsed(() => lengthOf(this.#held[0] ?? Buffer.alloc(0)));
    if (length === undefined) return undefined;
    if (length > this.#limits.message) throw new LdapRefused("too_large");
    if (this.#size < length) return undefined;
    const all = this.#join();
    const rest = all.subarray(length);
    this.#held = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    return all.subarray(0, length);
  }

  #join(): Buffer {
    const all = this.#held.length === 1 && this.#held[0] ? this.#held[0] : Buffer.concat(this.#held);
    this.#held = [all];
    return all;
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    let cancel: Cancel = () => undefined;
    const slow = new Promise<never>((_resolve, reject) => {
      cancel = this.#clock.after(this.#limits.time, () => reject(new LdapRefused("too_slow")));
    });
    try {
      return await Promise.race([work, slow]);
    } catch (error) {
      this.#fault ??= error instanceof LdapRefused ? error : new LdapRefused("cut_off");
      this.#wake();
      work.catch(() => undefined);
      this.#socket?.destroy();
      throw error;
    } finally {
      cancel();
    }
  }
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadReply) throw new LdapRefused("bad_reply");
    throw error;
  }
}

function arrival(socket: Socket, event: "connect" | "secureConnect", fault: (error: NodeJS.ErrnoException) => LdapFault): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", (error) => reject(new LdapRefused(fault(error))));
    socket.once("close", () => reject(new LdapRefused("cut_off")));
  });
}

const tlsFault = ({ code = "" }: NodeJS.ErrnoException): LdapFault =>
  /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code) ? "bad_certificate" : /TLS|SSL/.test(code) ? "tls_failed" : "cut_off";
