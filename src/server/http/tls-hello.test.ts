import fc from "fast-check";
import { expect, test } from "vitest";
import { clientHello, olderSuites, readAnswer, scanTls, versions, weaknesses } from "./tls-hello.ts";

test("whatever a listener sends, it is an answer or not one yet", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(20, 21, 22), (bytes, type) => {
      const record = Buffer.from([type, 3, 3, bytes.length >> 8, bytes.length & 255, ...bytes]);
      expect(readAnswer(record)).toBeDefined();
      expect(readAnswer(record.subarray(0, -1))).toBeUndefined();
    }),
  );
});

test("a scan goes on until nothing more is agreed to, and names what is weak", async () => {
  const taken = [0x0035, 0xc02f];
  const greet = async (hello: Buffer) => {
    const suite = taken.find((one) => hello.includes(Buffer.from([one >> 8, one & 255]), 44));
    const version = hello.readUInt16BE(9);
    if (suite === undefined || version !== versions["TLS 1.1"]) return { kind: "alert", alert: 70 } as const;
    return { kind: "hello", version, suite } as const;
  };
  const { spoken, greetings } = await scanTls(greet, "localhost");
  expect(spoken).toEqual({ "TLS 1.1": taken });
  expect(greetings).toBe(7);
  expect(weaknesses({ spoken, greetings })).toEqual(["TLS 1.1"]);
  expect(weaknesses({ spoken: { "TLS 1.2": taken, "TLS 1.3": [0x1301] }, greetings })).toEqual(["TLS 1.2 with suite 0x0035"]);
});

test("a greeting says its length everywhere", () => {
  for (const version of Object.keys(versions) as (keyof typeof versions)[]) {
    const hello = clientHello(version, olderSuites, "localhost");
    expect(hello.readUInt16BE(3)).toBe(hello.length - 5);
    expect(hello.readUIntBE(6, 3)).toBe(hello.length - 9);
  }
});
