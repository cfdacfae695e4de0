import { isLoopback } from "../../../config/index.ts";
import { weaknesses } from "../../../http/tls-hello.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding, nothing } from "./define.ts";

/** Origins of other sites, those included that only look like this one. */
function foreignOrigins(own: string): string[] {
  const { protocol, hostname, port } = new URL(own);
  const at = port === "" ? "" : `:${port}`;
  return [
    "https://evil.example",
    "null",
    "",
    `${protocol}//${hostname}.evil.example${at}`,
    `${protocol}//evil-${hostname}${at}`,
    `${protocol}//evil.example/${hostname}`,
    `${protocol}//${hostname}:${port === "1" ? 2 : 1}`,
    `${protocol}//${hostname}@evil.example${at}`,
    `${protocol === "http:" ? "https:" : "http:"}//${hostname}${at}`,
    `${own}/`,
    own.toUpperCase(),
  ];
}

async function socketOrigin({ premises, probe }: ClaimContext): Promise<Finding> {
  const listener = premises.listener();
  if (!listener) return nothing("No server listens here: run it while one does.");
  const { administrator } = await probe();
  const cookie = `bastide=${administrator.token}; __Host-bastide=${administrator.token}`;
  // The control: the same session from our own pages is let in, so a refusal below is about the origin.
  const own = await listener.askForSocket({ origin: listener.origin, cookie });
  own.end();
  if (own.status !== 101) return { looked: 1, ok: false, evidence: `Its control failed: a socket from our own origin was answered ${own.status}.` };
  const asked: Record<string, string>[] = [
    ...foreignOrigins(listener.origin).map((origin) => ({ origin, cookie })),
    { "sec-fetch-site": "cross-site", cookie },
  ];
  const let_: string[] = [];
  for (const headers of asked) {
    const answer = await listener.askForSocket(headers);
    answer.end();
    if (answer.status !== 403) let_.push(`${headers["origin"] ?? "no Origin but Sec-Fetch-Site"}: ${answer.status}`);
  }
  return {
    looked: asked.length,
    ok: let_.length === 0,
    evidence:
      let_.length === 0
        ? `${asked.length} upgrade requests from foreign origins with a good session: all answered 403; from our own: 101.`
        : `Not refused: ${let_.join(", ")}.`,
  };
}

/** What is in clear stays on this machine, or with the proxy that was declared. */
async function nothingInClear({ premises }: ClaimContext): Promise<Finding> {
  const listener = premises.listener();
  if (!listener) return nothing("No server listens here: run it while one does.");
  const { asked, answered } = await listener.answeredInClear();
  const scan = await listener.scanTls();
  const beyond = answered.filter((address) => !isLoopback(address));
  if (scan) {
    const weak = weaknesses(scan);
    const spoken = Object.keys(scan.spoken);
    return {
      looked: asked.length + scan.greetings,
      // What answers no greeting at all was not looked at.
      ok: answered.length === 0 && weak.length === 0 && spoken.length > 0,
      evidence:
        answered.length + weak.length === 0
          ? `${scan.greetings} greetings: ${spoken.join(" and ")} with authenticated ciphers, nothing older; ${asked.length} addresses in clear: no answer.`
          : `In clear at ${answered.join(", ") || "no address"}; weak: ${weak.join(", ") || "nothing"}.`,
    };
  }
  // The control: on this machine the same question is answered.
  if (answered.length === 0) return { looked: asked.length, ok: false, evidence: "Its control failed: not even this machine's own address was answered." };
  return {
    looked: asked.length,
    ok: beyond.length === 0,
    evidence:
      beyond.length === 0
        ? `No TLS of its own; of ${asked.length} addresses of this machine only ${answered.join(", ")} was answered in clear.`
        : `In clear at ${beyond.join(", ")}.`,
  };
}

export const tlsAndOrigin = defineClaim({
  id: "C33",
  group: "who-can-read",
  source: "both",
  sentence: {
    en: "Web, API and sockets travel over TLS 1.2 or newer, and no other site can open a socket.",
    fr: "Web, API et sockets voyagent sous TLS 1.2 ou plus récent, et aucun autre site ne peut ouvrir de socket.",
  },
  clauses: [
    { id: "C33a", sentence: "Older versions of TLS and weak suites are refused by the own listener, and 1.2 as well where only 1.3 is allowed.", where: "lab" },
    { id: "C33b", sentence: "A socket that a page of another origin asks for is refused.", where: "instance", check: socketOrigin },
    { id: "C33c", sentence: "Beyond this machine and its declared proxy nothing is answered in clear.", where: "instance", check: nothingInClear },
  ],
});
