/** A name server on loopback that knows what it is told (RFC 1035): A and TXT records, one question an answer. */
import { createSocket } from "node:dgram";

const A = 1;
const TXT = 16;

export interface NameServer {
  /** As a setting takes it. */
  readonly address: string;
  readonly texts: Map<string, string[]>;
  readonly addresses: Map<string, string>;
  close(): void;
}

export async function startNameServer(): Promise<NameServer> {
  const texts = new Map<string, string[]>();
  const addresses = new Map<string, string>();
  const socket = createSocket("udp4");
  socket.on("message", (asked, from) => {
    const { name, end } = nameIn(asked);
    const kind = asked.readUInt16BE(end);
    const found =
      kind === TXT ? (texts.get(name) ?? []).map(textData) : kind === A ? (addresses.has(name) ? [addressData(addresses.get(name) ?? "")] : []) : [];
    const isKnown = texts.has(name) || addresses.has(name);
    const head = Buffer.from(asked.subarray(0, 12));
    head.writeUInt16BE(isKnown ? 0x8580 : 0x8583, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(found.length, 6);
    head.writeUInt32BE(0, 8);
    const answers = found.map((data) => {
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(kind, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    socket.send(Buffer.concat([head, asked.subarray(12, end + 4), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${socket.address().port}`, texts, addresses, close: () => socket.close() };
}

function nameIn(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

const textData = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const addressData = (address: string): Buffer => Buffer.from(address.split(".").map(Number));
