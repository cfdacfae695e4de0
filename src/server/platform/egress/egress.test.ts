/** The gate: which addresses it connects to, what it takes from them, and what it counts. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testServices } from "../../../../tests/harness/installation.ts";
import { type NameServer, startNameServer } from "../../../../tests/harness/name-server.ts";
import { systemClock } from "../clock/index.ts";
import { isInternal } from "./addresses.ts";
import { Egress, EgressRefused } from "./index.ts";

let opened: Awaited<ReturnType<typeof testServices>>;
let names: NameServer;
let peer: Server;
let answer: RequestListener = (_request, reply) => void reply.end("{}");
let seen = 0;
let port = 0;
let egress: Egress;

beforeAll(async () => {
  [opened, names] = await Promise.all([testServices(), startNameServer()]);
  peer = createServer((request, reply) => {
    seen += 1;
    answer(request, reply);
  });
  await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
  port = (peer.address() as AddressInfo).port;
  names.addresses.set("idp.example", "127.0.0.1");
  egress = gate([{ purpose: "sign-in", kind: "peer", host: "idp.example", port }]);
});
afterAll(async () => {
  peer.closeAllConnections();
  peer.close();
  names.close();
  await opened.close();
  opened.folders.remove();
});

function gate(allow: ConstructorParameters<typeof Egress>[0]["allow"]): Egress {
  return new Egress({ records: opened.services.records, clock: systemClock, allow, dns: [names.address], limits: { time: 300, size: 1000 } });
}

async function faultOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return "answered";
  } catch (error) {
    if (error instanceof EgressRefused) return error.code;
    throw error;
  }
}

test("inner addresses are known in every dress", () => {
  const inner = ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1"];
  const dressed = [
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "0:0:0:0:0:ffff:7f00:1",
    "fe80::1",
    "fd00::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
  ];
  expect([...inner, ...dressed, "", "localhost", "1.2.3"].filter((address) => !isInternal(address))).toEqual([]);
  expect(["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"].filter(isInternal)).toEqual([]);
});

describe("a peer", () => {
  test("that the operator named is spoken to, and each connection is counted", async () => {
    const before = seen;
    for (let i = 0; i < 3; i++) expect((await egress.request(`http://idp.example:${port}/x`, "sign-in")).status).toBe(200);
    const use = (await egress.ledger.peers()).find(({ host, purpose }) => host === "idp.example" && purpose === "sign-in");
    expect([seen - before, use?.connections, use?.port]).toEqual([3, 3, port]);
    // Another life of the server goes on counting.
    await gate([{ purpose: "sign-in", kind: "peer", host: "idp.example", port }]).request(`http://idp.example:${port}/x`, "sign-in");
    expect((await egress.ledger.peers()).find(({ host }) => host === "idp.example")?.connections).toBe(4);
  });

  test("inside that nobody named is not: by address, by name, by port, by another name; nor in clear", async () => {
    const before = seen;
    const closed = gate([]);
    names.addresses.set("rebound.example", "127.0.0.1");
    expect(await faultOf(closed.request(`http://127.0.0.1:${port}/`, "sign-in"))).toBe("not_public");
    expect(await faultOf(closed.request(`http://[::ffff:127.0.0.1]:${port}/`, "sign-in"))).toBe("not_public");
    expect(await faultOf(egress.request(`http://rebound.example:${port}/`, "sign-in"))).toBe("not_public");
    expect(await faultOf(egress.request(`http://idp.example:${port === 1 ? 2 : 1}/`, "sign-in"))).toBe("not_public");
    expect(await faultOf(egress.request("http://1.1.1.1/", "sign-in"))).toBe("not_tls");
    expect(await faultOf(egress.request("ftp://idp.example/", "sign-in"))).toBe("not_tls");
    expect(await faultOf(egress.request("https://nowhere.example/", "sign-in"))).toBe("unknown_name");
    expect(seen).toBe(before);
  });

  test("that is named for one purpose is inside for another", async () => {
    const address = `idp.example:${port}`;
    expect(await egress.addressOf("idp.example", port, "sign-in")).toMatchObject({ address: "127.0.0.1", isNamed: true });
    const others = ["directory", "mail", "names"] as const;
    expect(await Promise.all(others.map((purpose) => faultOf(egress.addressOf("idp.example", port, purpose))))).toEqual(others.map(() => "not_public"));
    expect((["sign-in", "directory"] as const).map((purpose) => egress.isNamed(new URL(`http://${address}`), purpose))).toEqual([true, false]);
    const range = gate([{ purpose: "directory", kind: "network", address: "127.0.0.0", prefix: 8, family: "ipv4" }]);
    expect(await faultOf(range.request(`http://${address}/`, "sign-in"))).toBe("not_public");
    expect(await faultOf(range.request(`http://${address}/`, "directory"))).toBe("answered");
  });

  test("that is found by its name has name servers asked, which the ledger counts, too", async () => {
    const one = gate([{ purpose: "sign-in", kind: "peer", host: "idp.example", port }]);
    const asked = async () => (await one.ledger.peers()).find(({ purpose }) => purpose === "names")?.connections ?? 0;
    const before = await asked();
    await one.request(`http://idp.example:${port}/`, "sign-in");
    await faultOf(one.request(`http://127.0.0.1:${port}/`, "sign-in"));
    expect((await asked()) - before).toBe(1);
    expect([one.nameServersFor(["10.0.0.1", "localhost"]), one.nameServersFor(["10.0.0.1", "idp.example"])]).toEqual([[], [names.address]]);
  });

  test("is asked for its address once: what its name leads to afterwards changes nothing", async () => {
    const before = seen;
    answer = (_request, reply) => {
      names.addresses.set("idp.example", "10.0.0.1");
      reply.end("{}");
    };
    expect((await egress.request(`http://idp.example:${port}/`, "sign-in")).status).toBe(200);
    names.addresses.set("idp.example", "127.0.0.1");
    expect(seen - before).toBe(1);
  });

  test("that sends without end, or not at all, or elsewhere, is left", async () => {
    const url = `http://idp.example:${port}/`;
    answer = (_request, reply) => void reply.end("x".repeat(1001));
    expect(await faultOf(egress.request(url, "sign-in"))).toBe("too_large");
    answer = () => undefined;
    expect(await faultOf(egress.request(url, "sign-in"))).toBe("too_slow");
    answer = (_request, reply) => void reply.write("x");
    expect(await faultOf(egress.request(url, "sign-in"))).toBe("too_slow");
    const before = seen;
    answer = (_request, reply) => void reply.writeHead(302, { location: "http://127.0.0.1/" }).end();
    expect((await egress.request(url, "sign-in")).status).toBe(302);
    expect(seen - before).toBe(1);
    answer = (request) => void request.socket.destroy();
    expect(await faultOf(egress.request(url, "sign-in"))).toBe("unreachable");
    expect(await faultOf(egress.request(`https://idp.example:${port}/`, "sign-in"))).toMatch(/unreachable|bad_certificate/);
  });
});

test("texts of a name come as they stand in the DNS", async () => {
  names.texts.set("_bastide.acme.example", ["bastide-verify=x", "other"]);
  expect(await egress.texts("_bastide.acme.example")).toEqual(["bastide-verify=x", "other"]);
  expect(await egress.texts("_bastide.nowhere.example")).toEqual([]);
});
