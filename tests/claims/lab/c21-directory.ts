/** C21: a company with a directory of our own, out of which one person vanishes. */
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { newDirectoryWorld, openSocket, outcome } from "../../harness/directory.ts";
import { HostileDirectory, honest } from "../../harness/hostile-directory.ts";

/** Milliseconds that a socket may outlive the sync. */
const SOCKET_LIFE = 1000;

export async function goneThereIsOutHere(): Promise<Finding> {
  const directory = await new HostileDirectory().open();
  const { secure } = directory.ports;
  const it = await newDirectoryWorld([secure], {
    ...{ name: "Directory", product: "openldap", host: "localhost", port: secure, security: "tls", authorities: directory.certificate.cert },
    ...{ bindDn: "cn=service", bindPassword: honest.service, base: "dc=example", filter: "(uid=*)", loginAttributes: ["uid"], newcomers: "member" },
  });
  try {
    const { client, jar } = await it.signIn(honest.login, honest.password);
    const params = { company: it.company };
    const token = await client.call("createToken", { params, body: { name: "program", scopes: ["people:read"] } });
    const url = `${it.world.server.url}/api/companies/${it.company}/people`;
    const ask = async () => [
      await outcome(client.call("getCompany", { params })),
      await outcome(it.signIn(honest.login, honest.password)),
      String((await fetch(url, { headers: { authorization: `Bearer ${token.value}` } })).status),
    ];
    const socket = await openSocket(it.world.server.url, jar.cookie);
    let closedAt = Number.POSITIVE_INFINITY;
    void socket.closed.then((at) => {
      closedAt = at;
    });
    // The control: a sync that finds the person changes nothing.
    await it.sync(1);
    const before = await ask();
    const wasOpen = closedAt === Number.POSITIVE_INFINITY;
    directory.isEmpty = true;
    const { sync } = await it.sync(1);
    const ended = performance.now();
    const after = await ask();
    await Promise.race([socket.closed, new Promise((resolve) => setTimeout(resolve, SOCKET_LIFE))]);
    socket.close();
    const late = Math.max(0, Math.round(closedAt - ended));
    const ok =
      before.join() === "allowed,allowed,200" &&
      wasOpen &&
      after.join() === "not_signed_in,wrong_credentials,401" &&
      late <= SOCKET_LIFE &&
      sync.counts.gone === 1;
    return {
      looked: before.length + after.length + 1,
      ok,
      evidence: `Session, sign-in and token of a person of the directory were answered ${before.join(", ")} after a sync that found him, and ${after.join(", ")} after the one that did not; his socket, ${wasOpen ? "open" : "closed"} before, was ${late <= SOCKET_LIFE ? `closed ${late} ms after it` : "still open"}.`,
    };
  } finally {
    await it.close();
    await directory.close();
  }
}
