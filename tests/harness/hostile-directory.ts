/** A directory of one person that answers as RFC 4511 says, or in one way otherwise. */
import { createServer as createPlainServer, type Socket } from "node:net";
import { createServer, TLSSocket } from "node:tls";
import { BerReader } from "ldapts";
import { type Certificate, makeCertificate } from "./smtp.ts";

export const tricks = [
  "not_ber",
  "cut_value",
  "indefinite",
  "trailing",
  "huge",
  "endless",
  "endless_pages",
  "wrong_id",
  "goes_away",
  "other_operation",
  "referred",
  "several",
  "no_id",
  "short_id",
  "silent",
  "hangs_up",
  "bind_unsure",
  "entry_in_bind",
] as const;
export type Trick = (typeof tricks)[number];

export const honest = { login: "ada", password: "ada's own", service: "the service's own" };
const SUBJECT = "11111111-2222-3333-4444-555555555555";
const DN = "uid=ada,dc=example";

const part = (tag: number, ...content: (Buffer | string)[]): Buffer => {
  const bytes = Buffer.concat(content.map((one) => Buffer.from(one)));
  const size = bytes.length;
  const length = size < 0x80 ? [size] : [0x84, (size >>> 24) & 255, (size >>> 16) & 255, (size >>> 8) & 255, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
};
const number = (value: number): Buffer => part(2, Buffer.from([(value >>> 8) & 127, value & 255]));
const message = (id: number, ...rest: Buffer[]): Buffer => part(0x30, number(id), ...rest);
const result = (tag: number, code: number, ...more: Buffer[]): Buffer => part(tag, part(10, Buffer.from([code])), part(4, ""), part(4, ""), ...more);
const attribute = (name: string, ...values: string[]): Buffer => part(0x30, part(4, name), part(0x31, ...values.map((value) => part(4, value))));
const entry = (dn: string, ...attributes: Buffer[]): Buffer => part(0x64, part(4, dn), part(0x30, ...attributes));
const ada = (subject: string, mail: readonly string[] = []) =>
  entry(DN, attribute("entryUUID", subject), attribute("uid", "ada"), attribute("cn", "Ada"), ...mail.map((one) => attribute("mail", one)));
const paged = (cookie: string): Buffer => part(0xa0, part(0x30, part(4, "1.2.840.113556.1.4.319"), part(4, part(0x30, number(0), part(4, cookie)))));

const BIND = 0x60;
const SEARCH = 0x63;
const EXTENDED = 0x77;

export class HostileDirectory {
  readonly certificate: Certificate = makeCertificate();
  trick: Trick | undefined;
  /** Addresses of its one person. */
  mail: string[] = [];
  /** Whether that person is in it. */
  isEmpty = false;
  /** "refused": it does not speak TLS · "injects": it sends more in clear before TLS */
  starttls: "yes" | "refused" | "injects" = "yes";
  /** Binds that came, by name. */
  readonly binds: string[] = [];
  /** All that it was asked, in order. */
  readonly asked: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #secure = createServer({ cert: this.certificate.cert, key: this.certificate.key }, (socket) => this.#serve(socket));
  readonly #plain = createPlainServer((socket) => this.#serve(socket));
  ports = { plain: 0, secure: 0 };

  async open(): Promise<this> {
    const port = (server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }) =>
      new Promise<number>((done) => server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port)));
    this.ports = { plain: await port(this.#plain), secure: await port(this.#secure) };
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([this.#secure, this.#plain].map((server) => new Promise((done) => server.close(done))));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => this.#answer(socket, bytes));
  }

  #answer(socket: Socket, bytes: Buffer): void {
    const reader = new BerReader(bytes);
    reader.readSequence();
    const id = reader.readInt() ?? 0;
    const operation = reader.readSequence();
    if (operation === EXTENDED) return this.#secureNow(socket, id);
    if (operation === BIND) {
      reader.readInt();
      return this.#bind(socket, id, reader.readString() ?? "", reader.readString(0x80) ?? "");
    }
    if (operation !== SEARCH) return;
    this.asked.push("search");
    this.#search(socket, id);
  }

  #secureNow(socket: Socket, id: number): void {
    if (this.starttls === "refused") return void socket.write(message(id, result(0x78, 2)));
    socket.removeAllListeners("data");
    socket.write(Buffer.concat([message(id, result(0x78, 0)), ...(this.starttls === "injects" ? [message(2, result(0x61, 0))] : [])]));
    this.#serve(new TLSSocket(socket, { isServer: true, cert: this.certificate.cert, key: this.certificate.key }));
  }

  #bind(socket: Socket, id: number, dn: string, password: string): void {
    this.binds.push(dn);
    this.asked.push("bind");
    const isRight = password === (dn === DN ? honest.password : dn === "cn=service" ? honest.service : "");
    const isPerson = dn === DN;
    if (isPerson && this.trick === "bind_unsure") return void socket.write(message(id, result(0x61, 14)));
    if (isPerson && this.trick === "entry_in_bind") return void socket.write(Buffer.concat([message(id, ada(SUBJECT)), message(id, result(0x61, 0))]));
    socket.write(message(id, result(0x61, isRight ? 0 : 49)));
  }

  #search(socket: Socket, id: number): void {
    const done = message(id, result(0x65, 0));
    const found = message(id, ada(SUBJECT, this.mail));
    const answers: Record<Trick, () => unknown> = {
      not_ber: () => socket.write("HTTP/1.1 200 OK\r\n\r\n"),
      // An attribute that says it is longer than what holds it: the library's own reader never comes back from it.
      cut_value: () => socket.write(message(id, part(0x64, part(4, DN), part(0x30, Buffer.from([0x30, 0x20, 0x04, 0x02, 0x75]))))),
      indefinite: () => socket.write(Buffer.concat([Buffer.from([0x30, 0x80]), number(id), ada(SUBJECT), Buffer.from([0, 0])])),
      trailing: () => socket.write(message(id, ada(SUBJECT), part(0xa0, ""), part(4, "more"))),
      huge: () => socket.write(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x01])),
      endless: () => {
        const many = Buffer.concat(Array.from({ length: 100 }, () => found));
        const more = () => {
          while (!socket.destroyed && socket.write(many));
        };
        socket.on("drain", more);
        more();
      },
      endless_pages: () => socket.write(message(id, result(0x65, 0), paged("again"))),
      wrong_id: () => socket.write(Buffer.concat([message(id + 7, ada(SUBJECT)), message(id + 7, result(0x65, 0))])),
      goes_away: () => socket.write(message(0, result(0x78, 52))),
      other_operation: () => socket.write(message(id, result(0x61, 0))),
      referred: () => socket.write(message(id, result(0x65, 10, part(0xa3, part(4, "ldap://elsewhere.example/"))))),
      several: () => socket.write(Buffer.concat([found, found, done])),
      no_id: () => socket.write(Buffer.concat([message(id, entry(DN, attribute("uid", "ada"))), done])),
      short_id: () => socket.write(Buffer.concat([message(id, ada("1")), done])),
      silent: () => undefined,
      hangs_up: () => socket.destroy(),
      bind_unsure: () => socket.write(Buffer.concat([found, done])),
      entry_in_bind: () => socket.write(Buffer.concat([found, done])),
    };
    if (this.trick) answers[this.trick]();
    else socket.write(this.isEmpty ? done : Buffer.concat([found, done]));
  }
}
