/** As much of an XMPP client (RFC 6120, XEP-0045) as a bench needs: anonymous sign-in, one room, saying, counting. */
import { connect, type Socket } from "node:net";

const plain = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export class XmppClient {
  readonly #socket: Socket;
  readonly #room: string;
  #seen = "";
  #onBytes: ((bytes: Buffer) => void) | undefined;
  #wake: () => void = () => undefined;

  private constructor(port: number, room: string) {
    this.#room = room;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (bytes: Buffer) => {
      if (this.#onBytes) return this.#onBytes(bytes);
      this.#seen += bytes.toString("utf8");
      this.#wake();
    });
    this.#socket.on("error", (error) => {
      throw error;
    });
  }

  /** Signs in and enters the room; from then on all bytes go to `onBytes`. */
  static async enter(port: number, room: string, nick: string, onBytes: (bytes: Buffer) => void): Promise<XmppClient> {
    const client = new XmppClient(port, room);
    const open = `<stream:stream to="localhost" version="1.0" xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">`;
    await client.#ask(`<?xml version="1.0"?>${open}`, "</stream:features>");
    await client.#ask(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>`, "<success");
    await client.#ask(`<?xml version="1.0"?>${open}`, "</stream:features>");
    await client.#ask(`<iq type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>bench</resource></bind></iq>`, "</iq>");
    await client.#ask(`<presence to="${room}/${nick}"><x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>`, "<subject");
    client.#onBytes = onBytes;
    return client;
  }

  /** Of the room's owner: takes the settings that the server gives new rooms. */
  async openRoom(): Promise<void> {
    const onBytes = this.#onBytes;
    this.#onBytes = undefined;
    const accept = `<query xmlns="http://jabber.org/protocol/muc#owner"><x xmlns="jabber:x:data" type="submit"/></query>`;
    await this.#ask(`<iq type="set" to="${this.#room}" id="open">${accept}</iq>`, `id='open'`);
    this.#onBytes = onBytes;
  }

  say(text: string, id: number): void {
    this.#socket.write(`<message to="${this.#room}" type="groupchat" id="m${id}"><body>${plain(text)}</body></message>`);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #ask(stanza: string, until: string): Promise<void> {
    this.#seen = "";
    this.#socket.write(stanza);
    while (!this.#seen.includes(until)) {
      if (/<failure|<stream:error|type='error'/.test(this.#seen)) throw new Error(`refused: ${this.#seen}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
