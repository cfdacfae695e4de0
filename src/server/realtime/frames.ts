import { ServerFrame } from "../../contract/index.ts";

/** The frame as the contract declares it: undeclared fields are dropped. */
export const encodeFrame = (frame: ServerFrame): Buffer => textFrame(JSON.stringify(ServerFrame.parse(frame)));

/**
 * A whole WebSocket text frame (RFC 6455 §5.2). What a server sends is not masked, so the same bytes serve every client:
 * framed once, written many times.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}

/** One `events` frame from events that are JSON already. */
export const eventsFrame = (company: string, channel: string, seq: number, events: readonly string[]): Buffer =>
  textFrame(`{"type":"events","company":"${company}","channel":"${channel}","seq":${seq},"events":[${events.join(",")}]}`);
